package dev.serai.order;

import dev.serai.openapi.ApiCall;
import dev.serai.openapi.ApiMethod;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Cancels an order in the core. The wish is durable before the core hears of it: where the core is silent, the status stays
 * and {@code cancel_requested} is true until the background has carried it out. An order whose creation is unknown is
 * settled first. Cancelling a cancelled order is 200.
 */
@Component
final class CancelOrder implements ApiMethod {
    private final Wanted wanted;
    private final UnderWay underWay;
    private final Orders orders;
    private final Settlement settlement;

    CancelOrder(Wanted wanted, UnderWay underWay, Orders orders, Settlement settlement) {
        this.wanted = wanted;
        this.underWay = underWay;
        this.orders = orders;
        this.settlement = settlement;
    }

    @Override
    public String name() {
        return "order.cancel_order";
    }

    @Override
    public JsonNode answer(ApiCall call) {
        var found = wanted.find(call);
        if (found.status() == OrderStatus.PENDING) {
            underWay.await(found.orderId());
        }
        var wished = orders.wishCancelled(found);
        var now = switch (wished.status()) {
            case UNPAID -> cancel(wished);
            case PENDING -> settlement.proceed(wished);
            case PAID, COMPLETED, CANCELLED, REFUNDED, FAILED -> wished;
        };
        return switch (now.status()) {
            case CANCELLED, UNPAID, PENDING ->
                now.answer()
                        .put("status_seq", now.statusSeq())
                        .put("cancel_requested", now.cancelRequestedAt() != null);
            case PAID, COMPLETED, REFUNDED ->
                throw new Refusal(
                        SubCode.ORDER_STATE,
                        "order " + now.orderId() + " is " + now.status()
                                + "; only an order that is not paid can be cancelled. Ask for a refund instead.");
            case FAILED ->
                throw new Refusal(
                        SubCode.ORDER_STATE,
                        "order " + now.orderId()
                                + " is FAILED: the core refused to create it, so there is nothing to cancel.");
        };
    }

    private Order cancel(Order order) {
        var cancelling = settlement.cancel(order);
        var now = cancelling.order();
        if (cancelling.refusal() != null && now.status() == OrderStatus.UNPAID) {
            orders.dropWish(now);
            throw new Refusal(
                    SubCode.CORE_REFUSED,
                    "the core refused to cancel order " + now.orderId() + ": " + cancelling.refusal()
                            + ". The order stays " + now.status() + ".");
        }
        return now;
    }
}
