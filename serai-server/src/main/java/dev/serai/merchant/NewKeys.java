package dev.serai.merchant;

import dev.serai.kernel.AppId;
import dev.serai.kernel.Sealer;
import dev.serai.kernel.Tokens;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Draws keys and keeps them, each kind in its way. Every method that keeps one returns the new key's id. */
@Component
class NewKeys {
    /** How long a key lives unless it is rotated before. */
    private static final Duration KEY_LIFE = Duration.ofDays(3 * 365);

    private static final int SECRET_BYTES = 32;

    /** So long are those that Alipay gives, and some clients take no other. */
    private static final int AES_BYTES = 16;

    /** Hex digits of the SHA-256 by which people tell keys apart; too few to guess a secret by, too many to meet twice. */
    private static final int FINGERPRINT_LENGTH = 16;

    private final JdbcClient db;
    private final Sealer sealer;
    private final PlatformKeys platform;
    private final Changes changes;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    NewKeys(JdbcClient db, Sealer sealer, PlatformKeys platform, Changes changes, Clock clock) {
        this.db = db;
        this.sealer = sealer;
        this.platform = platform;
        this.changes = changes;
        this.clock = clock;
    }

    /** Lower hex. */
    String drawnSecret() {
        return HexFormat.of().formatHex(drawn(SECRET_BYTES));
    }

    /** Base64. */
    String drawnAesKey() {
        return Base64.getEncoder().encodeToString(drawn(AES_BYTES));
    }

    private byte[] drawn(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    String secret(AppId app, String secret) {
        return keep(Row.sealed(app, "SECRET", sealed(secret), secret));
    }

    String rsa(AppId app, String publicKey) {
        return keep(Row.open(app, "RSA_PUBLIC", publicKey));
    }

    String sm2(AppId app, String publicKey) {
        return keep(Row.open(app, "SM2_PUBLIC", publicKey));
    }

    String aes(AppId app, String key) {
        return keep(Row.sealed(app, "AES", sealed(key), key));
    }

    String certified(AppId app, X509Certificate certificate) {
        return keep(Row.certified(app, certificate));
    }

    private byte[] sealed(String secret) {
        return sealer.seal(secret.getBytes(StandardCharsets.US_ASCII));
    }

    /** A certificate of ours for a key of the app; not kept yet. */
    X509Certificate written(AppId app, PublicKey key) {
        var merchant = db.sql("SELECT merchant_id FROM merchant.app WHERE app_id = ?")
                .param(app.value())
                .query(String.class)
                .single();
        // No two certificates of an authority bear one number, whoever's key it is.
        boolean taken = db.sql("SELECT count(*) FROM merchant.app_key WHERE kind = 'CERTIFICATE' AND public_key = ?")
                        .param(Base64.getEncoder().encodeToString(key.getEncoded()))
                        .query(Long.class)
                        .single()
                > 0;
        return platform.issue(Authority.name(merchant, app.value()), key, taken, KEY_LIFE);
    }

    /** @param fingerprinted what people tell the key by */
    private record Row(
            AppId app,
            String kind,
            byte @Nullable [] sealed,
            @Nullable String publicKey,
            @Nullable X509Certificate certificate,
            String fingerprinted) {
        static Row sealed(AppId app, String kind, byte[] sealed, String secret) {
            return new Row(app, kind, sealed, null, null, secret);
        }

        static Row open(AppId app, String kind, String publicKey) {
            return new Row(app, kind, null, publicKey, null, publicKey);
        }

        static Row certified(AppId app, X509Certificate certificate) {
            var key = Base64.getEncoder()
                    .encodeToString(certificate.getPublicKey().getEncoded());
            return new Row(app, "CERTIFICATE", null, key, certificate, Certificates.pem(certificate));
        }
    }

    private String keep(Row key) {
        var id = "key_" + HexFormat.of().formatHex(drawn(10));
        var certificate = key.certificate;
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        db.sql("""
                INSERT INTO merchant.app_key (key_id, app_id, kind, sealed, public_key, certificate, cert_sn,
                    not_before, not_after, fingerprint)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(id)
                .param(key.app.value())
                .param(key.kind)
                .param(key.sealed)
                .param(key.publicKey)
                .param(certificate == null ? null : Certificates.pem(certificate))
                .param(certificate == null ? null : Certificates.sn(certificate))
                .param(now)
                .param(end(certificate, now.plus(KEY_LIFE)))
                .param(Tokens.hash(key.fingerprinted).substring(0, FINGERPRINT_LENGTH))
                .update();
        changes.happened();
        return id;
    }

    private static OffsetDateTime end(@Nullable X509Certificate certificate, OffsetDateTime latest) {
        var end = certificate == null
                ? latest
                : certificate.getNotAfter().toInstant().atOffset(ZoneOffset.UTC);
        return end.isBefore(latest) ? end : latest;
    }
}
