package dev.serai.fact;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** A fact as reported, already checked against its type. */
public record NewFact(String type, String id, long version, Instant occurredAt, JsonNode body) {}
