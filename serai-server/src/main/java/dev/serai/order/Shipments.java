package dev.serai.order;

import dev.serai.kernel.Json;
import tools.jackson.databind.JsonNode;

/** A parcel as merchants see it: without the core's own keys. */
final class Shipments {
    private Shipments() {}

    static JsonNode shown(JsonNode core) {
        return Json.object()
                .put("shipment_id", core.path("id").asString())
                .put("carrier", core.path("carrier").asString())
                .put("tracking_no", core.path("tracking_no").asString())
                .put("status", core.path("status").asString())
                .put("shipped_at", core.path("shipped_at").asString())
                .put("updated_at", core.path("updated_at").asString());
    }
}
