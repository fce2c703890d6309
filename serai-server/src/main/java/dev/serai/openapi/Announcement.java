package dev.serai.openapi;

import dev.serai.kernel.Json;
import java.time.Instant;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One change of the catalogue, as merchants are told.
 *
 * @param seq counts up; not always by one
 * @param method the method's key, for example {@code order.create_order/v2}
 * @param deprecated since, sunset and successor; null where the method stays
 * @param summary the method in one line, by language tag
 */
public record Announcement(
        long seq, Instant at, Change change, String method, JsonNode deprecated, Map<String, String> summary) {
    /** What happened to the method. CHANGED: it takes or tells more than before. */
    public enum Change {
        ADDED,
        CHANGED,
        DEPRECATED,
        REMOVED
    }

    /** As it is delivered and listed. */
    public ObjectNode json() {
        var json = Json.object()
                .put("seq", seq)
                .put("at", at.toString())
                .put("change", change.name())
                .put("method", method);
        json.set("deprecated", deprecated);
        summary.forEach(json.putObject("summary")::put);
        return json;
    }
}
