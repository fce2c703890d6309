package dev.serai.push;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Removes what nobody waits for any more. What still stands in a line stays, however old. */
@Component
final class Cleaning {
    /** How long events and attempts can be polled: the month a T+1 file covers and some days. */
    static final Duration KEPT_FOR = Duration.ofDays(35);

    /** How many rows of a kind one step removes. */
    static final int STEP_MAX_ROWS = 1000;

    private final JdbcClient db;
    private final Clock clock;

    Cleaning(JdbcClient db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    /** Removes some; returns whether there may be more. */
    boolean step() {
        int attempts = remove("""
                DELETE FROM push.attempt WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM push.attempt WHERE at < :before ORDER BY at LIMIT :max))
                """);
        int lines = remove("""
                DELETE FROM push.line WHERE ctid = ANY (ARRAY(
                    SELECT l.ctid FROM push.line l JOIN push.subscription s ON s.id = l.subscription
                    WHERE s.state = 'ended' AND l.next_at < :before LIMIT :max))
                """);
        int events = remove("""
                DELETE FROM push.event WHERE ctid = ANY (ARRAY(
                    SELECT e.ctid FROM push.event e
                    WHERE e.created_at < :before
                      AND NOT EXISTS (SELECT 1 FROM push.line l
                        WHERE l.subscription = e.subscription AND l.subject = e.subject AND l.head <= e.seq)
                    ORDER BY e.created_at LIMIT :max))
                """);
        int subscriptions = remove("""
                DELETE FROM push.subscription WHERE id = ANY (ARRAY(
                    SELECT s.id FROM push.subscription s
                    WHERE s.state = 'ended' AND s.created_at < :before
                      AND NOT EXISTS (SELECT 1 FROM push.line l WHERE l.subscription = s.id)
                      AND NOT EXISTS (SELECT 1 FROM push.event e WHERE e.subscription = s.id)
                      AND NOT EXISTS (SELECT 1 FROM push.attempt a WHERE a.subscription = s.id)
                    LIMIT :max))
                """);
        return Math.max(Math.max(attempts, lines), Math.max(events, subscriptions)) == STEP_MAX_ROWS;
    }

    private int remove(String sql) {
        return db.sql(sql)
                .param("before", clock.instant().minus(KEPT_FOR).atOffset(ZoneOffset.UTC))
                .param("max", STEP_MAX_ROWS)
                .update();
    }
}
