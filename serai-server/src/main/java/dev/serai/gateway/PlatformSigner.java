package dev.serai.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.serai.merchant.Apps;
import dev.serai.merchant.Sm2;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Signs with the platform's private key, which is parsed once and kept until it changes; never on an event loop. */
@Component
class PlatformSigner {
    private static final Logger LOG = LoggerFactory.getLogger(PlatformSigner.class);
    private static final byte[] TRIAL = "Serai".getBytes(StandardCharsets.US_ASCII);

    /** Some 5 MB, kept in memory alone: the texts that many callers are answered with. */
    private static final int SIGNATURES_KEPT_MAX = 10_000;

    /** What is known of the key in use; with the key its signatures go. */
    private record Kept(PrivateKey key, RsaSigner signer, Cache<ByteBuffer, byte[]> signatures) {
        Kept(PrivateKey key, RsaSigner signer) {
            this(
                    key,
                    signer,
                    Caffeine.newBuilder().maximumSize(SIGNATURES_KEPT_MAX).build());
        }
    }

    private final Apps apps;
    private final boolean jdkOnly;
    private volatile @Nullable Kept kept;

    /** @param by {@code auto}: libcrypto where there is one; {@code jdk}: never, and each signature is made anew */
    PlatformSigner(Apps apps, @Value("${serai.rsa:auto}") String by) {
        this.apps = apps;
        this.jdkOnly = by.equals("jdk");
    }

    /** Whether there is a key yet. */
    boolean ready() {
        return apps.platformKey() != null;
    }

    /** SHA256withRSA, Base64. */
    String sign(String text) {
        return Base64.getEncoder().encodeToString(sign(text.getBytes(StandardCharsets.UTF_8)));
    }

    byte[] sign(byte[] text) {
        return kept().signer.sign(text);
    }

    /**
     * As [#sign(byte[])], for texts without a time or id of their own: the same text again costs a hash. PKCS#1 v1.5 signs
     * the text's SHA-256 and nothing else, so a signature found by it is the one that would be made.
     */
    byte[] signOnce(byte[] text) {
        var now = kept();
        if (jdkOnly) {
            return now.signer.sign(text);
        }
        return now.signatures.get(sha256(text), _ -> now.signer.sign(text));
    }

    private static ByteBuffer sha256(byte[] text) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK hashes so", e);
        }
    }

    /** SHA1withRSA, for callers who know nothing newer. Always by the JDK. */
    byte[] signSha1(byte[] text) {
        try {
            var signature = Signature.getInstance("SHA1withRSA");
            signature.initSign(key());
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK signs so", e);
        }
    }

    /** SM3withSM2; null where there is no key for it yet. */
    byte @Nullable [] signSm2(byte[] text) {
        var key = apps.platform().sm2Key();
        return key == null ? null : Sm2.sign(text, key);
    }

    /** What callers encrypt for us is opened with it. */
    PrivateKey privateKey() {
        return key();
    }

    private PrivateKey key() {
        var key = apps.platformKey();
        if (key == null) {
            throw new IllegalStateException("the platform has no key yet");
        }
        return key;
    }

    private Kept kept() {
        var key = key();
        var now = kept;
        if (now == null || now.key != key) {
            // Two threads may do it at once; both make the same.
            now = now != null && now.key.equals(key)
                    ? new Kept(key, now.signer, now.signatures)
                    : new Kept(key, made(key));
            kept = now;
        }
        return now;
    }

    private RsaSigner made(PrivateKey key) {
        var jdk = new JdkRsa(key);
        if (jdkOnly) {
            return jdk;
        }
        var fast = Libcrypto.here().flatMap(library -> library.signer(key)).orElse(null);
        if (fast == null) {
            return jdk;
        }
        // The signature is deterministic: a library that makes another one is not the one we know.
        if (!Arrays.equals(fast.sign(TRIAL), jdk.sign(TRIAL))) {
            LOG.error("libcrypto signs otherwise than the JDK; the JDK signs");
            return jdk;
        }
        return fast;
    }
}
