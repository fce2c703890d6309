package dev.serai.openapi;

import dev.serai.kernel.AppId;
import dev.serai.merchant.Changes;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives grants and takes them back, each in its own transaction. Twice is the same as once. On this node it holds when the
 * call returns, on others a moment later.
 */
@Component
public class Granting {
    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final Changes changes;
    private final LiveGrants live;

    Granting(JdbcClient db, TransactionTemplate transactions, Changes changes, LiveGrants live) {
        this.db = db;
        this.transactions = transactions;
        this.changes = changes;
        this.live = live;
    }

    public void call(AppId app, String method, int version) {
        change(
                "INSERT INTO openapi.method_grant VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                app.value(),
                method,
                version);
    }

    public void noCall(AppId app, String method, int version) {
        change(
                "DELETE FROM openapi.method_grant WHERE (app_id, method, version) = (?, ?, ?)",
                app.value(),
                method,
                version);
    }

    public void report(AppId app, String factType) {
        change("INSERT INTO openapi.fact_grant VALUES (?, ?) ON CONFLICT DO NOTHING", app.value(), factType);
    }

    private void change(String sql, Object... params) {
        transactions.executeWithoutResult(tx -> {
            db.sql(sql).params(params).update();
            changes.happened();
        });
        live.look();
    }
}
