package dev.serai.merchant;

import dev.serai.kernel.Loop;
import dev.serai.kernel.Sealer;
import dev.serai.protocol.KeySerial;
import dev.serai.protocol.Signatures;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.bouncycastle.asn1.x500.X500Name;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The platform's own pairs and certificates: made when first asked for, and the certificate again before it ends. Several
 * nodes may ask at once; one makes them.
 */
@Component
class PlatformKeys implements DisposableBean {
    private static final Duration CERTIFICATE_LIFE = Duration.ofDays(3 * 365);

    /** So long before its end a certificate gets its successor. */
    static final Duration RENEWED_BEFORE = Duration.ofDays(90);

    private static final Duration PAUSE = Duration.ofHours(1);
    private static final int SERIAL_BITS = 127;

    private final JdbcClient db;
    private final Sealer sealer;
    private final Changes changes;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Loop loop;

    PlatformKeys(JdbcClient db, Sealer sealer, Changes changes, TransactionTemplate transactions, Clock clock) {
        this.db = db;
        this.sealer = sealer;
        this.changes = changes;
        this.transactions = transactions;
        this.clock = clock;
        this.loop = new Loop("platform-certificate", PAUSE, this::look);
    }

    /** Houses that stood before there were certificates get theirs; none is made where there is no app yet. */
    private boolean look() {
        if (publicKey("RSA") != null) {
            make();
        }
        return false;
    }

    /** Makes what is not there, and renews the certificate when its end is near. Twice is the same as once. */
    void make() {
        if (complete()) {
            return;
        }
        transactions.executeWithoutResult(_ -> {
            db.sql("LOCK TABLE merchant.platform_key IN EXCLUSIVE MODE").update();
            pair("RSA", Joining::newPair);
            pair("SM2", Sm2::newPair);
            certify(authority());
            changes.happened();
        });
    }

    private boolean complete() {
        return publicKey("RSA") != null && publicKey("SM2") != null && !renewalDue();
    }

    private boolean renewalDue() {
        return db.sql("SELECT count(*) FROM merchant.house_certificate WHERE kind = 'PLATFORM' AND not_after > ?")
                        .param(at(clock.instant().plus(RENEWED_BEFORE)))
                        .query(Long.class)
                        .single()
                == 0;
    }

    private void pair(String kind, Supplier<KeyPair> making) {
        if (publicKey(kind) != null) {
            return;
        }
        var pair = making.get();
        var base64 = Base64.getEncoder();
        db.sql("""
                INSERT INTO merchant.platform_key (key_id, kind, sealed_private, public_key, created_at)
                VALUES (?, ?, ?, ?, ?)""")
                .params(
                        kind.equals("RSA") ? "platform-1" : "platform-sm2-1",
                        kind,
                        sealer.seal(base64.encode(pair.getPrivate().getEncoded())),
                        base64.encodeToString(pair.getPublic().getEncoded()),
                        at(clock.instant()))
                .update();
    }

    /** The platform's public key of a kind, X.509 Base64; null where there is none yet. */
    @Nullable String publicKey(String kind) {
        return db.sql("SELECT public_key FROM merchant.platform_key WHERE kind = ? ORDER BY created_at DESC LIMIT 1")
                .param(kind)
                .query(String.class)
                .optional()
                .orElse(null);
    }

    private Authority authority() {
        return kept().orElseGet(() -> {
            var now = clock.instant();
            var begun = Authority.begun(random(), now);
            var privateKey = Base64.getEncoder().encode(begun.key().getEncoded());
            keep("ROOT", begun.root(), sealer.seal(privateKey), now);
            return begun;
        });
    }

    private Optional<Authority> kept() {
        return db.sql("SELECT certificate, sealed_private FROM merchant.house_certificate WHERE kind = 'ROOT'")
                .query((rs, _) -> new Authority(
                        Certificates.kept(rs.getString("certificate")), rsaKey(rs.getBytes("sealed_private"))))
                .optional();
    }

    private void certify(Authority authority) {
        if (!renewalDue()) {
            return;
        }
        var now = clock.instant();
        var key = Signatures.publicKey(Objects.requireNonNull(publicKey("RSA")));
        var first = db.sql("SELECT count(*) FROM merchant.house_certificate WHERE kind = 'PLATFORM'")
                        .query(Long.class)
                        .single()
                == 0;
        // The first bears the number that header dialects name the key by; no two of an authority may bear the same.
        var certificate = authority.issued(
                Authority.name("Serai", "Serai Platform"),
                key,
                first ? KeySerial.number(key) : random(),
                now,
                CERTIFICATE_LIFE);
        keep("PLATFORM", certificate, null, now);
    }

    private void keep(String kind, X509Certificate certificate, byte @Nullable [] sealed, Instant now) {
        db.sql("INSERT INTO merchant.house_certificate VALUES (?, ?, ?, ?, ?, ?, ?)")
                .param(Certificates.sn(certificate))
                .param(kind)
                .param(Certificates.pem(certificate))
                .param(sealed)
                .param(at(certificate.getNotBefore().toInstant()))
                .param(at(certificate.getNotAfter().toInstant()))
                .param(at(now))
                .update();
    }

    /**
     * A certificate of ours for somebody's key.
     *
     * @param serialTaken whether the number drawn from the key is on a certificate already
     */
    X509Certificate issue(X500Name subject, PublicKey key, boolean serialTaken, Duration life) {
        make();
        var serial = serialTaken ? random() : KeySerial.number(key);
        return kept().orElseThrow().issued(subject, key, serial, clock.instant(), life);
    }

    /** As the door needs it. */
    Platform read() {
        var rsa = publicKey("RSA");
        if (rsa == null) {
            return Platform.NOT_YET;
        }
        var certificates = new HashMap<String, String>();
        var newest = new HashMap<String, String>();
        db.sql("SELECT cert_sn, kind, certificate FROM merchant.house_certificate ORDER BY made_at, not_after")
                .query(rs -> {
                    newest.put(rs.getString("kind"), rs.getString("cert_sn"));
                    certificates.put(rs.getString("cert_sn"), rs.getString("certificate"));
                });
        var sm2 = sealed("SM2");
        return new Platform(
                rsaKey(Objects.requireNonNull(sealed("RSA"))),
                KeySerial.of(Signatures.publicKey(rsa)),
                sm2 == null ? null : Sm2.privateKey(text(sm2)),
                newest.getOrDefault("PLATFORM", ""),
                newest.getOrDefault("ROOT", ""),
                certificates);
    }

    private byte @Nullable [] sealed(String kind) {
        return db.sql(
                        "SELECT sealed_private FROM merchant.platform_key WHERE kind = ? ORDER BY created_at DESC LIMIT 1")
                .param(kind)
                .query(byte[].class)
                .optional()
                .orElse(null);
    }

    private PrivateKey rsaKey(byte[] sealed) {
        return Signatures.privateKey(text(sealed));
    }

    private String text(byte[] sealed) {
        return new String(sealer.open(sealed), StandardCharsets.US_ASCII);
    }

    private BigInteger random() {
        return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS);
    }

    private static OffsetDateTime at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    @Override
    public void destroy() {
        loop.close();
    }
}
