package dev.serai.order;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where an order stands. Only the core moves it on, but for FAILED: the core said no to its creation.
 *
 * <p>We may have missed steps, so every status that lies further on the way is allowed, not the next one alone. PAID to
 * CANCELLED is the core's to decide (it repays outside our sight); a merchant cannot ask for it. FAILED gives way to an
 * order the core shows after all: a slow first attempt may be done after a later one was refused.
 */
enum OrderStatus {
    PENDING,
    UNPAID,
    PAID,
    COMPLETED,
    CANCELLED,
    REFUNDED,
    FAILED;

    boolean mayBecome(OrderStatus next) {
        return further().contains(next);
    }

    /** Nothing can change it any more. */
    boolean isFinal() {
        return further().isEmpty();
    }

    private Set<OrderStatus> further() {
        return switch (this) {
            case PENDING -> EnumSet.of(UNPAID, PAID, COMPLETED, CANCELLED, REFUNDED, FAILED);
            case UNPAID -> EnumSet.of(PAID, COMPLETED, CANCELLED, REFUNDED);
            case PAID -> EnumSet.of(COMPLETED, CANCELLED, REFUNDED);
            case COMPLETED -> EnumSet.of(REFUNDED);
            case CANCELLED, REFUNDED -> EnumSet.noneOf(OrderStatus.class);
            case FAILED -> EnumSet.of(UNPAID, PAID, COMPLETED, CANCELLED, REFUNDED);
        };
    }
}
