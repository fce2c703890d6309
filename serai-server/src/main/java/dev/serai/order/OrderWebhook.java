package dev.serai.order;

import dev.serai.core.CoreEventListener;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** The core's word that an order changed. Orders that never came through our door are none of our business. */
@Component
final class OrderWebhook implements CoreEventListener {
    private final Orders orders;

    OrderWebhook(Orders orders) {
        this.orders = orders;
    }

    @Override
    public String type() {
        return "order.changed";
    }

    @Override
    public void take(JsonNode event) {
        var order = event.path("order");
        if (order.isObject() && order.path("request_key").isNull()) {
            return;
        }
        orders.hear(CoreOrder.read(order));
    }
}
