package plaza.shop;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An order as callers see it. {@code version} counts its own changes, {@code change} those of all orders. */
record Order(
        String id,
        String requestKey,
        @Nullable String memberId,
        OrderStatus status,
        long amount,
        String currency,
        List<Line> items,
        int version,
        long change,
        Instant createdAt,
        Instant updatedAt) {

    /** One product in an order; {@code price} is what one piece cost when it was ordered. */
    record Line(String productId, int quantity, long price) {}

    /** What an event tells of an order. */
    record Told(
            String id,
            String requestKey,
            OrderStatus status,
            long amount,
            String currency,
            int version,
            Instant updatedAt) {}

    Order with(List<Line> lines) {
        return new Order(
                id, requestKey, memberId, status, amount, currency, lines, version, change, createdAt, updatedAt);
    }

    Told told() {
        return new Told(id, requestKey, status, amount, currency, version, updatedAt);
    }
}
