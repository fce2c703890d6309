package dev.serai.protocol;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** The algorithms of RFC 9421 §3.3 that the door takes; P-384 is not among them. */
public enum SignatureAlgorithm {
    RSA_PSS_SHA512("rsa-pss-sha512", "RSASSA-PSS"),
    RSA_V1_5_SHA256("rsa-v1_5-sha256", "SHA256withRSA"),
    /** The two numbers of 32 bytes one after the other, not DER. */
    ECDSA_P256_SHA256("ecdsa-p256-sha256", "SHA256withECDSAinP1363Format"),
    ED25519("ed25519", "Ed25519"),
    HMAC_SHA256("hmac-sha256", "HmacSHA256");

    private static final int PSS_SALT_BYTES = 64;

    private final String wire;
    private final String jdk;

    SignatureAlgorithm(String wire, String jdk) {
        this.wire = wire;
        this.jdk = jdk;
    }

    /** The value of {@code alg}. */
    public String wire() {
        return wire;
    }

    public static Optional<SignatureAlgorithm> ofWire(String wire) {
        for (var algorithm : values()) {
            if (algorithm.wire.equals(wire)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    /** Whether a key is of the kind this algorithm needs: no message can make an RSA key serve as a shared secret. */
    public boolean takes(Key key) {
        return switch (this) {
            case HMAC_SHA256 -> key instanceof SecretKey;
            case RSA_V1_5_SHA256 -> key.getAlgorithm().equals("RSA");
            case RSA_PSS_SHA512 ->
                key.getAlgorithm().equals("RSA") || key.getAlgorithm().equals("RSASSA-PSS");
            case ECDSA_P256_SHA256 -> key.getAlgorithm().equals("EC");
            case ED25519 ->
                key.getAlgorithm().equals("EdDSA") || key.getAlgorithm().equals("Ed25519");
        };
    }

    /** The signature over these bytes; {@code key} is the private or the shared one. */
    public byte[] sign(byte[] base, Key key) {
        try {
            if (this == HMAC_SHA256) {
                return mac(base, key);
            }
            var signature = signature(PSS_SALT_BYTES);
            signature.initSign((PrivateKey) key);
            signature.update(base);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("this key cannot sign " + wire, e);
        }
    }

    /** Whether this is the key's signature over these bytes; false too where the key is of another kind. */
    public boolean fits(byte[] base, byte[] sign, Key key) {
        if (!takes(key)) {
            return false;
        }
        try {
            if (this == HMAC_SHA256) {
                return MessageDigest.isEqual(mac(base, key), sign);
            }
            if (verifies(base, sign, (PublicKey) key, PSS_SALT_BYTES)) {
                return true;
            }
            // Node's default is the longest salt that fits; longer is not weaker, and its users cannot see it.
            return this == RSA_PSS_SHA512
                    && key instanceof RSAKey rsa
                    && verifies(base, sign, (PublicKey) key, longestSalt(rsa));
        } catch (InvalidKeyException e) {
            return false; // too short for this algorithm, or of another curve
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + jdk, e);
        }
    }

    private static int longestSalt(RSAKey key) {
        return (key.getModulus().bitLength() - 1 + 7) / 8 - 64 - 2;
    }

    private boolean verifies(byte[] base, byte[] sign, PublicKey key, int saltBytes) throws GeneralSecurityException {
        var signature = signature(saltBytes);
        signature.initVerify(key);
        signature.update(base);
        try {
            return signature.verify(sign);
        } catch (SignatureException e) {
            return false; // not the length of a signature of this key
        }
    }

    private Signature signature(int saltBytes) throws GeneralSecurityException {
        var signature = Signature.getInstance(jdk);
        if (this == RSA_PSS_SHA512) {
            signature.setParameter(new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, saltBytes, 1));
        }
        return signature;
    }

    private byte[] mac(byte[] base, @Nullable Key key) throws GeneralSecurityException {
        var mac = Mac.getInstance(jdk);
        mac.init(key);
        return mac.doFinal(base);
    }
}
