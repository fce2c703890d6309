package dev.serai.order;

import dev.serai.kernel.Json;
import dev.serai.openapi.ApiCall;
import dev.serai.openapi.ApiMethod;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** The parcels of one of the merchant's orders and how far they came, as the core knows now. */
@Component
final class ListShipments implements ApiMethod {
    private final Wanted wanted;
    private final CoreOrders core;

    ListShipments(Wanted wanted, CoreOrders core) {
        this.wanted = wanted;
        this.core = core;
    }

    @Override
    public String name() {
        return "order.list_shipments";
    }

    @Override
    public JsonNode answer(ApiCall call) {
        var order = wanted.find(call);
        var answer = Json.object();
        var shipments = answer.putArray("shipments");
        if (order.coreOrderId() != null) {
            core.shipments(order, "GET", null).path("shipments").forEach(one -> shipments.add(Shipments.shown(one)));
        }
        return answer;
    }
}
