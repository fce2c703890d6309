package dev.serai.merchant;

import dev.serai.kernel.AppId;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What people call an app and its merchant; for pages, not for calls. */
@Component
public class AppNames {
    private final JdbcClient db;

    AppNames(JdbcClient db) {
        this.db = db;
    }

    /** @param merchant the company's name */
    public record Names(String app, String merchant, App.Stage stage) {}

    public Optional<Names> of(AppId app) {
        return db.sql("""
                        SELECT a.name, m.name, a.stage FROM merchant.app a JOIN merchant.merchant m USING (merchant_id)
                        WHERE a.app_id = ?""")
                .param(app.value())
                .query((rs, _) -> new Names(rs.getString(1), rs.getString(2), App.Stage.valueOf(rs.getString(3))))
                .optional();
    }
}
