package dev.serai.operator;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;

/** Passwords, kept as argon2id with the OWASP parameters: 19 MiB, two rounds, one lane. */
@Component
public class Passwords {
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int LANES = 1;
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int ROUNDS = 2;

    /** Each computation takes 19 MiB; more than these wait. */
    private static final int AT_ONCE_MAX = 4;

    static final int LENGTH_MIN = 12;
    static final int LENGTH_MAX = 128;

    private static final int RANDOM_BYTES = 18;

    private final Argon2PasswordEncoder argon2 =
            new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, LANES, MEMORY_KIB, ROUNDS);
    private final Semaphore atOnce = new Semaphore(AT_ONCE_MAX);
    private final SecureRandom random = new SecureRandom();

    private volatile @Nullable String nobodys;

    String random() {
        var bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Refuses a password that is too short or too long. */
    public String hash(String password) {
        int length = password.codePointCount(0, password.length());
        if (length < LENGTH_MIN || length > LENGTH_MAX) {
            throw Refused.invalid(
                    "a password needs " + LENGTH_MIN + " to " + LENGTH_MAX + " characters, found " + length);
        }
        return limited(() -> encoded(password));
    }

    /** Does the same work for an unknown user ({@code kept} null), so that time does not tell who exists. */
    public boolean matches(String password, @Nullable String kept) {
        if (password.length() > LENGTH_MAX * 2) {
            return false;
        }
        return limited(() -> argon2.matches(password, kept == null ? nobodys() : kept) && kept != null);
    }

    private String nobodys() {
        var known = nobodys;
        if (known == null) {
            nobodys = known = encoded(random());
        }
        return known;
    }

    private String encoded(String password) {
        var hash = argon2.encode(password);
        if (hash == null) {
            throw new IllegalStateException("argon2 gave no hash");
        }
        return hash;
    }

    private <T> T limited(Supplier<T> work) {
        atOnce.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            atOnce.release();
        }
    }
}
