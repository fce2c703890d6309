package dev.serai.openapi;

import dev.serai.kernel.AppId;
import dev.serai.merchant.Changes;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives grants and takes them back, each in its own transaction or in the caller's. Twice is the same as once; the later end
 * of two is the one said last. On this node it holds when the call returns, on others a moment later.
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

    /** A method that an app may call. @param notAfter null: until it is taken back */
    public record Grant(
            String method, int version, @Nullable Instant notAfter) {}

    public void call(AppId app, String method, int version) {
        call(app, method, version, null);
    }

    /** @param notAfter the first moment at which it holds no more; null: until it is taken back */
    public void call(AppId app, String method, int version, @Nullable Instant notAfter) {
        change("""
                INSERT INTO openapi.method_grant (app_id, method, version, not_after) VALUES (?, ?, ?, ?)
                ON CONFLICT (app_id, method, version) DO UPDATE SET not_after = EXCLUDED.not_after""", app.value(), method, version, at(notAfter));
    }

    public void noCall(AppId app, String method, int version) {
        change(
                "DELETE FROM openapi.method_grant WHERE (app_id, method, version) = (?, ?, ?)",
                app.value(),
                method,
                version);
    }

    public void report(AppId app, String factType) {
        report(app, factType, null);
    }

    /** @param notAfter the first moment at which it holds no more; null: until it is taken back */
    public void report(AppId app, String factType, @Nullable Instant notAfter) {
        change("""
                INSERT INTO openapi.fact_grant (app_id, fact_type, not_after) VALUES (?, ?, ?)
                ON CONFLICT (app_id, fact_type) DO UPDATE SET not_after = EXCLUDED.not_after""", app.value(), factType, at(notAfter));
    }

    /** The methods this app was granted, ended grants too. */
    public List<Grant> of(AppId app) {
        return db.sql("""
                        SELECT method, version, not_after FROM openapi.method_grant WHERE app_id = ?
                        ORDER BY method, version""")
                .param(app.value())
                .query((rs, _) -> {
                    var end = rs.getObject(3, OffsetDateTime.class);
                    return new Grant(rs.getString(1), rs.getInt(2), end == null ? null : end.toInstant());
                })
                .list();
    }

    private static @Nullable OffsetDateTime at(@Nullable Instant moment) {
        return moment == null ? null : moment.atOffset(ZoneOffset.UTC);
    }

    private void change(String sql, @Nullable Object... params) {
        transactions.executeWithoutResult(tx -> {
            var statement = db.sql(sql);
            for (int i = 0; i < params.length; i++) {
                statement = params[i] == null
                        ? statement.param(i + 1, null, java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                        : statement.param(i + 1, params[i]);
            }
            statement.update();
            changes.happened();
        });
        live.look();
    }
}
