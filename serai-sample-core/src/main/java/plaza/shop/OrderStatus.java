package plaza.shop;

import java.util.List;

/** Where an order stands: UNPAID → PAID → COMPLETED, UNPAID → CANCELLED, PAID or COMPLETED → REFUNDED. */
enum OrderStatus {
    UNPAID,
    PAID,
    COMPLETED,
    CANCELLED,
    REFUNDED;

    /** The statuses from which this one may be reached. */
    List<OrderStatus> reachedFrom() {
        return switch (this) {
            case UNPAID -> List.of();
            case PAID, CANCELLED -> List.of(UNPAID);
            case COMPLETED -> List.of(PAID);
            case REFUNDED -> List.of(PAID, COMPLETED);
        };
    }

    /** Whether goods leave the shelf no longer. */
    boolean returnsStock() {
        return this == CANCELLED || this == REFUNDED;
    }
}
