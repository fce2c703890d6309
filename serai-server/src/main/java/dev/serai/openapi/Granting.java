package dev.serai.openapi;

import dev.serai.kernel.AppId;
import dev.serai.merchant.Changes;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Gives grants and takes them back. Twice is the same as once. */
@Component
public class Granting {
    private final JdbcClient db;
    private final Changes changes;

    Granting(JdbcClient db, Changes changes) {
        this.db = db;
        this.changes = changes;
    }

    @Transactional
    public void call(AppId app, String method, int version) {
        db.sql("INSERT INTO openapi.method_grant VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                .params(app.value(), method, version)
                .update();
        changes.happened();
    }

    @Transactional
    public void noCall(AppId app, String method, int version) {
        db.sql("DELETE FROM openapi.method_grant WHERE (app_id, method, version) = (?, ?, ?)")
                .params(app.value(), method, version)
                .update();
        changes.happened();
    }

    @Transactional
    public void report(AppId app, String factType) {
        db.sql("INSERT INTO openapi.fact_grant VALUES (?, ?) ON CONFLICT DO NOTHING")
                .params(app.value(), factType)
                .update();
        changes.happened();
    }
}
