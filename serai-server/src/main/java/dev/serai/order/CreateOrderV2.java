package dev.serai.order;

import dev.serai.openapi.ApiCall;
import dev.serai.openapi.ApiMethod;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Orders several products at once. */
@Component
final class CreateOrderV2 implements ApiMethod {
    private final Creation creation;

    CreateOrderV2(Creation creation) {
        this.creation = creation;
    }

    @Override
    public String name() {
        return "order.create_order";
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public JsonNode answer(ApiCall call) {
        return creation.create(call, name() + "/v2", Item.list(call.params().path("items")));
    }
}
