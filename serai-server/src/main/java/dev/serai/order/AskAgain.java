package dev.serai.order;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When the core is asked about an order again. */
final class AskAgain {
    /** How long one who works on an order has it to himself; after that somebody else may, if he died. */
    static final Duration LEASE = Duration.ofSeconds(8);

    /** The first pause after a question in vain; it doubles up to {@link #POLL}. */
    static final Duration TROUBLE_PAUSE_MIN = Duration.ofMillis(500);

    /** One poll of the core's changes: after this time at the latest we know what a lost webhook would have told. */
    static final Duration POLL = Duration.ofSeconds(5);

    /** Beside the polls an open order is asked about by itself, in case the core's list of changes fails us. */
    static final Duration SINGLY_MIN = Duration.ofSeconds(60);

    /** Old open orders are asked about rarely, but never less often than this. */
    static final Duration SINGLY_MAX = Duration.ofHours(6);

    /** An open order waits this share of the time since its last change. */
    private static final int AGE_SHARE = 100;

    /** When a refused creation is looked at once more, where an earlier attempt went without an answer. */
    static final Duration SECOND_LOOK = Duration.ofSeconds(60);

    private static final int DOUBLINGS_MAX = 10;

    private AskAgain() {}

    static Duration pause(int triesInVain) {
        return least(TROUBLE_PAUSE_MIN.multipliedBy(1L << Math.min(triesInVain, DOUBLINGS_MAX)), POLL);
    }

    /** Null when nothing can change the order any more. */
    static @Nullable Instant singly(Order order, Instant now) {
        if (order.status().isFinal() || order.status() == OrderStatus.FAILED) {
            return null;
        }
        if (order.cancelRequestedAt() != null) {
            return now.plus(pause(order.tries()));
        }
        var share = Duration.between(order.changedAt(), now).dividedBy(AGE_SHARE);
        return now.plus(share.compareTo(SINGLY_MIN) < 0 ? SINGLY_MIN : least(share, SINGLY_MAX));
    }

    private static Duration least(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
