package dev.serai.openapi;

import dev.serai.kernel.AppId;
import dev.serai.kernel.Loop;
import dev.serai.merchant.App;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// The calls of a day and a month, shared by all nodes. A node takes a lease, a small block of calls, and admits from
/// it
/// without asking; what it does not use it gives back.
///
/// # Never above, on any number of nodes
/// A call is admitted only from a lease, and a lease is taken under the lock of its rows, never past the quota. What is
/// given
/// back leaves the node's memory first. So whatever dies, at whatever moment, no call is admitted twice; a node killed
/// with
/// `kill -9` takes the lease it held with it, at most [#LEASE_MAX] calls and at most a hundredth of the quota.
///
/// # Not below
/// Near the end leases shrink to a single call, and an idle node gives its lease back within two seconds: then what one
/// node
/// holds, another may admit.
@Component
public class Quotas implements DisposableBean {
    /** The largest lease. */
    public static final int LEASE_MAX = 200;

    /** A lease is at most this part of the whole quota, and of what is left a part that leaves the others some. */
    private static final int PART_OF_ALL = 100;

    private static final int PART_OF_LEFT = 16;
    private static final Duration KEPT = Duration.ofDays(400);
    private static final Duration SWEEP_PAUSE = Duration.ofHours(6);

    /**
     * A lease, and how the periods stand after it.
     *
     * @param calls how many it holds; 0: a quota is used up
     * @param dayTaken calls of the day taken by all nodes, leases included
     * @param monthTaken the same for the month
     */
    public record Lease(QuotaPeriod period, int calls, long dayTaken, long monthTaken) {}

    /** Calls taken in a period, leases of running nodes included. */
    public record Use(String period, long taken) {}

    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private final Loop sweep;

    Quotas(JdbcClient db, TransactionTemplate transactions, Clock clock) {
        this.db = db;
        this.transactions = transactions;
        this.clock = clock;
        this.sweep = new Loop("quota-sweep", SWEEP_PAUSE, this::forgetOld);
    }

    /** Takes a lease; blocks for a transaction. */
    public Lease lease(App app, AppLimits limits, QuotaPeriod period) {
        var lease = transactions.execute(tx -> take(app, limits, period));
        if (lease == null) {
            throw new IllegalStateException("a transaction that returned nothing");
        }
        return lease;
    }

    private Lease take(App app, AppLimits limits, QuotaPeriod period) {
        var id = app.id().value();
        db.sql("""
                INSERT INTO openapi.quota_use (app_id, merchant_id, period, taken)
                VALUES (:app, :merchant, :day, 0), (:app, :merchant, :month, 0) ON CONFLICT DO NOTHING""")
                .param("app", id)
                .param("merchant", app.merchant().value())
                .param("day", period.day())
                .param("month", period.month())
                .update();
        var taken = new HashMap<String, Long>();
        // In one order, so that two nodes never wait for each other in a circle.
        db.sql("""
                SELECT period, taken FROM openapi.quota_use WHERE app_id = ? AND period IN (?, ?)
                ORDER BY period FOR UPDATE""").params(id, period.day(), period.month()).query(rs -> {
            taken.put(rs.getString(1), rs.getLong(2));
        });
        long day = taken.getOrDefault(period.day(), 0L);
        long month = taken.getOrDefault(period.month(), 0L);
        int calls = (int) Math.min(size(limits.perDay(), day), size(limits.perMonth(), month));
        if (calls > 0) {
            db.sql("UPDATE openapi.quota_use SET taken = taken + ? WHERE app_id = ? AND period IN (?, ?)")
                    .params(calls, id, period.day(), period.month())
                    .update();
        }
        return new Lease(period, calls, day + calls, month + calls);
    }

    private static long size(@Nullable Long quota, long taken) {
        if (quota == null) {
            return LEASE_MAX;
        }
        long left = quota - taken;
        return left <= 0 ? 0 : Math.max(1, Math.min(LEASE_MAX, Math.min(quota / PART_OF_ALL, left / PART_OF_LEFT)));
    }

    /** Gives calls of a lease back; they must have left the node's memory before. */
    public void giveBack(AppId app, QuotaPeriod period, int calls) {
        transactions.executeWithoutResult(tx -> {
            db.sql("SELECT 1 FROM openapi.quota_use WHERE app_id = ? AND period IN (?, ?) ORDER BY period FOR UPDATE")
                    .params(app.value(), period.day(), period.month())
                    .query(rs -> {});
            db.sql("UPDATE openapi.quota_use SET taken = taken - ? WHERE app_id = ? AND period IN (?, ?)")
                    .params(calls, app.value(), period.day(), period.month())
                    .update();
        });
    }

    /** The newest first. */
    public record Used(List<Use> days, List<Use> months) {}

    /** The newest days and months, at most so many of each. */
    public Used used(AppId app, int limit) {
        return new Used(used(app, limit, 10), used(app, limit, 7));
    }

    private List<Use> used(AppId app, int limit, int length) {
        return db.sql("""
                        SELECT period, taken FROM openapi.quota_use WHERE app_id = ? AND length(period) = ?
                        ORDER BY period DESC LIMIT ?""")
                .params(app.value(), length, limit)
                .query((rs, _) -> new Use(rs.getString(1), rs.getLong(2)))
                .list();
    }

    private boolean forgetOld() {
        db.sql("DELETE FROM openapi.quota_use WHERE period < ?")
                .param(QuotaPeriod.at(clock.instant().minus(KEPT)).month())
                .update();
        return false;
    }

    @Override
    public void destroy() {
        sweep.close();
    }
}
