package dev.serai.merchant;

import dev.serai.kernel.AppId;
import dev.serai.kernel.MerchantId;
import dev.serai.kernel.Sealer;
import dev.serai.protocol.HmacKey;
import dev.serai.protocol.Signatures;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads apps with their keys. */
@Component
class AppTable {
    private final JdbcClient db;
    private final Sealer sealer;
    private final KeyUses uses;

    AppTable(JdbcClient db, Sealer sealer, KeyUses uses) {
        this.db = db;
        this.sealer = sealer;
        this.uses = uses;
    }

    Map<String, App> all() {
        var secrets = new HashMap<String, List<App.Secret>>();
        var rsaKeys = new HashMap<String, List<App.RsaKey>>();
        db.sql("SELECT * FROM merchant.app_key ORDER BY not_before DESC, key_id")
                .query(rs -> {
                    var app = rs.getString("app_id");
                    var validity = new App.Validity(instant(rs, "not_before"), instant(rs, "not_after"));
                    var use = uses.of(rs.getString("key_id"));
                    var sealed = rs.getBytes("sealed");
                    if (sealed != null) {
                        var secret = new String(sealer.open(sealed), StandardCharsets.UTF_8);
                        secrets.computeIfAbsent(app, _ -> new ArrayList<>())
                                .add(new App.Secret(secret, new HmacKey(secret), validity, use));
                    } else {
                        var key = Signatures.publicKey(Objects.requireNonNull(rs.getString("public_key")));
                        rsaKeys.computeIfAbsent(app, _ -> new ArrayList<>()).add(new App.RsaKey(key, validity, use));
                    }
                });
        var apps = new HashMap<String, App>();
        // An app's own list goes before its merchant's.
        db.sql("""
                SELECT a.*, CASE WHEN a.status <> 'CLOSED' AND m.status IN ('SUSPENDED', 'CLOSED') THEN m.status
                            ELSE a.status END AS standing,
                    CASE WHEN a.allow_list = '{}' THEN coalesce(l.ranges, '{}') ELSE a.allow_list END AS ranges
                FROM merchant.app a JOIN merchant.merchant m USING (merchant_id)
                LEFT JOIN merchant.allow_list l USING (merchant_id)""").query(rs -> {
            var id = rs.getString("app_id");
            apps.put(
                    id,
                    new App(
                            new AppId(id),
                            new MerchantId(rs.getString("merchant_id")),
                            App.Status.valueOf(rs.getString("standing")),
                            rs.getBoolean("first_party"),
                            rs.getBoolean("legacy_md5"),
                            rs.getInt("limit_per_s"),
                            Arrays.stream((String[]) rs.getArray("ranges").getArray())
                                    .map(AddressRange::parse)
                                    .toList(),
                            List.copyOf(secrets.getOrDefault(id, List.of())),
                            List.copyOf(rsaKeys.getOrDefault(id, List.of()))));
        });
        return Map.copyOf(apps);
    }

    private static Instant instant(ResultSet rs, String column) throws SQLException {
        return rs.getObject(column, OffsetDateTime.class).toInstant();
    }
}
