package dev.serai.push;

import dev.serai.kernel.AppId;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The events waiting at each receiver, one line a subject. Only heads are handed out, so the events of one subject are
 * delivered one after another however often they fail; other subjects stand in other lines.
 */
@Component
final class Lines {
    /** A head that was handed out and not heard of again for so long is handed out again: its node is dead. */
    static final Duration LEASE = Duration.ofSeconds(40);

    /** The head of a line, ready to be sent. {@code attempts} were made before. */
    record Head(
            String subscription,
            AppId app,
            String url,
            byte[] sealedSecret,
            long seq,
            String eventId,
            String subject,
            String body,
            Instant createdAt,
            int attempts) {
        @Override
        public String toString() {
            return subscription + " #" + seq;
        }
    }

    /** What became of the head. */
    enum Fate {
        DELIVERED,
        FAILED,
        /** Tried long enough; stays pollable. */
        GIVEN_UP,
        /** The receiver wants nothing any more (410). */
        GONE
    }

    /**
     * One attempt and what follows from it.
     *
     * @param status null where no answer came
     * @param nextAt null where there is no further attempt
     */
    record Attempt(
            Head head,
            Instant at,
            int durationMs,
            @Nullable Integer status,
            @Nullable String cause,
            Fate fate,
            @Nullable Instant nextAt) {
        /** An address that is no longer the subscription's wants nothing: the new one is tried at once. */
        private Attempt moved() {
            return new Attempt(head, at, durationMs, status, cause + "; but it has moved since", Fate.FAILED, at);
        }
    }

    private final JdbcClient db;
    private final TransactionTemplate transactions;

    Lines(JdbcClient db, TransactionTemplate transactions) {
        this.db = db;
        this.transactions = transactions;
    }

    /**
     * Hands out due heads, each to one caller.
     *
     * @param perSubscription how many of one subscription
     * @param fewer the same for subscriptions of which less is wanted
     */
    List<Head> claim(Instant now, int max, int perSubscription, Map<String, Integer> fewer) {
        return db.sql("""
                WITH due AS (
                    SELECT d.subscription, d.subject
                    FROM push.subscription s
                    LEFT JOIN unnest(:fewer, :room) AS f (id, room) ON f.id = s.id
                    CROSS JOIN LATERAL (
                        SELECT l.subscription, l.subject, l.next_at FROM push.line l
                        WHERE l.subscription = s.id AND l.next_at <= :now
                        ORDER BY l.next_at LIMIT coalesce(f.room, :perSubscription)
                        FOR UPDATE SKIP LOCKED) d
                    WHERE s.state = 'active'
                    ORDER BY d.next_at LIMIT :max
                ), claimed AS (
                    UPDATE push.line l SET next_at = :lease FROM due
                    WHERE l.subscription = due.subscription AND l.subject = due.subject
                    RETURNING l.subscription, l.subject, l.head, l.attempts
                )
                SELECT c.subscription, s.app, s.url, s.secret, e.seq, e.event_id, c.subject, e.body, e.created_at, c.attempts
                FROM claimed c
                JOIN push.subscription s ON s.id = c.subscription
                JOIN push.event e ON e.subscription = c.subscription AND e.seq = c.head
                """)
                .param("fewer", fewer.keySet().toArray(String[]::new))
                .param("room", fewer.values().toArray(Integer[]::new))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("perSubscription", perSubscription)
                .param("max", max)
                .param("lease", now.plus(LEASE).atOffset(ZoneOffset.UTC))
                .query((rs, row) -> new Head(
                        rs.getString("subscription"),
                        new AppId(rs.getString("app")),
                        rs.getString("url"),
                        rs.getBytes("secret"),
                        rs.getLong("seq"),
                        rs.getString("event_id"),
                        rs.getString("subject"),
                        rs.getString("body"),
                        rs.getObject("created_at", OffsetDateTime.class).toInstant(),
                        rs.getInt("attempts")))
                .list();
    }

    /** The next open event of the head's subject, as it would be sent; empty where none stands behind it. */
    Optional<Head> behind(Head head) {
        return db.sql("""
                SELECT seq, event_id, body, created_at FROM push.event
                WHERE subscription = :subscription AND subject = :subject AND seq > :seq
                  AND delivered_at IS NULL AND given_up_at IS NULL ORDER BY seq LIMIT 1
                """)
                .param("subscription", head.subscription)
                .param("subject", head.subject)
                .param("seq", head.seq)
                .query((rs, _) -> new Head(
                        head.subscription,
                        head.app,
                        head.url,
                        head.sealedSecret,
                        rs.getLong("seq"),
                        rs.getString("event_id"),
                        head.subject,
                        rs.getString("body"),
                        rs.getObject("created_at", OffsetDateTime.class).toInstant(),
                        0))
                .optional();
    }

    /**
     * Records attempts and moves their lines on, in one transaction. An attempt that comes after its line moved on
     * without it (its lease was over) is recorded and changes nothing else.
     */
    void settle(List<Attempt> attempts) {
        transactions.executeWithoutResult(status -> {
            // With these locked nobody numbers new events here, so "nothing stands behind" stays true to the end.
            var urls = new HashMap<String, String>();
            db.sql("SELECT id, url FROM push.subscription WHERE id = ANY (:ids) ORDER BY id FOR NO KEY UPDATE")
                    .param("ids", texts(attempts, a -> a.head.subscription))
                    .query(rs -> {
                        urls.put(rs.getString("id"), rs.getString("url"));
                    });
            var kept = attempts.stream()
                    .filter(a -> urls.containsKey(a.head.subscription))
                    .map(a -> a.fate == Fate.GONE && !a.head.url.equals(urls.get(a.head.subscription)) ? a.moved() : a)
                    .toList();
            if (kept.isEmpty()) {
                return;
            }
            record(kept);
            close("delivered_at", only(kept, a -> a.fate == Fate.DELIVERED));
            close("given_up_at", only(kept, a -> a.fate == Fate.GIVEN_UP));
            stepUp(only(kept, a -> a.fate == Fate.DELIVERED || a.fate == Fate.GIVEN_UP));
            again(only(kept, a -> a.fate == Fate.FAILED));
            end(only(kept, a -> a.fate == Fate.GONE));
        });
    }

    private void record(List<Attempt> attempts) {
        db.sql("""
                INSERT INTO push.attempt (subscription, seq, event_id, no, at, status, duration_ms, cause, next_at)
                SELECT * FROM unnest(:subscriptions, :seqs, :events, :nos, :ats::timestamptz[], :statuses, :durations,
                    :causes, :nexts::timestamptz[])
                """)
                .param("subscriptions", texts(attempts, a -> a.head.subscription))
                .param("seqs", seqs(attempts))
                .param("events", texts(attempts, a -> a.head.eventId))
                .param("nos", ints(attempts, a -> a.head.attempts + 1))
                .param("ats", times(attempts, Attempt::at))
                .param("statuses", ints(attempts, Attempt::status))
                .param("durations", ints(attempts, Attempt::durationMs))
                .param("causes", texts(attempts, Attempt::cause))
                .param("nexts", times(attempts, Attempt::nextAt))
                .update();
    }

    private void close(String column, List<Attempt> done) {
        if (done.isEmpty()) {
            return;
        }
        db.sql("""
                UPDATE push.event e SET %s = d.at FROM unnest(:subscriptions, :seqs, :ats::timestamptz[])
                    AS d (subscription, seq, at)
                WHERE e.subscription = d.subscription AND e.seq = d.seq
                  AND e.delivered_at IS NULL AND e.given_up_at IS NULL
                """.formatted(column))
                .param("subscriptions", texts(done, a -> a.head.subscription))
                .param("seqs", seqs(done))
                .param("ats", times(done, Attempt::at))
                .update();
    }

    /** The next open event of the subject becomes the head; a line without one ends. */
    private void stepUp(List<Attempt> done) {
        if (done.isEmpty()) {
            return;
        }
        db.sql("""
                WITH next AS (
                    SELECT d.subscription, d.subject, d.seq, d.at, (
                        SELECT min(e.seq) FROM push.event e
                        WHERE e.subscription = d.subscription AND e.subject = d.subject AND e.seq > d.seq
                          AND e.delivered_at IS NULL AND e.given_up_at IS NULL) AS head
                    FROM unnest(:subscriptions, :subjects, :seqs, :ats::timestamptz[])
                        AS d (subscription, subject, seq, at)
                ), ended AS (
                    DELETE FROM push.line l USING next n
                    WHERE l.subscription = n.subscription AND l.subject = n.subject AND l.head = n.seq
                      AND n.head IS NULL
                )
                UPDATE push.line l SET head = n.head, attempts = 0, next_at = n.at FROM next n
                WHERE l.subscription = n.subscription AND l.subject = n.subject AND l.head = n.seq
                  AND n.head IS NOT NULL
                """)
                .param("subscriptions", texts(done, a -> a.head.subscription))
                .param("subjects", texts(done, a -> a.head.subject))
                .param("seqs", seqs(done))
                .param("ats", times(done, Attempt::at))
                .update();
    }

    private void again(List<Attempt> failed) {
        if (failed.isEmpty()) {
            return;
        }
        db.sql("""
                UPDATE push.line l SET attempts = f.attempts, next_at = f.next_at
                FROM unnest(:subscriptions, :subjects, :seqs, :nos, :nexts::timestamptz[])
                    AS f (subscription, subject, seq, attempts, next_at)
                WHERE l.subscription = f.subscription AND l.subject = f.subject AND l.head = f.seq
                """)
                .param("subscriptions", texts(failed, a -> a.head.subscription))
                .param("subjects", texts(failed, a -> a.head.subject))
                .param("seqs", seqs(failed))
                .param("nos", ints(failed, a -> a.head.attempts + 1))
                .param("nexts", times(failed, Attempt::nextAt))
                .update();
    }

    private void end(List<Attempt> gone) {
        if (gone.isEmpty()) {
            return;
        }
        var ids = texts(gone, a -> a.head.subscription);
        db.sql("UPDATE push.subscription SET state = 'gone' WHERE id = ANY (:ids) AND state = 'active'")
                .param("ids", ids)
                .update();
        db.sql("DELETE FROM push.line WHERE subscription = ANY (:ids)")
                .param("ids", ids)
                .update();
    }

    /** All open events stand in line again, their subjects' oldest at the head; whose line stands already keeps it. */
    void standUp(String subscription, Instant now) {
        db.sql("""
                INSERT INTO push.line (subscription, subject, head, next_at)
                SELECT e.subscription, e.subject, min(e.seq), :now
                FROM push.event e JOIN push.subscription s ON s.id = e.subscription AND s.state = 'active'
                WHERE e.subscription = :subscription AND e.delivered_at IS NULL AND e.given_up_at IS NULL
                GROUP BY e.subscription, e.subject ORDER BY e.subject
                ON CONFLICT DO NOTHING
                """)
                .param("subscription", subscription)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    private static List<Attempt> only(List<Attempt> attempts, Predicate<Attempt> which) {
        return attempts.stream().filter(which).toList();
    }

    private static Long[] seqs(Collection<Attempt> attempts) {
        return attempts.stream().map(a -> a.head.seq).toArray(Long[]::new);
    }

    private static @Nullable String[] texts(Collection<Attempt> attempts, Function<Attempt, @Nullable String> part) {
        var texts = new @Nullable String[attempts.size()];
        int i = 0;
        for (var attempt : attempts) {
            texts[i++] = part.apply(attempt);
        }
        return texts;
    }

    private static @Nullable Integer[] ints(Collection<Attempt> attempts, Function<Attempt, @Nullable Integer> part) {
        var ints = new @Nullable Integer[attempts.size()];
        int i = 0;
        for (var attempt : attempts) {
            ints[i++] = part.apply(attempt);
        }
        return ints;
    }

    /** As text: the driver has no array of instants, and PostgreSQL reads ISO-8601. */
    private static @Nullable String[] times(Collection<Attempt> attempts, Function<Attempt, @Nullable Instant> part) {
        return texts(attempts, a -> {
            var time = part.apply(a);
            return time == null ? null : time.toString();
        });
    }
}
