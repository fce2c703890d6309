package dev.serai.order;

import dev.serai.openapi.ApiCall;
import dev.serai.openapi.ApiMethod;
import dev.serai.order.CoreOrders.Word;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Tells the core that an order is paid. The amount must be the order's. Paying twice is paying once; where the core is
 * silent {@code payment} is PENDING, and order.changed or a query tells.
 */
@Component
final class PayOrder implements ApiMethod {
    private final Wanted wanted;
    private final Orders orders;
    private final CoreOrders core;

    PayOrder(Wanted wanted, Orders orders, CoreOrders core) {
        this.wanted = wanted;
        this.orders = orders;
        this.core = core;
    }

    @Override
    public String name() {
        return "order.pay_order";
    }

    @Override
    public JsonNode answer(ApiCall call) {
        var order = wanted.find(call);
        long amount = call.integer("amount", 0);
        var owed = order.amountMinor();
        if (owed != null && owed != amount) {
            throw new Refusal(
                    SubCode.ORDER_CONFLICT,
                    "order " + order.orderId() + " amounts to " + owed + " " + order.currency()
                            + " in minor units, the call said " + amount + "; query the order");
        }
        return switch (order.status()) {
            case UNPAID -> pay(order);
            case PAID, COMPLETED -> order.answer().put("payment", "SUCCEEDED");
            case PENDING, CANCELLED, REFUNDED, FAILED ->
                throw new Refusal(
                        SubCode.ORDER_STATE,
                        "order " + order.orderId() + " is " + order.status() + "; only an UNPAID order is paid");
        };
    }

    private JsonNode pay(Order order) {
        var id = order.coreOrderId();
        if (id == null) {
            throw new IllegalStateException("order " + order.orderId() + " is UNPAID without the core's number");
        }
        return switch (core.pay(id, order)) {
            case Word.Has has -> orders.hear(has.order()).orElse(order).answer().put("payment", "SUCCEEDED");
            case Word.Refused(var reason) ->
                throw new Refusal(
                        SubCode.CORE_REFUSED,
                        "the core refused the payment of order " + order.orderId() + ": " + reason);
            case Word.HasNone _, Word.Unknown _ -> order.answer().put("payment", "PENDING");
        };
    }
}
