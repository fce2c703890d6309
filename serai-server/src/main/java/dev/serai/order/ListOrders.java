package dev.serai.order;

import dev.serai.kernel.Json;
import dev.serai.openapi.ApiCall;
import dev.serai.openapi.ApiMethod;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Pages a merchant's own orders, oldest first; see {@link OrderPages} for why no page skips or doubles one. */
@Component
final class ListOrders implements ApiMethod {
    static final int LIMIT_MAX = 200;
    static final int LIMIT_DEFAULT = 50;

    // The years PostgreSQL and JSON readers agree on.
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final OrderPages pages;

    ListOrders(OrderPages pages) {
        this.pages = pages;
    }

    @Override
    public String name() {
        return "order.list_orders";
    }

    @Override
    public JsonNode answer(ApiCall call) {
        int limit = Math.clamp(call.integer("limit", LIMIT_DEFAULT), 1, LIMIT_MAX);
        var filter = new OrderPages.Filter(time(call, "from"), time(call, "to"), status(call));
        // One more than asked for tells whether there is a next page.
        var found = pages.after(call.merchant(), after(call), filter, limit + 1);
        var page = found.subList(0, Math.min(limit, found.size()));
        var answer = Json.object();
        var orders = answer.putArray("orders");
        page.forEach(order -> orders.add(order.answer()));
        return found.size() > limit
                ? answer.put("next", Long.toString(page.getLast().place()))
                : answer.putNull("next");
    }

    private static long after(ApiCall call) {
        var after = call.text("after");
        if (after == null || after.isEmpty()) {
            return 0;
        }
        if (!after.matches("[0-9]{1,18}")) {
            throw new Refusal(
                    SubCode.PARAM_INVALID,
                    "after must be the next of an earlier answer, found " + after + ". Send that.");
        }
        return Long.parseLong(after);
    }

    private static @Nullable OrderStatus status(ApiCall call) {
        var word = call.text("status");
        if (word == null || word.isEmpty()) {
            return null;
        }
        return Arrays.stream(OrderStatus.values())
                .filter(status -> status.name().equals(word))
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        SubCode.PARAM_INVALID,
                        "status must be one of " + Arrays.toString(OrderStatus.values()) + ", found " + word + "."));
    }

    private static @Nullable Instant time(ApiCall call, String name) {
        var text = call.text(name);
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            var at = OffsetDateTime.parse(text).toInstant();
            if (at.isBefore(EARLIEST) || at.isAfter(LATEST)) {
                throw new DateTimeException("out of range");
            }
            return at;
        } catch (DateTimeException e) {
            throw new Refusal(
                    SubCode.PARAM_INVALID,
                    name + " must be ISO-8601 with offset, like 2026-11-21T08:00:00+08:00, found " + text
                            + ". In a query or form write the + as %2B.");
        }
    }
}
