package dev.serai.openapi;

import dev.serai.kernel.AppId;
import dev.serai.kernel.Loop;
import dev.serai.merchant.Changes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps the grants in memory. Its look at the database every moment also tells whether that can be reached. */
@Component
class LiveGrants implements Grants, StoreHealth, DisposableBean {
    private static final Duration POLL = Duration.ofMillis(500);

    /**
     * @param calls by app and method the versions
     * @param reports by app the fact types
     */
    private record Picture(
            long change, Map<String, Map<String, Set<Integer>>> calls, Map<String, Set<String>> reports) {}

    private final JdbcClient db;
    private final Changes changes;
    private final Loop loop;
    private volatile Picture picture;
    private volatile boolean up = true;

    LiveGrants(JdbcClient db, Changes changes) {
        this.db = db;
        this.changes = changes;
        this.picture = read();
        this.loop = new Loop("grants", POLL, this::refresh);
    }

    @Override
    public boolean mayCall(AppId app, String method, int version) {
        return picture.calls
                .getOrDefault(app.value(), Map.of())
                .getOrDefault(method, Set.of())
                .contains(version);
    }

    @Override
    public boolean mayReport(AppId app, String factType) {
        return picture.reports.getOrDefault(app.value(), Set.of()).contains(factType);
    }

    @Override
    public boolean up() {
        return up;
    }

    @Override
    public void seenDown() {
        up = false;
        loop.wake();
    }

    /** Looks at once, so that a grant given here is not first noticed by the next look. */
    void look() {
        refresh();
    }

    private synchronized boolean refresh() {
        try {
            if (changes.number() != picture.change) {
                picture = read();
            }
            up = true;
            return false;
        } catch (RuntimeException e) {
            up = false;
            throw e;
        }
    }

    private Picture read() {
        long change = changes.number();
        var calls = new HashMap<String, Map<String, Set<Integer>>>();
        db.sql("SELECT app_id, method, version FROM openapi.method_grant").query(rs -> {
            calls.computeIfAbsent(rs.getString(1), _ -> new HashMap<>())
                    .computeIfAbsent(rs.getString(2), _ -> new HashSet<>())
                    .add(rs.getInt(3));
        });
        var reports = new HashMap<String, Set<String>>();
        db.sql("SELECT app_id, fact_type FROM openapi.fact_grant").query(rs -> {
            reports.computeIfAbsent(rs.getString(1), _ -> new HashSet<>()).add(rs.getString(2));
        });
        return new Picture(change, calls, reports);
    }

    @Override
    public void destroy() {
        loop.close();
    }
}
