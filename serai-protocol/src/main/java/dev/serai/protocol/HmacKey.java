package dev.serai.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A shared secret made ready for HMAC-SHA256 (RFC 2104), to be kept over calls. Safe for many threads. */
public final class HmacKey {
    private static final HexFormat HEX = HexFormat.of();

    // Keyed once; a copy starts where keying ended, which saves two of the four hash blocks of a short text.
    private final Mac keyed;

    public HmacKey(String secret) {
        try {
            keyed = Mac.getInstance("HmacSHA256");
            keyed.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /** The signature over this text: lower hex. */
    public String sign(String text) {
        return HEX.formatHex(copy().doFinal(text.getBytes(UTF_8)));
    }

    private Mac copy() {
        try {
            return (Mac) keyed.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's own HmacSHA256 can be copied", e);
        }
    }

    @Override
    public String toString() {
        return "HmacKey[…]";
    }
}
