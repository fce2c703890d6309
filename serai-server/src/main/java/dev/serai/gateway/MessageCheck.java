package dev.serai.gateway;

import dev.serai.merchant.App;
import dev.serai.merchant.KeyUse;
import dev.serai.protocol.ContentDigest;
import dev.serai.protocol.HttpMessage;
import dev.serai.protocol.MalformedMessage;
import dev.serai.protocol.MessageSignature;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SignatureAlgorithm;
import dev.serai.protocol.SubCode;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// What the door asks of a call signed by RFC 9421, which leaves that to each application (its §3.2.1).
///
/// | asked | why |
/// |---|---|
/// | `@method`, and `@target-uri`, `@request-target` or both `@path` and `@query` | the call is named and its query
/// cannot be changed |
/// | `content-digest` where there is a body | the body cannot be changed |
/// | `authorization` where it brings an access token | the user cannot be changed |
/// | `created`, `keyid`, `nonce` | it is of now, of somebody, and of one use |
/// | an algorithm of the key, whatever `alg` says | a message cannot choose how it is checked |
final class MessageCheck {
    private static final int NONCE_MIN = 8;
    private static final int NONCE_MAX = 128;

    private final HttpMessage message;
    private final MessageSignature signature;
    private final byte[] body;

    private MessageCheck(HttpMessage message, MessageSignature signature, byte[] body) {
        this.message = message;
        this.signature = signature;
        this.body = body;
    }

    /** The key that fitted, and how: an answer is signed in kind. */
    record Fit(SignatureAlgorithm algorithm, App.@Nullable Secret secret) {}

    /** Reads the message's first signature; others, of proxies on the way, are not ours to check. */
    static MessageCheck read(HttpMessage message, byte[] body) {
        try {
            var signatures = MessageSignature.of(message);
            if (signatures.isEmpty()) {
                throw new Refusal(SubCode.SIGN_MISSING, "Signature-Input names no signature; sign the call");
            }
            return new MessageCheck(message, signatures.getFirst(), body);
        } catch (MalformedMessage e) {
            throw SeraiDialect.invalid("the signature fields cannot be read: " + e.explanation());
        }
    }

    String label() {
        return signature.label();
    }

    /** The app id: {@code keyid} names the app, not the key. */
    String appId() {
        return signature
                .text("keyid")
                .filter(keyid -> !keyid.isEmpty())
                .orElseThrow(() -> new Refusal(
                        SubCode.PARAM_MISSING, "the signature has no keyid; send your app_id as keyid=\"…\""));
    }

    Instant created() {
        return Instant.ofEpochSecond(signature
                .seconds("created")
                .orElseThrow(() -> new Refusal(
                        SubCode.PARAM_MISSING, "the signature has no created; send the seconds since 1970")));
    }

    /** The signer's own end of its validity; null where he named none. */
    @Nullable Instant expires() {
        return signature.seconds("expires").map(Instant::ofEpochSecond).orElse(null);
    }

    String nonce() {
        var nonce = signature
                .text("nonce")
                .orElseThrow(() -> new Refusal(
                        SubCode.PARAM_MISSING, "the signature has no nonce; send a new one with every call"));
        if (nonce.length() < NONCE_MIN || nonce.length() > NONCE_MAX) {
            throw SeraiDialect.invalid(
                    "nonce must have " + NONCE_MIN + " to " + NONCE_MAX + " characters, found " + nonce.length());
        }
        return nonce;
    }

    /** Refuses a signature that leaves a part of the call open. */
    void requireCoverage() {
        if (!signature.covers("@method")) {
            throw uncovered("@method");
        }
        if (!signature.covers("@target-uri")
                && !signature.covers("@request-target")
                && !(signature.covers("@path") && signature.covers("@query"))) {
            throw uncovered("@target-uri, or both @path and @query");
        }
        if (message.fields().stream().anyMatch(MessageCheck::bearer) && !signature.covers("authorization")) {
            throw uncovered("authorization, because the call shows an access token");
        }
        if (body.length > 0 && !signature.covers("content-digest")) {
            throw uncovered("content-digest, because the call has a body");
        }
    }

    private static boolean bearer(HttpMessage.Field field) {
        return field.name().equalsIgnoreCase("authorization") && field.value().regionMatches(true, 0, "Bearer ", 0, 7);
    }

    private static Refusal uncovered(String what) {
        return new Refusal(SubCode.SIGN_MISMATCH, "the signature must cover " + what + ", and it does not; add it");
    }

    /**
     * Finds the app's key that made the signature.
     *
     * @throws Refusal if there is none, or the body is not the one that was signed
     */
    Fit fit(App app, Instant now) {
        requireCoverage();
        var wanted = algorithm();
        var tried = false;
        for (var candidate : candidates(app, now)) {
            if (wanted == null || wanted == candidate.algorithm) {
                tried = true;
                if (fits(candidate)) {
                    requireBody();
                    candidate.use.at(now);
                    return new Fit(candidate.algorithm, candidate.secret);
                }
            }
        }
        if (!tried) {
            throw new Refusal(
                    SubCode.SIGN_TYPE_NOT_ALLOWED,
                    "the app has no live key for alg " + (wanted == null ? "of any kind" : wanted.wire())
                            + "; see its keys in the portal");
        }
        throw new Refusal(
                SubCode.SIGN_MISMATCH,
                "the signature does not fit; signed are, one a line: " + covered()
                        + "; check the key, the order, and that each value is the one sent");
    }

    private @Nullable SignatureAlgorithm algorithm() {
        var said = signature.text("alg").orElse(null);
        if (said == null) {
            return null;
        }
        return SignatureAlgorithm.ofWire(said)
                .orElseThrow(() -> new Refusal(
                        SubCode.SIGN_TYPE_NOT_ALLOWED, "alg is not one we take, found " + SeraiDialect.shown(said)));
    }

    private record Candidate(SignatureAlgorithm algorithm, Key key, App.@Nullable Secret secret, KeyUse use) {}

    /** Each live key with each algorithm that is its own. */
    private static List<Candidate> candidates(App app, Instant now) {
        var all = new ArrayList<Candidate>();
        for (var secret : app.secrets()) {
            if (secret.validity().holds(now)) {
                var key = new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
                all.add(new Candidate(SignatureAlgorithm.HMAC_SHA256, key, secret, secret.use()));
            }
        }
        for (var pair : app.rsaKeys()) {
            if (pair.validity().holds(now)) {
                for (var algorithm : SignatureAlgorithm.values()) {
                    if (algorithm.takes(pair.key())) {
                        all.add(new Candidate(algorithm, pair.key(), null, pair.use()));
                    }
                }
            }
        }
        return all;
    }

    private boolean fits(Candidate candidate) {
        try {
            if (signature.fits(message, candidate.algorithm, candidate.key)) {
                return true;
            }
            // Where TLS ends before the door, the caller signed https and we see http; the scheme decides nothing here.
            return (signature.covers("@target-uri") || signature.covers("@scheme"))
                    && signature.fits(overTls(), candidate.algorithm, candidate.key);
        } catch (MalformedMessage e) {
            throw new Refusal(SubCode.SIGN_MISMATCH, "the signature covers what cannot be read: " + e.explanation());
        }
    }

    private HttpMessage overTls() {
        return HttpMessage.request(message.method(), "https", message.authority(), message.target(), message.fields());
    }

    private void requireBody() {
        var digests = new ArrayList<String>();
        for (var field : message.fields()) {
            if (field.name().equalsIgnoreCase("content-digest")) {
                digests.add(field.value());
            }
        }
        if (digests.isEmpty() && body.length == 0) {
            return;
        }
        try {
            if (!ContentDigest.fits(String.join(", ", digests), body)) {
                throw new Refusal(
                        SubCode.SIGN_MISMATCH,
                        "Content-Digest is not the sha-256 or sha-512 of the body received; hash the bytes that are sent");
            }
        } catch (MalformedMessage e) {
            throw SeraiDialect.invalid("Content-Digest cannot be read: " + e.explanation());
        }
    }

    private String covered() {
        var names = new StringBuilder();
        for (var item : signature.input().items()) {
            names.append(names.isEmpty() ? "" : ", ").append(SeraiDialect.shown(String.valueOf(item.value())));
        }
        return names.isEmpty() ? "nothing" : names.toString();
    }
}
