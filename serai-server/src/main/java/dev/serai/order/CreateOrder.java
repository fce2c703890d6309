package dev.serai.order;

import dev.serai.openapi.ApiCall;
import dev.serai.openapi.ApiMethod;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Orders so many of one product. The same as version 2 with one item. */
@Component
final class CreateOrder implements ApiMethod {
    private final Creation creation;

    CreateOrder(Creation creation) {
        this.creation = creation;
    }

    @Override
    public String name() {
        return "order.create_order";
    }

    @Override
    public JsonNode answer(ApiCall call) {
        var item = new Item(Wanted.required(call, "product_id"), Math.toIntExact(call.integer("quantity", 1)));
        return creation.create(call, name(), List.of(item));
    }
}
