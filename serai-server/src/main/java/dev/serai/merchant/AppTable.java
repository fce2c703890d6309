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
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.crypto.spec.SecretKeySpec;
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
        var keys = new HashMap<String, Lists>();
        db.sql("SELECT * FROM merchant.app_key ORDER BY not_before DESC, key_id")
                .query(rs -> {
                    keys.computeIfAbsent(rs.getString("app_id"), _ -> new Lists())
                            .add(rs);
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
                            keys.containsKey(id) ? keys.get(id).frozen() : App.Keys.NONE));
        });
        return Map.copyOf(apps);
    }

    /** One app's keys while they are read. */
    private final class Lists {
        private final List<App.Secret> secrets = new ArrayList<>();
        private final List<App.RsaKey> rsaKeys = new ArrayList<>();
        private final List<App.Sm2Key> sm2Keys = new ArrayList<>();
        private final List<App.AesKey> aesKeys = new ArrayList<>();
        private final List<App.Certificate> certificates = new ArrayList<>();

        void add(ResultSet rs) throws SQLException {
            var validity = new App.Validity(instant(rs, "not_before"), instant(rs, "not_after"));
            var use = uses.of(rs.getString("key_id"));
            var kind = rs.getString("kind");
            switch (kind) {
                case "SECRET" -> {
                    var secret = opened(rs);
                    secrets.add(new App.Secret(secret, new HmacKey(secret), validity, use));
                }
                case "RSA_PUBLIC" ->
                    rsaKeys.add(new App.RsaKey(Signatures.publicKey(text(rs, "public_key")), validity, use));
                case "SM2_PUBLIC" -> sm2Keys.add(new App.Sm2Key(Sm2.publicKey(text(rs, "public_key")), validity, use));
                case "AES" -> {
                    var key = new SecretKeySpec(Base64.getDecoder().decode(opened(rs)), "AES");
                    aesKeys.add(new App.AesKey(key, validity, use));
                }
                case "CERTIFICATE" -> {
                    var certificate = Certificates.kept(text(rs, "certificate"));
                    certificates.add(new App.Certificate(
                            text(rs, "cert_sn"),
                            Certificates.serialNo(certificate),
                            certificate.getPublicKey(),
                            validity,
                            use));
                }
                default -> throw new IllegalStateException("a key of a kind we don't know: " + kind);
            }
        }

        App.Keys frozen() {
            return new App.Keys(
                    List.copyOf(secrets),
                    List.copyOf(rsaKeys),
                    List.copyOf(sm2Keys),
                    List.copyOf(aesKeys),
                    List.copyOf(certificates));
        }
    }

    private String opened(ResultSet rs) throws SQLException {
        return new String(sealer.open(rs.getBytes("sealed")), StandardCharsets.UTF_8);
    }

    private static String text(ResultSet rs, String column) throws SQLException {
        return Objects.requireNonNull(rs.getString(column), column);
    }

    private static Instant instant(ResultSet rs, String column) throws SQLException {
        return rs.getObject(column, OffsetDateTime.class).toInstant();
    }
}
