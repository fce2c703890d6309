package dev.serai.order;

import dev.serai.kernel.Json;
import dev.serai.openapi.ApiCall;
import dev.serai.openapi.ApiMethod;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Tells the core that a parcel of a paid order is on its way; once per number of the merchant's. */
@Component
final class ShipOrder implements ApiMethod {
    private final Wanted wanted;
    private final CoreOrders core;

    ShipOrder(Wanted wanted, CoreOrders core) {
        this.wanted = wanted;
        this.core = core;
    }

    @Override
    public String name() {
        return "order.ship_order";
    }

    @Override
    public JsonNode answer(ApiCall call) {
        var parcel = Json.object()
                // Two merchants may number alike.
                .put("request_key", call.merchant().value() + "/shipment/" + Wanted.required(call, "out_shipment_no"))
                .put("carrier", Wanted.required(call, "carrier"))
                .put("tracking_no", Wanted.required(call, "tracking_no"));
        return Shipments.shown(core.shipments(wanted.find(call), "POST", parcel));
    }
}
