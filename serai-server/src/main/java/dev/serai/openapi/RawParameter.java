package dev.serai.openapi;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A parameter as it came: the characters that are signed, and what they stood for in a JSON body.
 *
 * @param text the characters; empty for an array or object
 * @param structure the array or object; null for anything else
 */
public record RawParameter(
        String name, String text, @Nullable JsonNode structure) {
    /** Empty values are not signed, so they count as absent everywhere. */
    public boolean absent() {
        return structure == null && text.isEmpty();
    }
}
