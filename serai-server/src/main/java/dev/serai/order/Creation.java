package dev.serai.order;

import dev.serai.openapi.ApiCall;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Makes an order, once for each out_order_no of a merchant, whatever is repeated, lost or killed.
 *
 * <ol>
 *   <li>The order is saved here, as PENDING. From now on it will be settled, by us or by the background.
 *   <li>The one caller who saved it tells the core.
 *   <li>The core's yes or no is kept and answered; anything else leaves PENDING.
 * </ol>
 *
 * <p>A no of the core's answers the first caller with {@code core.refused} and its reason. Whoever repeats the call asks
 * about an order that exists here: he gets 200 and the order, FAILED. A new attempt takes a new out_order_no.
 */
@Component
final class Creation {
    private final Intake intake;
    private final OrderTable table;
    private final UnderWay underWay;
    private final Settlement settlement;

    Creation(Intake intake, OrderTable table, UnderWay underWay, Settlement settlement) {
        this.intake = intake;
        this.table = table;
        this.underWay = underWay;
        this.settlement = settlement;
    }

    JsonNode create(ApiCall call, String method, List<Item> items) {
        var wanted = new NewOrder(call.merchant(), call.app(), method, Wanted.required(call, "out_order_no"), items);
        var saved = intake.save(wanted);
        return saved.first() ? first(saved.order()) : again(wanted, saved.order());
    }

    private JsonNode first(Order order) {
        var outcome = Optional.<Order>empty();
        try {
            var now = settlement.place(order);
            outcome = Optional.of(now);
            if (now.status() == OrderStatus.FAILED) {
                throw new Refusal(
                        SubCode.CORE_REFUSED,
                        "the core refused the order: " + now.failure() + ". It is kept here as " + now.orderId()
                                + ", FAILED; correct it and use a new out_order_no.");
            }
            return now.answer();
        } finally {
            underWay.end(order.orderId(), outcome);
        }
    }

    private JsonNode again(NewOrder wanted, Order known) {
        wanted.mustBe(known);
        if (known.status() != OrderStatus.PENDING) {
            return known.answer();
        }
        return underWay.await(known.orderId())
                .or(() -> table.byOrderId(wanted.merchant(), known.orderId()))
                .orElse(known)
                .answer();
    }
}
