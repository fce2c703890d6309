package dev.serai.consent;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.serai.kernel.Sealer;
import dev.serai.merchant.Joining;
import dev.serai.protocol.Signatures;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The pair that signs id_tokens. Its own, not the platform's: what a merchant's app takes for an answer of a call must never
 * be made by asking for something else. Made the first time somebody needs it, the same on all nodes.
 */
@Component
class SigningKey {
    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final Sealer sealer;
    private final Clock clock;
    private volatile @Nullable Pair pair;

    SigningKey(JdbcClient db, TransactionTemplate transactions, Sealer sealer, Clock clock) {
        this.db = db;
        this.transactions = transactions;
        this.sealer = sealer;
        this.clock = clock;
    }

    private record Pair(RSAKey shown, PrivateKey secret) {}

    /** The public half as a JWK set. */
    String jwks() {
        return new JWKSet(pair().shown).toString();
    }

    String signed(JWTClaimsSet claims) {
        var pair = pair();
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(JOSEObjectType.JWT)
                .keyID(pair.shown.getKeyID())
                .build();
        try {
            var jwt = new SignedJWT(header, claims);
            jwt.sign(new RSASSASigner(pair.secret));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("an RSA key of ours does not sign", e);
        }
    }

    private Pair pair() {
        var known = pair;
        if (known == null) {
            known = transactions.execute(tx -> kept());
            pair = known;
        }
        return known;
    }

    private record Row(byte[] sealedPrivate, String publicKey) {}

    private Pair kept() {
        db.sql("LOCK TABLE consent.signing_key IN EXCLUSIVE MODE").update();
        return db.sql("SELECT sealed_private, public_key FROM consent.signing_key ORDER BY created_at DESC LIMIT 1")
                .query((rs, _) -> new Row(rs.getBytes(1), rs.getString(2)))
                .optional()
                .map(row -> new Pair(
                        jwk((RSAPublicKey) Signatures.publicKey(row.publicKey)),
                        Signatures.privateKey(new String(sealer.open(row.sealedPrivate), StandardCharsets.US_ASCII))))
                .orElseGet(this::made);
    }

    private Pair made() {
        var fresh = Joining.newPair();
        var shown = jwk((RSAPublicKey) fresh.getPublic());
        var base64 = Base64.getEncoder();
        db.sql("INSERT INTO consent.signing_key VALUES (?, ?, ?, ?)")
                .params(
                        shown.getKeyID(),
                        sealer.seal(base64.encode(fresh.getPrivate().getEncoded())),
                        base64.encodeToString(fresh.getPublic().getEncoded()),
                        Timestamp.from(clock.instant()))
                .update();
        return new Pair(shown, fresh.getPrivate());
    }

    private static RSAKey jwk(RSAPublicKey key) {
        try {
            return new RSAKey.Builder(key)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyIDFromThumbprint()
                    .build();
        } catch (JOSEException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
