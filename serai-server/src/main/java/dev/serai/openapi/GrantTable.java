package dev.serai.openapi;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads grants and limits. */
@Component
class GrantTable {
    /** The end of a grant that has none. */
    static final long NEVER = Long.MAX_VALUE;

    private final JdbcClient db;

    GrantTable(JdbcClient db) {
        this.db = db;
    }

    /**
     * All grants and limits at one moment.
     *
     * @param calls by app and method, by version the end as epoch milliseconds
     * @param reports by app, by fact type the end
     */
    record Picture(
            long change,
            Map<String, Map<String, Map<Integer, Long>>> calls,
            Map<String, Map<String, Long>> reports,
            Map<String, AppLimits.Declared> limits) {

        long callEnds(String app, String method, int version) {
            return calls.getOrDefault(app, Map.of())
                    .getOrDefault(method, Map.of())
                    .getOrDefault(version, 0L);
        }
    }

    Picture read(long change) {
        var calls = new HashMap<String, Map<String, Map<Integer, Long>>>();
        db.sql("SELECT app_id, method, version, not_after FROM openapi.method_grant")
                .query(rs -> {
                    calls.computeIfAbsent(rs.getString(1), _ -> new HashMap<>())
                            .computeIfAbsent(rs.getString(2), _ -> new HashMap<>())
                            .put(rs.getInt(3), end(rs, 4));
                });
        var reports = new HashMap<String, Map<String, Long>>();
        db.sql("SELECT app_id, fact_type, not_after FROM openapi.fact_grant").query(rs -> {
            reports.computeIfAbsent(rs.getString(1), _ -> new HashMap<>()).put(rs.getString(2), end(rs, 3));
        });
        var limits = new HashMap<String, AppLimits.Declared>();
        db.sql("SELECT app_id, stage, burst, concurrent, per_day, per_month FROM openapi.app_limit")
                .query(rs -> {
                    limits.put(
                            rs.getString(1),
                            new AppLimits.Declared(
                                    AppLimits.Stage.valueOf(rs.getString(2)),
                                    rs.getObject(3, Integer.class),
                                    rs.getObject(4, Integer.class),
                                    rs.getObject(5, Long.class),
                                    rs.getObject(6, Long.class)));
                });
        return new Picture(change, calls, reports, limits);
    }

    private static long end(ResultSet rs, int column) throws SQLException {
        @Nullable OffsetDateTime end = rs.getObject(column, OffsetDateTime.class);
        return end == null ? NEVER : end.toInstant().toEpochMilli();
    }
}
