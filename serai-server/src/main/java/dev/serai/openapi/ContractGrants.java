package dev.serai.openapi;

import dev.serai.kernel.AppId;
import dev.serai.merchant.Terms;
import dev.serai.merchant.TermsTaker;
import dev.serai.operator.Refused;
import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Turns a contract's terms into a live app's grants and limits. */
@Component
class ContractGrants implements TermsTaker {
    private final JdbcClient db;
    private final Catalogue catalogue;
    private final Limiting limiting;

    ContractGrants(JdbcClient db, Catalogue catalogue, Limiting limiting) {
        this.db = db;
        this.catalogue = catalogue;
        this.limiting = limiting;
    }

    @Override
    public void check(Terms terms) {
        var page = catalogue.now();
        for (var wanted : terms.methods()) {
            if (page.find(wanted.method(), wanted.version(), null).isEmpty()) {
                throw Refused.invalid("methods names " + wanted.method() + " v" + wanted.version()
                        + ", which is not in the catalogue; choose published methods");
            }
        }
    }

    /** {@code serai.ping} stays: it proves network and signature, whatever was agreed. */
    @Override
    public void take(AppId app, Terms terms, Instant until) {
        db.sql("DELETE FROM openapi.method_grant WHERE app_id = ? AND method <> 'serai.ping'")
                .param(app.value())
                .update();
        for (var method : terms.methods()) {
            db.sql("""
                    INSERT INTO openapi.method_grant (app_id, method, version, not_after) VALUES (?, ?, ?, ?)
                    ON CONFLICT (app_id, method, version) DO NOTHING""")
                    .params(app.value(), method.method(), method.version(), until.atOffset(ZoneOffset.UTC))
                    .update();
        }
        var limits = terms.limits();
        limiting.perSecond(app, limits.perS());
        limiting.declare(
                app,
                new AppLimits.Declared(
                        AppLimits.Stage.LIVE, limits.burst(), limits.concurrent(), limits.perDay(), limits.perMonth()));
    }
}
