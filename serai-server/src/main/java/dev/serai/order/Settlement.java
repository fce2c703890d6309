package dev.serai.order;

import dev.serai.order.CoreOrders.Word;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds out what became of an order and carries out what is still to do. Each step may be done by anyone, any number of
 * times, by several at once: the request key makes creation happen once, and cancelling twice is cancelling.
 */
@Component
final class Settlement {
    private final CoreOrders core;
    private final Orders orders;

    Settlement(CoreOrders core, Orders orders) {
        this.core = core;
        this.orders = orders;
    }

    /** Does the next thing that has to be done for an order that is due. Returns it as it stands afterwards. */
    Order proceed(Order order) {
        var now = switch (order.status()) {
            case PENDING -> create(order);
            case FAILED -> secondLook(order);
            case UNPAID -> order.cancelRequestedAt() == null ? refresh(order) : order;
            case PAID, COMPLETED, CANCELLED, REFUNDED -> refresh(order);
        };
        if (now.status() == OrderStatus.UNPAID && now.cancelRequestedAt() != null) {
            return cancel(now).order();
        }
        return now;
    }

    /**
     * Tells the core for the first time. Without its yes or no the order is PENDING, also where its webhook was faster
     * than the time-out: one and the same happening has one answer.
     */
    Order place(Order order) {
        return switch (core.place(order)) {
            case Word.Has has -> heard(has, order);
            case Word.Refused no -> orders.refused(order, no.reason(), true);
            case Word.HasNone _ -> unheard(order, "no answer");
            case Word.Unknown unknown -> unheard(order, unknown.cause());
        };
    }

    private Order unheard(Order order, String cause) {
        orders.silent(order, cause);
        return order;
    }

    /** Asks first; only when the core has no such order is it told again, with the same request key. */
    private Order create(Order order) {
        return switch (core.find(order)) {
            case Word.Has has -> heard(has, order);
            case Word.HasNone _ ->
                switch (core.place(order)) {
                    case Word.Has has -> heard(has, order);
                    case Word.Refused no -> orders.refused(order, no.reason(), false);
                    case Word.HasNone _ -> orders.silent(order, "no answer");
                    case Word.Unknown unknown -> orders.silent(order, unknown.cause());
                };
            case Word.Refused no -> orders.silent(order, no.reason());
            case Word.Unknown unknown -> orders.silent(order, unknown.cause());
        };
    }

    /** Looks whether the core knows the order, without telling it anything. */
    Order look(Order order) {
        return core.find(order) instanceof Word.Has has ? heard(has, order) : order;
    }

    private Order secondLook(Order order) {
        return switch (core.find(order)) {
            case Word.Has has -> heard(has, order);
            case Word.HasNone _ -> {
                orders.failedForGood(order);
                yield order;
            }
            case Word.Refused no -> orders.silent(order, no.reason());
            case Word.Unknown unknown -> orders.silent(order, unknown.cause());
        };
    }

    private Order refresh(Order order) {
        var id = order.coreOrderId();
        return switch (id == null ? core.find(order) : core.get(id, order)) {
            case Word.Has has -> heard(has, order);
            case Word.HasNone _ -> orders.silent(order, "the core has no such order");
            case Word.Refused no -> orders.silent(order, no.reason());
            case Word.Unknown unknown -> orders.silent(order, unknown.cause());
        };
    }

    /** How cancelling went: {@code refusal} is the core's reason where it said no. */
    record Cancelling(Order order, @Nullable String refusal) {}

    /** Cancels an order in the core; a no is checked against what the order is there by now. */
    Cancelling cancel(Order order) {
        var id = order.coreOrderId();
        if (id == null) {
            return new Cancelling(orders.silent(order, "the core's number is not known yet"), null);
        }
        return switch (core.cancel(id, order)) {
            case Word.Has has -> new Cancelling(heard(has, order), null);
            case Word.Refused no -> {
                var now = refresh(order);
                yield now.status() == OrderStatus.UNPAID
                        ? new Cancelling(orders.silent(now, no.reason()), no.reason())
                        : new Cancelling(now, no.reason());
            }
            case Word.HasNone _ -> new Cancelling(orders.silent(order, "no answer"), null);
            case Word.Unknown unknown -> new Cancelling(orders.silent(order, unknown.cause()), null);
        };
    }

    private Order heard(Word.Has has, Order order) {
        return orders.hear(has.order()).orElse(order);
    }
}
