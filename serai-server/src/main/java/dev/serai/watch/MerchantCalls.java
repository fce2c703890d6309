package dev.serai.watch;

import dev.serai.kernel.MerchantId;
import dev.serai.kernel.MerchantScope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The calls of one merchant's apps as his own people see them: single ones, the refused ones by cause, days and latencies. All
 * reads happen in the merchant's scope, so that the database shows no other's even if a condition were forgotten here.
 */
@Component
public class MerchantCalls {
    public static final int PAGE_MAX = 200;

    /** So many groups of refusals, and so many rows of methods and days, are told. */
    public static final int GROUPS_MAX = 500;

    /** A call that came as far as these steps names a method that exists; before, the name is only what was sent. */
    private static final String METHOD_FOUND = "step IN ('grant', 'limits', 'token', 'schema', 'run', 'done')";

    /** The day at GMT+8, the protocol's own zone. */
    private static final String DAY = "(at AT TIME ZONE INTERVAL '8 hours')::date";

    private final JdbcClient db;
    private final BoundedQuery bounded;

    MerchantCalls(JdbcClient db, TransactionTemplate transactions) {
        this.db = db;
        this.bounded = new BoundedQuery(transactions, TransactionDefinition.ISOLATION_DEFAULT);
    }

    /** {@code from} is included, {@code to} is not. */
    public record Span(Instant from, Instant to) {}

    /** What a call must have to be found; null: anything. @param failed whether it was refused */
    public record Filter(
            @Nullable String method,
            @Nullable Integer code,
            @Nullable String subCode,
            @Nullable String requestId,
            @Nullable Boolean failed) {}

    /** @param fault what the sandbox did to it, as it was switched on; null: nothing */
    public record Call(
            String requestId,
            Instant at,
            String appId,
            String dialect,
            @Nullable String method,
            int version,
            String httpMethod,
            String address,
            int code,
            @Nullable String subCode,
            @Nullable String subMsg,
            String step,
            int micros,
            @Nullable String userId,
            int bytesIn,
            int bytesOut,
            @Nullable String fault) {}

    /** @param next where the next page begins; null at the end */
    public record Page(List<Call> calls, @Nullable String next) {}

    /** Refusals alike. @param sample the request id of the newest */
    public record Group(
            String appId,
            @Nullable String method,
            int version,
            String subCode,
            int code,
            long calls,
            Instant firstAt,
            Instant lastAt,
            String sample,
            @Nullable String subMsg) {}

    public record Day(LocalDate day, long calls, long ok, long failed) {}

    /** @param p50Micros the smallest time that half of the calls did not exceed; so for the others */
    public record MethodDay(
            LocalDate day,
            String method,
            int version,
            long calls,
            long failed,
            long p50Micros,
            long p95Micros,
            long p99Micros) {}

    /**
     * One page, the newest first. A call is told once however many arrive while one reads on.
     *
     * @param apps of this merchant
     * @param after the {@code next} of the page before; null: from the newest
     * @return empty where {@code after} is not such a text
     */
    public Optional<Page> page(
            MerchantId merchant, List<String> apps, Span span, Filter filter, @Nullable String after, int limit) {
        CallMark mark = null;
        if (after != null) {
            var read = CallMark.of(after);
            if (read.isEmpty()) {
                return Optional.empty();
            }
            mark = read.get();
        }
        var values = values(merchant, apps, span);
        values.put("most", limit + 1);
        var sql = """
                SELECT c.* FROM unnest(:apps) AS app(id) CROSS JOIN LATERAL (
                    SELECT * FROM watch.call WHERE app_id = app.id AND merchant_id = :merchant
                        AND at >= :from AND at < :to %s
                    ORDER BY at DESC, request_id DESC LIMIT :most) AS c
                ORDER BY c.at DESC, c.request_id DESC LIMIT :most""".formatted(where(filter, mark, values));
        var found = read(
                merchant,
                () -> db.sql(sql).params(values).query(MerchantCalls::call).list());
        boolean more = found.size() > limit;
        var calls = more ? found.subList(0, limit) : found;
        return Optional.of(new Page(
                calls, more ? new CallMark(calls.getLast().at(), calls.getLast().requestId()).text() : null));
    }

    private static String where(Filter filter, @Nullable CallMark mark, Map<String, Object> values) {
        var where = new ArrayList<String>();
        equal(where, values, "method", filter.method);
        equal(where, values, "code", filter.code);
        equal(where, values, "sub_code", filter.subCode);
        equal(where, values, "request_id", filter.requestId);
        if (filter.failed != null) {
            where.add(filter.failed ? "AND code >= 400" : "AND code < 400");
        }
        if (mark != null) {
            where.add("AND (at, request_id) < (:markAt, :markId)");
            values.put("markAt", mark.at().atOffset(ZoneOffset.UTC));
            values.put("markId", mark.requestId());
        }
        return String.join(" ", where);
    }

    private static void equal(List<String> where, Map<String, Object> values, String column, @Nullable Object value) {
        if (value != null) {
            where.add("AND " + column + " = :" + column);
            values.put(column, value);
        }
    }

    /** Refusals by app, method and cause, the most frequent first. */
    public List<Group> groups(MerchantId merchant, List<String> apps, Span span) {
        var values = values(merchant, apps, span);
        values.put("most", GROUPS_MAX);
        // Request ids begin with their time, so the greatest is the newest.
        return read(
                merchant,
                () -> db.sql("""
                        WITH alike AS (
                            SELECT app_id, CASE WHEN %s THEN method END AS method,
                                   CASE WHEN %s THEN version ELSE 0 END AS version, sub_code, code, count(*) AS calls,
                                   min(at) AS first_at, max(at) AS last_at, max(request_id) AS sample
                            FROM watch.call
                            WHERE app_id = ANY (:apps) AND merchant_id = :merchant AND at >= :from AND at < :to AND code >= 400
                            GROUP BY 1, 2, 3, 4, 5 ORDER BY calls DESC, last_at DESC LIMIT :most)
                        SELECT alike.*, (SELECT c.sub_msg FROM watch.call c WHERE c.request_id = alike.sample LIMIT 1) AS sub_msg
                        FROM alike ORDER BY calls DESC, last_at DESC, sample""".formatted(METHOD_FOUND, METHOD_FOUND))
                        .params(values)
                        .query((rs, _) -> new Group(
                                rs.getString("app_id"),
                                rs.getString("method"),
                                rs.getInt("version"),
                                Optional.ofNullable(rs.getString("sub_code")).orElse("http." + rs.getInt("code")),
                                rs.getInt("code"),
                                rs.getLong("calls"),
                                instant(rs, "first_at"),
                                instant(rs, "last_at"),
                                rs.getString("sample"),
                                rs.getString("sub_msg")))
                        .list());
    }

    /** The days of the span (GMT+8) that have calls, the oldest first. */
    public List<Day> days(MerchantId merchant, List<String> apps, Span span) {
        return read(
                merchant,
                () -> db.sql("""
                        SELECT %s AS day, count(*) AS calls, count(*) FILTER (WHERE code < 400) AS ok
                        FROM watch.call
                        WHERE app_id = ANY (:apps) AND merchant_id = :merchant AND at >= :from AND at < :to
                        GROUP BY 1 ORDER BY 1""".formatted(DAY))
                        .params(values(merchant, apps, span))
                        .query((rs, _) -> new Day(
                                rs.getObject("day", LocalDate.class),
                                rs.getLong("calls"),
                                rs.getLong("ok"),
                                rs.getLong("calls") - rs.getLong("ok")))
                        .list());
    }

    /** Latencies by method and day (GMT+8), the newest day first; of calls whose method exists. */
    public List<MethodDay> methods(MerchantId merchant, List<String> apps, Span span) {
        var values = values(merchant, apps, span);
        values.put("most", GROUPS_MAX);
        return read(
                merchant,
                () -> db.sql("""
                        SELECT day, method, version, calls, failed, p[1] AS p50, p[2] AS p95, p[3] AS p99 FROM (
                            SELECT %s AS day, method, version, count(*) AS calls,
                                   count(*) FILTER (WHERE code >= 400) AS failed,
                                   percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY micros) AS p
                            FROM watch.call
                            WHERE app_id = ANY (:apps) AND merchant_id = :merchant AND at >= :from AND at < :to AND %s
                            GROUP BY 1, 2, 3) AS timed
                        ORDER BY day DESC, calls DESC, method, version LIMIT :most""".formatted(DAY, METHOD_FOUND))
                        .params(values)
                        .query((rs, _) -> new MethodDay(
                                rs.getObject("day", LocalDate.class),
                                rs.getString("method"),
                                rs.getInt("version"),
                                rs.getLong("calls"),
                                rs.getLong("failed"),
                                rs.getLong("p50"),
                                rs.getLong("p95"),
                                rs.getLong("p99")))
                        .list());
    }

    private <T> T read(MerchantId merchant, Supplier<T> query) {
        return MerchantScope.as(merchant, () -> bounded.run(query));
    }

    private static Map<String, Object> values(MerchantId merchant, List<String> apps, Span span) {
        var values = new HashMap<String, Object>();
        values.put("merchant", merchant.value());
        values.put("apps", apps.toArray(String[]::new));
        values.put("from", span.from.atOffset(ZoneOffset.UTC));
        values.put("to", span.to.atOffset(ZoneOffset.UTC));
        return values;
    }

    private static Call call(ResultSet rs, int row) throws SQLException {
        var method = rs.getString("method");
        return new Call(
                rs.getString("request_id"),
                instant(rs, "at"),
                rs.getString("app_id"),
                rs.getString("dialect"),
                method == null || method.isEmpty() ? null : method,
                rs.getInt("version"),
                rs.getString("http_method"),
                rs.getString("address"),
                rs.getInt("code"),
                rs.getString("sub_code"),
                rs.getString("sub_msg"),
                rs.getString("step"),
                rs.getInt("micros"),
                rs.getString("user_id"),
                rs.getInt("bytes_in"),
                rs.getInt("bytes_out"),
                rs.getString("sandbox_fault"));
    }

    private static Instant instant(ResultSet rs, String column) throws SQLException {
        return rs.getObject(column, OffsetDateTime.class).toInstant();
    }
}
