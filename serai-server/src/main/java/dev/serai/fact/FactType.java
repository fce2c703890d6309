package dev.serai.fact;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One declared type of fact ({@code fact-type/v1}).
 *
 * @param name by language tag
 * @param csv how rows of a file become facts of this type; null where no file may bring them
 */
public record FactType(
        String id,
        Map<String, String> name,
        Shape.Fields body,
        @Nullable CsvMapping csv) {
    /** What is wrong with a body of this type; null when it fits. */
    public @Nullable String misfit(JsonNode value) {
        return body.misfit(value, "body");
    }
}
