package dev.serai.openapi;

import java.util.List;

/** One published OpenAPI 3.1 document: the methods of one part of the business. */
public record ApiDocument(String id, List<Operation> operations) {}
