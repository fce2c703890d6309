package dev.serai.fact;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * One accepted version of a fact.
 *
 * @param type the fact type, for example {@code receipt}
 * @param id opaque text; (type, id) names the fact, whoever reports it
 * @param version rises with every correction; any gap is allowed
 * @param occurredAt business time, to the microsecond
 * @param body as its type's schema says
 * @param seq dense over all facts in the order they were accepted
 */
public record Fact(String type, String id, long version, Instant occurredAt, JsonNode body, long seq) {}
