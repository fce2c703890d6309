package dev.serai.gateway;

import dev.serai.merchant.App;
import dev.serai.merchant.Sm2;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The ways in which clients of Alipay's OpenAPI v2 sign; whoever signs so verifies our answers so too. */
enum AlipaySignature {
    RSA2("SHA256withRSA"),
    /** For callers who know nothing newer. */
    RSA("SHA1withRSA"),
    SM2("SM3withSM2");

    private final String algorithm;

    AlipaySignature(String algorithm) {
        this.algorithm = algorithm;
    }

    /** Null where it is none of them. */
    static @Nullable AlipaySignature ofWire(String signType) {
        for (var type : values()) {
            if (type.name().equals(signType)) {
                return type;
            }
        }
        return null;
    }

    /** Whether the app has keys of this kind at all, live or not. */
    boolean hasKeys(App app) {
        return !(this == SM2 ? app.keys().sm2Keys() : app.rsaKeys()).isEmpty();
    }

    /** Whether one of the app's live keys made this signature; that key is then used. */
    boolean byAnyKey(App app, byte[] text, String sign, Instant now) {
        if (this == SM2) {
            for (var key : app.keys().sm2Keys()) {
                if (key.validity().holds(now) && by(key.key(), text, sign)) {
                    key.use().at(now);
                    return true;
                }
            }
            return false;
        }
        for (var key : app.rsaKeys()) {
            if (key.validity().holds(now) && by(key.key(), text, sign)) {
                key.use().at(now);
                return true;
            }
        }
        return false;
    }

    boolean by(PublicKey key, byte[] text, String sign) {
        try {
            var bytes = Base64.getDecoder().decode(sign);
            if (this == SM2) {
                return Sm2.fits(text, bytes, key);
            }
            var signature = Signature.getInstance(algorithm);
            signature.initVerify(key);
            signature.update(text);
            return signature.verify(bytes);
        } catch (IllegalArgumentException | SignatureException e) {
            return false; // not Base64, or not the length of a signature of this key
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this key cannot verify " + algorithm, e);
        }
    }

    /** An answer's signature, Base64; null where the platform has no key for it yet. */
    @Nullable String signed(PlatformSigner platform, byte[] text) {
        var bytes = switch (this) {
            case RSA2 -> platform.ready() ? platform.signOnce(text) : null;
            case RSA -> platform.ready() ? platform.signSha1(text) : null;
            case SM2 -> platform.signSm2(text);
        };
        return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
    }
}
