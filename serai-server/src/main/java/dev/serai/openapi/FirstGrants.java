package dev.serai.openapi;

import dev.serai.kernel.AppId;
import dev.serai.merchant.App;
import dev.serai.merchant.AppBeginning;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** A new app may prove its network and its signature before its contract gives it anything else (document 000). */
@Component
class FirstGrants implements AppBeginning {
    private final JdbcClient db;

    FirstGrants(JdbcClient db) {
        this.db = db;
    }

    @Override
    public void made(AppId app, App.Stage stage) {
        db.sql("INSERT INTO openapi.method_grant VALUES (?, 'serai.ping', 1) ON CONFLICT DO NOTHING")
                .param(app.value())
                .update();
    }
}
