package dev.serai.merchant;

import dev.serai.kernel.AppId;
import dev.serai.kernel.MerchantId;
import dev.serai.kernel.Sealer;
import dev.serai.kernel.Tokens;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Takes merchants and apps in, and gives them their keys. */
@Component
public class Joining {
    /** How long a key lives unless it is rotated before. */
    private static final Duration KEY_LIFE = Duration.ofDays(3 * 365);

    private static final int RSA_BITS = 2048;
    private static final int SECRET_BYTES = 32;

    /** Hex digits of the SHA-256 by which people tell keys apart; too few to guess a secret by, too many to meet twice. */
    private static final int FINGERPRINT_LENGTH = 16;

    private final JdbcClient db;
    private final Sealer sealer;
    private final Changes changes;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Joining(JdbcClient db, Sealer sealer, Changes changes, Clock clock) {
        this.db = db;
        this.sealer = sealer;
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
        secretKey(app, secret);
    }

    /** The new key's id. */
    String secretKey(AppId app, String secret) {
        return key(app, "SECRET", sealer.seal(secret.getBytes(StandardCharsets.US_ASCII)), null, secret);
    }

    public String newSecret() {
        var bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Lets the app sign with the private half of this public key (X.509, Base64). */
    @Transactional
    public void rsaKey(AppId app, String publicKey) {
        publicKey(app, publicKey);
    }

    /** The new key's id. */
    String publicKey(AppId app, String publicKey) {
        return key(app, "RSA_PUBLIC", null, publicKey, publicKey);
    }

    /** The platform's public key (X.509, Base64); the pair is made the first time somebody asks. */
    @Transactional
    public String platformPublicKey() {
        db.sql("LOCK TABLE merchant.platform_key IN EXCLUSIVE MODE").update();
        var there = db.sql("SELECT public_key FROM merchant.platform_key ORDER BY created_at DESC LIMIT 1")
                .query(String.class)
                .optional();
        if (there.isPresent()) {
            return there.get();
        }
        var pair = newPair();
        var publicKey = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        var privateKey = Base64.getEncoder().encode(pair.getPrivate().getEncoded());
        db.sql("INSERT INTO merchant.platform_key VALUES (?, ?, ?, ?)")
                .params("platform-1", sealer.seal(privateKey), publicKey, now())
                .update();
        changes.happened();
        return publicKey;
    }

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

    private String key(
            AppId app, String kind, byte @Nullable [] sealed, @Nullable String publicKey, String fingerprinted) {
        var bytes = new byte[10];
        random.nextBytes(bytes);
        var id = "key_" + HexFormat.of().formatHex(bytes);
        db.sql("""
                INSERT INTO merchant.app_key (key_id, app_id, kind, sealed, public_key, not_before, not_after, fingerprint)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(id)
                .param(app.value())
                .param(kind)
                .param(sealed)
                .param(publicKey)
                .param(now())
                .param(now().plus(KEY_LIFE))
                .param(Tokens.hash(fingerprinted).substring(0, FINGERPRINT_LENGTH))
                .update();
        changes.happened();
        return id;
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
