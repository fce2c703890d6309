package plaza.people;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Password hashes of the form {@code pbkdf2-sha512$rounds$salt$hash}, salt and hash in hex. */
final class Passwords {
    /** Hashing is meant to be slow; a flood of logins must not take every core. */
    private static final Semaphore HASHING_AT_ONCE = new Semaphore(2, true);

    private static final String NOBODY = "pbkdf2-sha512$210000$00$" + "00".repeat(64);

    private Passwords() {}

    /** Without a stored hash it answers false after the same work. */
    static boolean matches(String password, Optional<String> stored) {
        String[] part = stored.orElse(NOBODY).split("\\$", -1);
        byte[] expected = HexFormat.of().parseHex(part[3]);
        byte[] salt = HexFormat.of().parseHex(part[2]);
        PBEKeySpec spec =
                new PBEKeySpec(password.toCharArray(), salt, Integer.parseInt(part[1]), expected.length * Byte.SIZE);
        HASHING_AT_ONCE.acquireUninterruptibly();
        try {
            byte[] actual = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
            return MessageDigest.isEqual(expected, actual) && stored.isPresent();
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA512", absent);
        } finally {
            HASHING_AT_ONCE.release();
        }
    }
}
