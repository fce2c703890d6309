package dev.serai.merchant;

import dev.serai.kernel.AppId;
import dev.serai.kernel.Ids;
import dev.serai.kernel.MerchantId;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Makes a merchant's apps: one for the sandbox, one for real. They get their keys afterwards. */
@Component
class MerchantApps {
    private static final int SANDBOX_LIMIT_PER_S = 20;
    private static final int LIVE_LIMIT_PER_S = 100;

    private final JdbcClient db;
    private final Ids ids;
    private final Changes changes;
    private final List<AppBeginning> beginnings;

    MerchantApps(JdbcClient db, Ids ids, Changes changes, List<AppBeginning> beginnings) {
        this.db = db;
        this.ids = ids;
        this.changes = changes;
        this.beginnings = beginnings;
    }

    void make(MerchantId merchant, String name, App.Stage stage) {
        var id = new AppId("app_" + ids.next().toLowerCase(Locale.ROOT));
        db.sql("""
                INSERT INTO merchant.app (app_id, merchant_id, name, status, limit_per_s, stage)
                VALUES (?, ?, ?, 'ACTIVE', ?, ?)""")
                .params(
                        id.value(),
                        merchant.value(),
                        name,
                        stage == App.Stage.SANDBOX ? SANDBOX_LIMIT_PER_S : LIVE_LIMIT_PER_S,
                        stage.name())
                .update();
        beginnings.forEach(beginning -> beginning.made(id, stage));
        // Last, so that whoever rereads at this number sees all that the rooms gave.
        changes.happened();
    }
}
