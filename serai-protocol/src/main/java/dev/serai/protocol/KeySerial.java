package dev.serai.protocol;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Locale;

/**
 * The serial number of a public key: what {@code serial_no} in a WeChat-style call names. It is drawn from the key
 * itself, so that both sides know it without asking: the first 16 bytes of the SHA-256 of its X.509 form, as a number in
 * upper hex, which is how certificates print theirs.
 */
public final class KeySerial {
    private static final int BYTES = 16;

    private KeySerial() {}

    public static String of(PublicKey key) {
        return number(key).toString(16).toUpperCase(Locale.ROOT);
    }

    /** The same as a number: the serial number of a certificate for this key. */
    public static BigInteger number(PublicKey key) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return new BigInteger(1, Arrays.copyOf(hash, BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
