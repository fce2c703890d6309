package dev.serai.kernel;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes ids that sort by the time they were made and are unique over nodes and restarts: 26 characters of Crockford's
 * base 32, the first ten the epoch millisecond, the rest a random start that counts up (the form of a ULID).
 */
public final class Ids {
    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();

    private final Clock clock;
    private final long high;
    private final AtomicLong low;

    public Ids(Clock clock) {
        this.clock = clock;
        var random = new SecureRandom();
        this.high = random.nextLong() & 0xFFFFL;
        this.low = new AtomicLong(random.nextLong() >>> 1);
    }

    /** The next id; never the same twice. */
    public String next() {
        var text = new char[26];
        write(text, 0, 10, clock.millis());
        write(text, 10, 3, high);
        write(text, 13, 13, low.getAndIncrement());
        return new String(text);
    }

    private static void write(char[] into, int from, int length, long value) {
        long rest = value;
        for (int i = from + length - 1; i >= from; i--) {
            into[i] = DIGITS[(int) (rest & 31)];
            rest >>>= 5;
        }
    }
}
