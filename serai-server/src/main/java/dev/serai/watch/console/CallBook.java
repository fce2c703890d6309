package dev.serai.watch.console;

import dev.serai.watch.BoundedQuery;
import dev.serai.watch.CallMark;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Finds single call records, newest first. */
@Component
class CallBook {
    static final int PAGE_MAX = 200;
    static final int APPS_MAX = 500;

    private final JdbcClient db;
    private final BoundedQuery bounded;

    CallBook(JdbcClient db, TransactionTemplate transactions) {
        this.db = db;
        this.bounded = new BoundedQuery(transactions, TransactionDefinition.ISOLATION_DEFAULT);
    }

    /** What a call must have to be found; null: anything. {@code from} is included, {@code to} is not. */
    record Filter(
            @Nullable String appId,
            @Nullable String method,
            @Nullable CallFault fault,
            @Nullable String subCode,
            @Nullable String requestId,
            @Nullable Instant from,
            @Nullable Instant to) {}

    record Page(List<CallLine> calls, @Nullable String next) {}

    /** An app that has called, and whose it is. */
    record App(String appId, String merchantId) {}

    Page page(Filter filter, @Nullable CallMark after, int limit) {
        var where = new ArrayList<String>();
        var values = new ArrayList<Object>();
        equal(where, values, "app_id", filter.appId);
        equal(where, values, "method", filter.method);
        equal(where, values, "sub_code", filter.subCode);
        equal(where, values, "request_id", filter.requestId);
        equal(where, values, "(" + CallFault.SQL + ")", filter.fault == null ? null : filter.fault.word());
        if (filter.from != null) {
            where.add("at >= ?");
            values.add(filter.from.atOffset(ZoneOffset.UTC));
        }
        if (filter.to != null) {
            where.add("at < ?");
            values.add(filter.to.atOffset(ZoneOffset.UTC));
        }
        if (after != null) {
            where.add("(at, request_id) < (?, ?)");
            values.add(after.at().atOffset(ZoneOffset.UTC));
            values.add(after.requestId());
        }
        values.add(limit + 1);
        var sql = "SELECT *, " + CallFault.SQL + " AS fault FROM watch.call"
                + (where.isEmpty() ? "" : " WHERE " + String.join(" AND ", where))
                + " ORDER BY at DESC, request_id DESC LIMIT ?";
        var found = bounded.run(
                () -> db.sql(sql).params(values).query(CallBook::line).list());
        boolean more = found.size() > limit;
        var calls = more ? found.subList(0, limit) : found;
        return new Page(
                calls, more ? new CallMark(calls.getLast().at(), calls.getLast().requestId()).text() : null);
    }

    private static void equal(List<String> where, List<Object> values, String column, @Nullable String value) {
        if (value != null) {
            where.add(column + " = ?");
            values.add(value);
        }
    }

    private static CallLine line(ResultSet rs, int row) throws SQLException {
        var method = rs.getString("method");
        return new CallLine(
                rs.getString("request_id"),
                rs.getObject("at", OffsetDateTime.class).toInstant(),
                rs.getString("merchant_id"),
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
                rs.getString("fault"));
    }

    /** Steps from app to app along the index: its cost is the number of apps, not of calls. */
    List<App> apps() {
        return db.sql("""
                WITH RECURSIVE app AS (
                    (SELECT app_id FROM watch.call WHERE app_id IS NOT NULL ORDER BY app_id LIMIT 1)
                    UNION ALL
                    SELECT (SELECT c.app_id FROM watch.call c WHERE c.app_id > app.app_id ORDER BY c.app_id LIMIT 1)
                    FROM app WHERE app.app_id IS NOT NULL)
                SELECT app.app_id, newest.merchant_id FROM app
                CROSS JOIN LATERAL (
                    SELECT merchant_id FROM watch.call c WHERE c.app_id = app.app_id ORDER BY at DESC LIMIT 1) AS newest
                WHERE newest.merchant_id IS NOT NULL LIMIT ?
                """)
                .param(APPS_MAX)
                .query((rs, _) -> new App(rs.getString(1), rs.getString(2)))
                .list();
    }
}
