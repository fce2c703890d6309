package dev.serai.order;

import dev.serai.order.Order.Heard;
import dev.serai.push.Notices;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Where an order changes: our copy, and the merchant's notice of it, in one transaction. Nothing changes but by a word of
 * the core's.
 */
@Component
final class Orders {
    private static final Logger LOG = LoggerFactory.getLogger(Orders.class);

    private final OrderTable table;
    private final Notices notices;
    private final TransactionTemplate transactions;
    private final Clock clock;

    Orders(OrderTable table, Notices notices, TransactionTemplate transactions, Clock clock) {
        this.table = table;
        this.notices = notices;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Takes in what the core says of an order. Returns it as it stands now; empty when it is none of ours. */
    Optional<Order> hear(CoreOrder word) {
        return transactions.execute(_ -> table.lock(word.requestKey()).map(order -> hear(order, word)));
    }

    private Order hear(Order order, CoreOrder word) {
        var now = now();
        return switch (order.hear(word, now)) {
            case Heard.Changed(Order changed) -> {
                table.keep(changed, AskAgain.singly(changed, now));
                notices.publish(new OrderChanged(changed));
                yield changed;
            }
            case Heard.Newer(Order newer) -> {
                table.keep(newer, AskAgain.singly(newer, now));
                yield newer;
            }
            case Heard.Nothing _ -> {
                // An order that will not be cancelled is asked about less and less often, whatever else is heard of it.
                int tries = order.cancelRequestedAt() == null ? 0 : order.tries();
                table.askAgain(order.orderId(), tries, AskAgain.singly(order, now));
                yield order;
            }
            case Heard.Illegal(String why) -> {
                if (table.keepIllegal(order, word, now)) {
                    LOG.warn("order {}: the core's version {} was refused, {}", order.orderId(), word.version(), why);
                }
                table.askAgain(order.orderId(), 0, AskAgain.singly(order, now));
                yield order;
            }
        };
    }

    /**
     * The core said no to the creation.
     *
     * @param certain false when an earlier attempt went without an answer; it may yet come to something, so we look again
     */
    Order refused(Order order, String reason, boolean certain) {
        return locked(order, held -> {
            if (held.status() != OrderStatus.PENDING) {
                return held;
            }
            var failed = new Order(
                    held.orderId(),
                    held.merchant(),
                    held.outOrderNo(),
                    held.contentSha256(),
                    held.items(),
                    held.requestKey(),
                    OrderStatus.FAILED,
                    null,
                    null,
                    null,
                    0,
                    held.statusSeq() + 1,
                    held.place(),
                    held.createdAt(),
                    now(),
                    reason,
                    null,
                    0);
            table.keep(failed, certain ? null : now().plus(AskAgain.SECOND_LOOK));
            notices.publish(new OrderChanged(failed));
            return failed;
        });
    }

    /** The core said nothing of use; it is asked again later. */
    Order silent(Order order, String cause) {
        LOG.debug("order {} stays {}: {}", order.orderId(), order.status(), cause);
        return locked(order, held -> {
            var due = held.status() == OrderStatus.PENDING
                            || held.cancelRequestedAt() != null
                            || held.status() == OrderStatus.FAILED
                    ? now().plus(AskAgain.pause(held.tries()))
                    : AskAgain.singly(held, now());
            table.askAgain(held.orderId(), held.tries() + 1, held.status().isFinal() ? null : due);
            return held;
        });
    }

    /** The second look at a refused creation found nothing. */
    void failedForGood(Order order) {
        locked(order, held -> {
            if (held.status() == OrderStatus.FAILED) {
                table.askAgain(held.orderId(), 0, null);
            }
            return held;
        });
    }

    /** Keeps the wish to cancel, if the order can still be cancelled. Returns it as it stands now. */
    Order wishCancelled(Order order) {
        return locked(order, held -> {
            if (held.status() == OrderStatus.PENDING || held.status() == OrderStatus.UNPAID) {
                table.wishCancelled(held.orderId(), now(), now().plus(AskAgain.LEASE));
                return table.lock(held.requestKey()).orElseThrow();
            }
            return held;
        });
    }

    /** Takes the wish back: the core refused it to the merchant's face. */
    Order dropWish(Order order) {
        return locked(order, held -> {
            table.dropWish(held.orderId());
            return held;
        });
    }

    private Order locked(Order order, UnaryOperator<Order> work) {
        return transactions.execute(
                _ -> work.apply(table.lock(order.requestKey()).orElseThrow()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
