package dev.serai.release;

/**
 * Which of 10,000 buckets an app falls into for one declaration: always the same one, on every node. A gray share of p
 * percent is the buckets below p × 100, so widening only adds apps.
 *
 * <p>The front of an app id is hashed; a number at its end is laid out by the golden ratio. So ids counted up, as most are,
 * spread more evenly than chance: 10 % of 1,000 such apps are 100 ± a few, where a plain hash gives ± 30.
 */
public final class Bucket {
    public static final int COUNT = 10_000;

    /** 2^64 divided by the golden ratio. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** Longer numbers are hashed like letters. */
    private static final int DIGITS_MAX = 9;

    private Bucket() {}

    /** 0 to {@link #COUNT} - 1, always the same for these three. */
    public static int of(String kind, String id, String app) {
        int end = app.length();
        int start = end;
        while (start > 0 && end - start < DIGITS_MAX && app.charAt(start - 1) >= '0' && app.charAt(start - 1) <= '9') {
            start--;
        }
        long number = start == end ? 0 : Long.parseLong(app, start, end, 10);
        long hash = 0xcbf29ce484222325L;
        hash = add(hash, kind, kind.length());
        hash = add(hash, id, id.length());
        hash = add(hash, app, start);
        long spread = mix(hash) + number * GOLDEN;
        return (int) Math.multiplyHigh(spread >>> 1, (long) COUNT << 1);
    }

    private static long add(long hash, String text, int length) {
        for (int i = 0; i < length; i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return (hash ^ 0xffff) * 0x100000001b3L;
    }

    private static long mix(long hash) {
        long h = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }
}
