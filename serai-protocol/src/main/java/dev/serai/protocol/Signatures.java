package dev.serai.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** Makes and checks the three signatures of the Serai dialect, over a {@link CanonicalText}. */
public final class Signatures {
    private static final HexFormat HEX = HexFormat.of();

    private Signatures() {}

    /** The MD5 signature: lower hex of md5(text + "&secret=" + secret). */
    public static String md5(String text, String secret) {
        return HEX.formatHex(digest("MD5").digest((text + "&secret=" + secret).getBytes(UTF_8)));
    }

    /** The HMAC-SHA256 signature: lower hex, keyed with the secret's UTF-8 bytes. */
    public static String hmacSha256(String text, String secret) {
        return new HmacKey(secret).sign(text);
    }

    /** The RSA2 signature: SHA256withRSA, Base64. */
    public static String rsa2(String text, PrivateKey key) {
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text.getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this key cannot sign SHA256withRSA", e);
        }
    }

    /** Whether {@code sign} is this key's signature over the text. A sign that is not Base64 is simply wrong. */
    public static boolean rsa2Fits(String text, String sign, PublicKey key) {
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(key);
            signature.update(text.getBytes(UTF_8));
            return signature.verify(Base64.getDecoder().decode(sign));
        } catch (IllegalArgumentException | SignatureException e) {
            return false; // not Base64, or not the length of a signature of this key
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this key cannot verify SHA256withRSA", e);
        }
    }

    /** Compares two hex signatures in either case, in time that does not depend on where they differ. */
    public static boolean sameHex(String expectedLowerHex, String found) {
        if (found.length() != expectedLowerHex.length()) {
            return false;
        }
        var lower = new byte[found.length()];
        for (int i = 0; i < lower.length; i++) {
            char c = found.charAt(i);
            lower[i] = c > 127 ? 0 : (byte) (c >= 'A' && c <= 'F' ? c + 32 : c);
        }
        return MessageDigest.isEqual(expectedLowerHex.getBytes(US_ASCII), lower);
    }

    /** Lower hex SHA-256 of these bytes: the value of {@code body_sha256}. */
    public static String sha256Hex(byte[] bytes) {
        return HEX.formatHex(digest("SHA-256").digest(bytes));
    }

    /** A public key from X.509 SubjectPublicKeyInfo, Base64 without PEM lines. */
    public static PublicKey publicKey(String x509Base64) {
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(
                            new X509EncodedKeySpec(Base64.getMimeDecoder().decode(x509Base64)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("not an RSA public key in X.509 Base64", e);
        }
    }

    /** A private key from PKCS#8, Base64 without PEM lines. */
    public static PrivateKey privateKey(String pkcs8Base64) {
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pkcs8Base64)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("not an RSA private key in PKCS#8 Base64", e);
        }
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
