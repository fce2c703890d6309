package dev.serai.merchant;

import dev.serai.operator.Refused;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Locale;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/** A public key as people paste it: PEM or bare Base64 of an X.509 SubjectPublicKeyInfo. */
final class GivenKey {
    private static final String FIELD = "public_key";
    private static final int TEXT_MAX = 8_192;
    private static final int BITS_MIN = 2_048;
    private static final int BITS_MAX = 4_096;

    /**
     * DER of a private key (PKCS#8, PKCS#1, SEC 1): a SEQUENCE whose first member is its version, the INTEGER 0 or 1. A public
     * key's first member is a SEQUENCE, a certificate's too.
     */
    private static final byte[] VERSION = {2, 1};

    private GivenKey() {}

    /** The bytes of a key or certificate as people paste it. Refuses a private key, in whatever form. */
    static byte[] der(String field, @Nullable String given) {
        var text = Profile.text(field, given, TEXT_MAX);
        if (text.toUpperCase(Locale.ROOT).contains("PRIVATE KEY")) {
            throw itIsPrivate();
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
        } catch (IllegalArgumentException e) {
            throw invalid(field, "it is not Base64");
        }
        if (isPrivate(der)) {
            throw itIsPrivate();
        }
        return der;
    }

    /** Refuses RSA keys too short to be safe or too long to be quick. */
    static void requireLength(String field, PublicKey key) {
        int bits = key instanceof RSAPublicKey rsa ? rsa.getModulus().bitLength() : 0;
        if (bits < BITS_MIN || bits > BITS_MAX) {
            throw invalid(
                    field,
                    bits == 0
                            ? "it is no RSA key"
                            : "its key has " + bits + " bits, and must have " + BITS_MIN + " to " + BITS_MAX);
        }
    }

    /** The SM2 key in Base64 without line breaks. */
    static String sm2(@Nullable String given) {
        var der = der(FIELD, given);
        try {
            var parameters =
                    SubjectPublicKeyInfo.getInstance(der).getAlgorithm().getParameters();
            if (!GMObjectIdentifiers.sm2p256v1.equals(parameters)) {
                throw invalid(FIELD, "it is no key of the curve sm2p256v1");
            }
            var base64 = Base64.getEncoder().encodeToString(der);
            Sm2.publicKey(base64);
            return base64;
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw invalid(
                    FIELD,
                    "it is no SM2 public key in the form X.509 SubjectPublicKeyInfo"
                            + " (openssl pkey -in private.pem -pubout)");
        }
    }

    /** The RSA key in Base64 without line breaks. */
    static String rsa(@Nullable String given) {
        var der = der(FIELD, given);
        try {
            var key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
            requireLength(FIELD, key);
            return Base64.getEncoder().encodeToString(key.getEncoded());
        } catch (GeneralSecurityException e) {
            throw invalid(
                    FIELD,
                    "it is no RSA public key in the form X.509 SubjectPublicKeyInfo"
                            + " (openssl rsa -in private.pem -pubout)");
        }
    }

    private static boolean isPrivate(byte[] der) {
        // The header of a SEQUENCE is two bytes, or as many more as its length takes.
        if (der.length < 8 || der[0] != 0x30) {
            return false;
        }
        int header = der[1] >= 0 ? 2 : 2 + (der[1] & 0x7f);
        return header + VERSION.length < der.length
                && java.util.Arrays.equals(der, header, header + VERSION.length, VERSION, 0, VERSION.length)
                && (der[header + VERSION.length] == 0 || der[header + VERSION.length] == 1);
    }

    private static Refused itIsPrivate() {
        return new Refused(
                400,
                "key.private",
                "this is a private key; nobody but you may have it. Nothing of it was kept, but regard it as known to"
                        + " others: make a new pair and send the public half");
    }

    static Refused invalid(String field, String why) {
        return new Refused(400, "key.invalid", field + " cannot be used: " + why);
    }
}
