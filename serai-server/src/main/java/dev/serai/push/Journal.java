package dev.serai.push;

import dev.serai.kernel.MerchantId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What was sent to a subscription and what came of it, page by page. */
@Component
final class Journal {
    /** How many characters of bodies one page holds, but for a first body that is longer. */
    static final int PAGE_CHARS_MAX = 1 << 20;

    /** A numbered event; the one before it has the number {@code seq - 1}, 0 for none. */
    record Numbered(long seq, String id, String type, String body) {}

    /** One attempt; {@code id} orders and pages them. */
    record Tried(
            long id,
            long seq,
            String eventId,
            int no,
            Instant at,
            @Nullable Integer status,
            int durationMs,
            @Nullable String cause,
            @Nullable Instant nextAt) {}

    /** One page; {@code more} when something comes after it. */
    record Page<T>(List<T> items, boolean more) {}

    private final JdbcClient db;
    private final Subscriptions subscriptions;

    Journal(JdbcClient db, Subscriptions subscriptions) {
        this.db = db;
        this.subscriptions = subscriptions;
    }

    /** Events with a number beyond {@code after}, delivered or not. */
    Page<Numbered> events(MerchantId merchant, String subscription, long after, int limit) {
        subscriptions.require(merchant, subscription);
        var found = db.sql("""
                SELECT seq, event_id, type, body FROM (
                    SELECT *, sum(length(body)) OVER (ORDER BY seq) - length(body) AS before
                    FROM (SELECT seq, event_id, type, body FROM push.event
                          WHERE subscription = :subscription AND seq > :after ORDER BY seq LIMIT :limit) AS page
                ) AS measured WHERE before < :chars ORDER BY seq
                """)
                .param("subscription", subscription)
                .param("after", after)
                .param("limit", limit)
                .param("chars", PAGE_CHARS_MAX)
                .query((rs, row) -> new Numbered(
                        rs.getLong("seq"), rs.getString("event_id"), rs.getString("type"), rs.getString("body")))
                .list();
        return new Page<>(found, !found.isEmpty() && exists("event", "seq", subscription, found.getLast().seq));
    }

    /** Attempts beyond {@code after}, oldest first. */
    Page<Tried> attempts(MerchantId merchant, String subscription, long after, int limit) {
        subscriptions.require(merchant, subscription);
        var found = db.sql("""
                SELECT id, seq, event_id, no, at, status, duration_ms, cause, next_at FROM push.attempt
                WHERE subscription = :subscription AND id > :after ORDER BY id LIMIT :limit
                """)
                .param("subscription", subscription)
                .param("after", after)
                .param("limit", limit)
                .query((rs, row) -> new Tried(
                        rs.getLong("id"),
                        rs.getLong("seq"),
                        rs.getString("event_id"),
                        rs.getInt("no"),
                        rs.getObject("at", OffsetDateTime.class).toInstant(),
                        rs.getObject("status", Integer.class),
                        rs.getInt("duration_ms"),
                        rs.getString("cause"),
                        instant(rs.getObject("next_at", OffsetDateTime.class))))
                .list();
        return new Page<>(found, !found.isEmpty() && exists("attempt", "id", subscription, found.getLast().id));
    }

    private boolean exists(String table, String column, String subscription, long after) {
        return db.sql("SELECT EXISTS (SELECT 1 FROM push.%s WHERE subscription = :subscription AND %s > :after)"
                        .formatted(table, column))
                .param("subscription", subscription)
                .param("after", after)
                .query(Boolean.class)
                .single();
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
