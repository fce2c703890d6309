package dev.serai.order;

import dev.serai.core.CoreHttp;
import dev.serai.core.CoreHttp.CoreAnswer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Follows the core's list of changed orders: one question a poll tells all that lost webhooks would have told. Where we are
 * in the list is kept in the database, moved on only after what was read is durable, and read by one node at a time.
 */
@Component
final class CoreFeed {
    private static final Logger LOG = LoggerFactory.getLogger(CoreFeed.class);

    /** How many changes one question asks for. */
    static final int PAGE_MAX = 200;

    private final CoreHttp core;
    private final Orders orders;
    private final JdbcClient db;
    private final Clock clock;

    CoreFeed(CoreHttp core, Orders orders, JdbcClient db, Clock clock) {
        this.core = core;
        this.orders = orders;
        this.db = db;
        this.clock = clock;
    }

    /** Reads one page when a poll is due. Returns whether there may be another at once. */
    boolean read() {
        var now = clock.instant();
        return take(now).map(after -> read(after, now)).orElse(false);
    }

    private boolean read(long after, Instant now) {
        var path = "/orders?updated_after=" + after + "&limit=" + PAGE_MAX;
        if (!(core.call("GET", path, null) instanceof CoreAnswer.Done(int _, JsonNode page))
                || !page.path("orders").isArray()) {
            moveOn(after, now.plus(AskAgain.POLL));
            return false;
        }
        long last = after;
        var told = new ArrayList<CoreOrder>();
        for (var one : page.path("orders")) {
            last = Math.max(last, one.path("change").longValue(after));
            understand(one).ifPresent(told::add);
        }
        news(told).forEach(orders::hear);
        boolean more = last > after
                && !page.path("next").isNull()
                && !page.path("next").isMissingNode();
        moveOn(last, more ? now : now.plus(AskAgain.POLL));
        return more;
    }

    /** Of all the core's orders, those that are ours and that we know less of. */
    private List<CoreOrder> news(List<CoreOrder> told) {
        if (told.isEmpty()) {
            return List.of();
        }
        Map<String, Long> known = db
                .sql("SELECT request_key, core_version FROM orders.order_copy WHERE request_key IN (:keys)")
                .param("keys", told.stream().map(CoreOrder::requestKey).toList())
                .query((row, _) -> Map.entry(row.getString(1), row.getLong(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return told.stream()
                .filter(order -> known.getOrDefault(order.requestKey(), Long.MAX_VALUE) < order.version())
                .toList();
    }

    private static Optional<CoreOrder> understand(JsonNode one) {
        try {
            return Optional.of(CoreOrder.read(one));
        } catch (IllegalArgumentException e) {
            // One odd order must not hold up all others.
            LOG.warn("an order in the core's list of changes was passed over: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Long> take(Instant now) {
        // Nobody puts it off further than a lease; a date beyond that was set by a clock that has since been put right.
        return db.sql("""
                UPDATE orders.core_feed SET due_at = :lease WHERE due_at <= :now OR due_at > :lease
                RETURNING last_change
                """)
                .param("lease", OrderTable.utc(now.plus(AskAgain.LEASE)))
                .param("now", OrderTable.utc(now))
                .query(Long.class)
                .optional();
    }

    private void moveOn(long lastChange, Instant dueAt) {
        db.sql("UPDATE orders.core_feed SET last_change = greatest(last_change, :change), due_at = :due")
                .param("change", lastChange)
                .param("due", OrderTable.utc(dueAt))
                .update();
    }
}
