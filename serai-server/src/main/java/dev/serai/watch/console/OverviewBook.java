package dev.serai.watch.console;

import dev.serai.watch.BoundedQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Counts call records. What it reads is bounded whatever the traffic: the newest {@link #CALLS_COUNTED_MAX} calls of the
 * window are counted, the newest {@link #CALLS_TIMED_MAX} of them sorted for percentiles. An answer is kept for a moment, so
 * that many open pages cost as much as one.
 */
@Component
class OverviewBook {
    static final int CALLS_COUNTED_MAX = 1_000_000;
    static final int CALLS_TIMED_MAX = 200_000;

    private static final Duration ANSWER_KEPT_MIN = Duration.ofSeconds(3);

    /** Counting takes at most one part in this many of the time, however slow the machine is. */
    private static final int COUNTING_SHARE = 4;

    /** A call refused before these steps may bear any name as its method, also one somebody made up. */
    private static final String METHOD_FOUND = "step IN ('grant', 'limits', 'token', 'schema', 'run', 'done')";

    private final JdbcClient db;
    private final Clock clock;
    private final BoundedQuery snapshot;
    private final Map<Window, Kept> kept = new EnumMap<>(Window.class);

    OverviewBook(JdbcClient db, TransactionTemplate transactions, Clock clock) {
        this.db = db;
        this.clock = clock;
        // One picture for all figures of a page: the sums of its parts are its totals.
        this.snapshot = new BoundedQuery(transactions, TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /** The whole buckets before now and the one that has begun. */
    synchronized Overview read(Window window) {
        // Asked inside the lock: who waited for another's answer takes that one.
        var to = clock.instant();
        var known = kept.get(window);
        if (known != null && !to.isBefore(known.made()) && to.isBefore(known.until())) {
            return known.answer();
        }
        var fresh = snapshot.run(() -> count(window, to));
        var made = clock.instant();
        var pause = Duration.between(to, made).multipliedBy(COUNTING_SHARE);
        kept.put(
                window,
                new Kept(fresh, made, made.plus(pause.compareTo(ANSWER_KEPT_MIN) > 0 ? pause : ANSWER_KEPT_MIN)));
        return fresh;
    }

    private record Kept(Overview answer, Instant made, Instant until) {}

    private Overview count(Window window, Instant to) {
        var bucket = window.bucket().toSeconds();
        var last = Instant.ofEpochSecond(Math.floorDiv(to.getEpochSecond(), bucket) * bucket);
        var first = last.minus(window.length()).plus(window.bucket());
        var cut = newest(CALLS_COUNTED_MAX, first, to);
        var from = cut == null ? first : cut;

        var tally = new Tally();
        var methods = new TreeSet<String>();
        groups(window, first, from, to, METHOD_FOUND, "method", Set.of()).forEach(group -> {
            tally.add(group);
            methods.add(String.valueOf(group.method()));
        });
        groups(
                        window,
                        first,
                        from,
                        to,
                        "NOT " + METHOD_FOUND,
                        "CASE WHEN method = ANY(:methods) THEN method END",
                        methods)
                .forEach(tally::add);

        var timed = newest(CALLS_TIMED_MAX, from, to);
        latencies(timed == null ? from : timed, to, methods).forEach(tally::time);
        return new Overview(
                window.word(),
                from,
                to,
                cut == null,
                Math.min(tally.calls(), CALLS_TIMED_MAX),
                bucket,
                tally.totals(),
                tally.methods(),
                tally.causes(),
                tally.buckets(first, last, window.bucket()));
    }

    /** When the newest {@code count} calls of the time begin, or null where there are no more than these. */
    private @Nullable Instant newest(int count, Instant from, Instant to) {
        return db
                .sql("SELECT at FROM watch.call WHERE at >= :from AND at < :to ORDER BY at DESC OFFSET :count LIMIT 1")
                .param("from", from.atOffset(ZoneOffset.UTC))
                .param("to", to.atOffset(ZoneOffset.UTC))
                .param("count", count)
                .query((rs, _) -> instant(rs, "at"))
                .list()
                .stream()
                .findFirst()
                // Calls of the same instant as the first one too many are left out with it.
                .map(at -> at.plusNanos(1_000))
                .orElse(null);
    }

    private List<Tally.Group> groups(
            Window window, Instant first, Instant from, Instant to, String which, String method, Set<String> methods) {
        return db.sql("""
                SELECT date_bin(make_interval(secs => :length), at, :first) AS bucket, %s AS name,
                       %s AS fault, code, sub_code, count(*) AS calls
                FROM watch.call WHERE at >= :from AND at < :to AND %s
                GROUP BY bucket, name, fault, code, sub_code
                """.formatted(method, CallFault.SQL, which))
                .param("length", window.bucket().toSeconds())
                .param("first", first.atOffset(ZoneOffset.UTC))
                .param("from", from.atOffset(ZoneOffset.UTC))
                .param("to", to.atOffset(ZoneOffset.UTC))
                .param("methods", methods.toArray(String[]::new))
                .query((rs, _) -> new Tally.Group(
                        instant(rs, "bucket"),
                        rs.getString("name"),
                        CallFault.of(rs.getString("fault")).orElseThrow(),
                        rs.getInt("code"),
                        rs.getString("sub_code"),
                        rs.getLong("calls")))
                .list();
    }

    private List<Tally.Latency> latencies(Instant from, Instant to, Set<String> methods) {
        return db.sql("""
                WITH c AS (
                    SELECT micros, CASE WHEN method = ANY(:methods) THEN method END AS name FROM watch.call
                    WHERE at >= :from AND at < :to),
                timed AS (
                    SELECT name, grouping(name) = 1 AS whole,
                           percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY micros) AS p
                    FROM c GROUP BY GROUPING SETS ((name), ()))
                SELECT name, whole, p[1] AS p50, p[2] AS p95, p[3] AS p99 FROM timed WHERE p IS NOT NULL
                """)
                .param("methods", methods.toArray(String[]::new))
                .param("from", from.atOffset(ZoneOffset.UTC))
                .param("to", to.atOffset(ZoneOffset.UTC))
                .query((rs, _) -> new Tally.Latency(
                        rs.getString("name"),
                        rs.getBoolean("whole"),
                        Math.round(rs.getDouble("p50")),
                        Math.round(rs.getDouble("p95")),
                        Math.round(rs.getDouble("p99"))))
                .list();
    }

    private static Instant instant(ResultSet rs, String column) throws SQLException {
        return rs.getObject(column, OffsetDateTime.class).toInstant();
    }
}
