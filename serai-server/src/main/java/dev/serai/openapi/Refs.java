package dev.serai.openapi;

import dev.serai.kernel.Json;
import dev.serai.release.DeclarationProblem;
import tools.jackson.databind.JsonNode;

/** Puts the schemas that {@code $ref: '#/…'} names in the place of the reference, so that each stands alone. */
final class Refs {
    /** A schema that refers to itself has no end. */
    private static final int DEPTH_MAX = 24;

    private Refs() {}

    static JsonNode inlined(JsonNode document, JsonNode schema) {
        return schema.isMissingNode() ? Json.object().put("type", "object") : inlined(document, schema, 0);
    }

    private static JsonNode inlined(JsonNode document, JsonNode node, int depth) {
        if (depth > DEPTH_MAX) {
            throw new DeclarationProblem(
                    "/components", "schemas nest deeper than " + DEPTH_MAX + " levels or in a circle");
        }
        if (node.isObject() && node.path("$ref").isString()) {
            var ref = node.path("$ref").asString();
            var found = ref.startsWith("#/") ? document.at(ref.substring(1)) : null;
            if (found == null || found.isMissingNode()) {
                throw new DeclarationProblem("/components", "$ref must name a place in this document, found " + ref);
            }
            return inlined(document, found, depth + 1);
        }
        if (node.isObject()) {
            var copy = Json.object();
            node.properties().forEach(e -> copy.set(e.getKey(), inlined(document, e.getValue(), depth + 1)));
            return copy;
        }
        if (node.isArray()) {
            var copy = Json.MAPPER.createArrayNode();
            node.forEach(item -> copy.add(inlined(document, item, depth + 1)));
            return copy;
        }
        return node;
    }
}
