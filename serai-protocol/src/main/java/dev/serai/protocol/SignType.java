package dev.serai.protocol;

import java.util.Optional;

/** How a call of the Serai dialect is signed. */
public enum SignType {
    /** Lower hex of md5(text + "&secret=" + secret); only for apps flagged legacy. */
    MD5("MD5"),
    /** Lower hex of HMAC-SHA256 over the text, keyed with the secret. */
    HMAC_SHA256("HMAC-SHA256"),
    /** SHA256withRSA (PKCS#1 v1.5, RFC 8017 §8.2) over the text, Base64. */
    RSA2("RSA2");

    private final String wire;

    SignType(String wire) {
        this.wire = wire;
    }

    /** The value of {@code sign_type}. */
    public String wire() {
        return wire;
    }

    public static Optional<SignType> ofWire(String wire) {
        for (var type : values()) {
            if (type.wire.equals(wire)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
