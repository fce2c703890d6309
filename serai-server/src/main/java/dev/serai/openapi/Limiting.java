package dev.serai.openapi;

import dev.serai.kernel.AppId;
import dev.serai.merchant.Changes;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Declares what an app may use. A contract calls this when it takes effect; calls are counted on, whatever changes. On this
 * node it holds when the call returns, on others a moment later.
 */
@Component
public class Limiting {
    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final Changes changes;
    private final LiveGrants live;

    Limiting(JdbcClient db, TransactionTemplate transactions, Changes changes, LiveGrants live) {
        this.db = db;
        this.transactions = transactions;
        this.changes = changes;
        this.live = live;
    }

    /** Replaces what was declared before; joins the caller's transaction. False: there is no such app. */
    public boolean declare(AppId app, AppLimits.Declared limits) {
        var known = transactions.execute(tx -> {
            int rows = db.sql("""
                            INSERT INTO openapi.app_limit (app_id, merchant_id, stage, burst, concurrent, per_day, per_month)
                            SELECT app_id, merchant_id, :stage, :burst, :concurrent, :per_day, :per_month
                            FROM merchant.app WHERE app_id = :app
                            ON CONFLICT (app_id) DO UPDATE SET stage = EXCLUDED.stage, burst = EXCLUDED.burst,
                                concurrent = EXCLUDED.concurrent, per_day = EXCLUDED.per_day, per_month = EXCLUDED.per_month""")
                    .param("app", app.value())
                    .param("stage", limits.stage().name())
                    .param("burst", limits.burst(), java.sql.Types.INTEGER)
                    .param("concurrent", limits.concurrent(), java.sql.Types.INTEGER)
                    .param("per_day", limits.perDay(), java.sql.Types.BIGINT)
                    .param("per_month", limits.perMonth(), java.sql.Types.BIGINT)
                    .update();
            changes.happened();
            return rows > 0;
        });
        live.look();
        return Boolean.TRUE.equals(known);
    }

    /** Calls a second; the bucket keeps what it holds. False: there is no such app. */
    public boolean perSecond(AppId app, int calls) {
        var known = transactions.execute(tx -> {
            int rows = db.sql("UPDATE merchant.app SET limit_per_s = ? WHERE app_id = ?")
                    .params(calls, app.value())
                    .update();
            changes.happened();
            return rows > 0;
        });
        return Boolean.TRUE.equals(known);
    }
}
