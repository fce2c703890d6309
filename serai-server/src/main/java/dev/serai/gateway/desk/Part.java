package dev.serai.gateway.desk;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One parameter of a pasted call.
 *
 * @param value what is signed: the decoded characters, or a JSON value's own; empty for an array or object
 * @param raw as it was written: percent-encoded, or a JSON value's own characters
 * @param json the value in a JSON body; null where it stood in query or form
 */
record Part(String name, String value, String raw, @Nullable JsonNode json) {
    boolean isNumber() {
        return json != null && json.isNumber();
    }

    boolean isLiteral() {
        return json != null && (json.isNull() || json.isBoolean());
    }

    boolean isStructure() {
        return json != null && json.isContainer();
    }

    Part with(String other) {
        return new Part(name, other, raw, json);
    }
}
