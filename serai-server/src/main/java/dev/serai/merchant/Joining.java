package dev.serai.merchant;

import dev.serai.kernel.AppId;
import dev.serai.kernel.MerchantId;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Takes merchants and apps in, and gives them their keys. */
@Component
public class Joining {
    private static final int RSA_BITS = 2048;

    private final JdbcClient db;
    private final NewKeys keys;
    private final PlatformKeys platform;
    private final Changes changes;
    private final Clock clock;

    Joining(JdbcClient db, NewKeys keys, PlatformKeys platform, Changes changes, Clock clock) {
        this.db = db;
        this.keys = keys;
        this.platform = platform;
        this.changes = changes;
        this.clock = clock;
    }

    /** What a new app is like. */
    public record NewApp(
            AppId id, MerchantId merchant, String name, boolean firstParty, boolean legacyMd5, int limitPerS) {}

    /** Takes a merchant in; one that is in already stays as it is. */
    @Transactional
    public void merchant(MerchantId id, String name) {
        db.sql("INSERT INTO merchant.merchant VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                .params(id.value(), name, now())
                .update();
    }

    /** Takes a merchant, its app and the app's keys in, all or none. An empty public key: the app has no RSA pair. */
    @Transactional
    public void joined(MerchantId id, String name, NewApp app, String secret, String publicKey) {
        merchant(id, name);
        app(app);
        secret(app.id(), secret);
        if (!publicKey.isEmpty()) {
            rsaKey(app.id(), publicKey);
        }
    }

    @Transactional
    public void app(NewApp app) {
        db.sql("""
                INSERT INTO merchant.app (app_id, merchant_id, name, status, first_party, legacy_md5, limit_per_s)
                VALUES (?, ?, ?, 'ACTIVE', ?, ?, ?)""")
                .params(app.id.value(), app.merchant.value(), app.name, app.firstParty, app.legacyMd5, app.limitPerS)
                .update();
        changes.happened();
    }

    /** Makes a shared secret and returns it, the only time it is seen. */
    @Transactional
    public String secret(AppId app) {
        var secret = newSecret();
        secret(app, secret);
        return secret;
    }

    /** Gives the app a secret that was made before, with {@link #newSecret}. */
    @Transactional
    public void secret(AppId app, String secret) {
        keys.secret(app, secret);
    }

    /** Lower hex of 256 bits. */
    public String newSecret() {
        return keys.drawnSecret();
    }

    /** Lets the app sign with the private half of this public key (X.509, Base64). */
    @Transactional
    public void rsaKey(AppId app, String publicKey) {
        keys.rsa(app, publicKey);
    }

    /** Gives the app a key to encrypt with (Base64) that was made before, with {@link #newAesKey}. */
    @Transactional
    public void aesKey(AppId app, String key) {
        keys.aes(app, key);
    }

    /** Base64 of 128 bits. */
    public String newAesKey() {
        return keys.drawnAesKey();
    }

    /** Lets the app sign with the private half of this SM2 public key (X.509, Base64). */
    @Transactional
    public void sm2Key(AppId app, String publicKey) {
        keys.sm2(app, publicKey);
    }

    /** Lets the app name this RSA key by a certificate that we write, and returns it. */
    @Transactional
    public AppCertificate certificate(AppId app, PublicKey key) {
        var certificate = keys.written(app, key);
        keys.certified(app, certificate);
        return new AppCertificate(Certificates.sn(certificate), Certificates.pem(certificate));
    }

    /** The certificate that the app may be named by now, the newest; empty where there is none. */
    public Optional<AppCertificate> liveCertificate(AppId app) {
        return db.sql("""
                        SELECT cert_sn, certificate FROM merchant.app_key
                        WHERE app_id = ? AND kind = 'CERTIFICATE' AND not_before <= ? AND not_after > ?
                        ORDER BY not_before DESC, key_id LIMIT 1""")
                .params(app.value(), now(), now())
                .query((rs, _) -> new AppCertificate(rs.getString(1), rs.getString(2)))
                .optional();
    }

    /** @param sn the number by which Alipay's clients name it */
    public record AppCertificate(String sn, String pem) {}

    public boolean hasAesKey(AppId app) {
        return db.sql("SELECT count(*) FROM merchant.app_key WHERE app_id = ? AND kind = 'AES'")
                        .param(app.value())
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** The platform's public key (X.509, Base64); its pairs and certificates are made the first time somebody asks. */
    @Transactional
    public String platformPublicKey() {
        platform.make();
        return Objects.requireNonNull(platform.publicKey("RSA"));
    }

    /** The platform's public SM2 key (X.509, Base64). */
    @Transactional
    public String platformSm2Key() {
        platform.make();
        return Objects.requireNonNull(platform.publicKey("SM2"));
    }

    /** The platform's certificates, which anybody may have. */
    @Transactional
    public PlatformCertificates platformCertificates() {
        platform.make();
        var now = platform.read();
        return new PlatformCertificates(
                now.certSn(),
                Objects.requireNonNull(now.certificates().get(now.certSn())),
                now.rootSn(),
                Objects.requireNonNull(now.certificates().get(now.rootSn())));
    }

    /** In PEM, with the SN by which Alipay's clients name each. */
    public record PlatformCertificates(String certSn, String certificate, String rootCertSn, String rootCertificate) {}

    /** An RSA pair of the size we take. */
    public static KeyPair newPair() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(RSA_BITS);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
