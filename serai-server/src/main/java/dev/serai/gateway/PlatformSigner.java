package dev.serai.gateway;

import dev.serai.merchant.Apps;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
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

    private record Kept(PrivateKey key, RsaSigner signer) {}

    private final Apps apps;
    private final boolean jdkOnly;
    private volatile @Nullable Kept kept;

    /** @param by {@code auto}: libcrypto where there is one; {@code jdk}: never */
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
        return signer().sign(text);
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

    private RsaSigner signer() {
        var key = key();
        var now = kept;
        if (now == null || now.key != key) {
            // Two threads may do it at once; both make the same.
            now = new Kept(key, now != null && now.key.equals(key) ? now.signer : made(key));
            kept = now;
        }
        return now.signer;
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
