package dev.serai.merchant;

import dev.serai.operator.Refused;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A public key as people paste it: PEM or bare Base64 of an X.509 SubjectPublicKeyInfo. */
final class GivenKey {
    private static final int TEXT_MAX = 4_096;
    private static final int BITS_MIN = 2_048;
    private static final int BITS_MAX = 4_096;

    /** DER of a PKCS#8 or PKCS#1 private key: a SEQUENCE whose first member is the INTEGER 0, its version. */
    private static final byte[] VERSION_0 = {2, 1, 0};

    private GivenKey() {}

    /** The key in Base64 without line breaks. */
    static String rsa(@Nullable String given) {
        var text = Profile.text("public_key", given, TEXT_MAX);
        if (text.toUpperCase(Locale.ROOT).contains("PRIVATE KEY")) {
            throw itIsPrivate();
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
        } catch (IllegalArgumentException e) {
            throw invalid("it is not Base64");
        }
        if (isPrivate(der)) {
            throw itIsPrivate();
        }
        try {
            var key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
            int bits = ((RSAPublicKey) key).getModulus().bitLength();
            if (bits < BITS_MIN || bits > BITS_MAX) {
                throw invalid("it has " + bits + " bits, and must have " + BITS_MIN + " to " + BITS_MAX);
            }
            return Base64.getEncoder().encodeToString(key.getEncoded());
        } catch (GeneralSecurityException e) {
            throw invalid("it is no RSA public key in the form X.509 SubjectPublicKeyInfo"
                    + " (openssl rsa -in private.pem -pubout)");
        }
    }

    private static boolean isPrivate(byte[] der) {
        // The header of a SEQUENCE is two bytes, or as many more as its length takes.
        if (der.length < 8 || der[0] != 0x30) {
            return false;
        }
        int header = der[1] >= 0 ? 2 : 2 + (der[1] & 0x7f);
        return header + VERSION_0.length <= der.length
                && java.util.Arrays.equals(der, header, header + VERSION_0.length, VERSION_0, 0, VERSION_0.length);
    }

    private static Refused itIsPrivate() {
        return new Refused(
                400,
                "key.private",
                "this is a private key; nobody but you may have it. Nothing of it was kept, but regard it as known to"
                        + " others: make a new pair and send the public half");
    }

    private static Refused invalid(String why) {
        return new Refused(400, "key.invalid", "public_key cannot be used: " + why);
    }
}
