package dev.serai.order;

import dev.serai.kernel.Ids;
import dev.serai.kernel.MerchantId;
import dev.serai.order.CoreOrders.GivenBack;
import dev.serai.order.Refund.Status;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Refunds on their way: kept here with the merchant's own number, then asked for at the core under our number, by which it
 * gives the money once however often it is asked. Where the core is silent it stays PENDING and the background asks again.
 */
@Component
final class Refunds {
    private static final Logger LOG = LoggerFactory.getLogger(Refunds.class);
    private static final int ROUND_MAX = 16;

    private final RefundTable table;
    private final OrderTable orders;
    private final Orders hearing;
    private final CoreOrders core;
    private final Ids ids;
    private final Clock clock;

    Refunds(RefundTable table, OrderTable orders, Orders hearing, CoreOrders core, Ids ids, Clock clock) {
        this.table = table;
        this.orders = orders;
        this.hearing = hearing;
        this.core = core;
        this.ids = ids;
        this.clock = clock;
    }

    Refund ask(Order order, String outRefundNo, long amount, String reason) {
        var currency = order.currency();
        if (order.status() == OrderStatus.PENDING || order.status() == OrderStatus.FAILED || currency == null) {
            throw new Refusal(
                    SubCode.ORDER_STATE,
                    "order " + order.orderId() + " is " + order.status() + "; only a paid order is refunded");
        }
        var now = clock.instant();
        var wanted = new Refund(
                "rf_" + ids.next(),
                order.merchant(),
                outRefundNo,
                order.orderId(),
                amount,
                currency,
                reason,
                Status.PENDING,
                null,
                now,
                0);
        boolean fresh = table.insert(wanted, now.plus(AskAgain.LEASE));
        var kept = find(order.merchant(), outRefundNo);
        if (!kept.asks(wanted)) {
            throw new Refusal(
                    SubCode.ORDER_CONFLICT,
                    "out_refund_no " + outRefundNo
                            + " was used before for another order, amount or reason; use a new number");
        }
        return fresh || kept.status() == Status.PENDING ? proceed(kept) : kept;
    }

    Refund find(MerchantId merchant, String outRefundNo) {
        return table.find(merchant, outRefundNo)
                .orElseThrow(() ->
                        new Refusal(SubCode.NOT_FOUND, "you have no refund with this number. Check out_refund_no."));
    }

    /** Asks the core, and keeps what it says. */
    Refund proceed(Refund refund) {
        var order = orders.byOrderId(refund.merchant(), refund.orderId()).orElseThrow();
        switch (core.giveBack(order, refund)) {
            case GivenBack.Given(var coreId) -> {
                table.end(refund, Status.SUCCEEDED, coreId, null, clock.instant());
                // A refund of all that was left changes the order too.
                var id = order.coreOrderId();
                if (id != null && core.get(id, order) instanceof CoreOrders.Word.Has has) {
                    hearing.hear(has.order());
                }
            }
            case GivenBack.Refused(var reason) -> table.end(refund, Status.FAILED, null, reason, clock.instant());
            case GivenBack.Unknown(var cause) -> {
                LOG.info("refund {} is not known yet: {}", refund.refundId(), cause);
                table.askAgain(refund, clock.instant().plus(AskAgain.pause(refund.tries())));
            }
        }
        return find(refund.merchant(), refund.outRefundNo());
    }

    /** Asks again for what is due. Returns whether there may be more. */
    boolean goOn() {
        var now = clock.instant();
        var due = table.take(now, now.plus(AskAgain.LEASE), ROUND_MAX);
        due.forEach(this::proceed);
        return due.size() == ROUND_MAX;
    }
}
