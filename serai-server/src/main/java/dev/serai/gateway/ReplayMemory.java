package dev.serai.gateway;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;

/// Remembers which nonces were used, for [#KEPT] and a little longer, in memory.
///
/// **Form.** Time is cut into slices; each slice is an open-addressing table of 64-bit hashes of (app, nonce). A new
/// nonce is
/// looked up in all live slices and added to the newest; a slice is dropped whole when its last entry is old enough.
/// The
/// hash is keyed with a random number, so nobody can make collisions; two different nonces meet by chance once in about
/// 10¹² calls at a full memory, and then an honest call is refused once and may be repeated with another nonce.
///
/// **Size.** 16 bytes an entry at most; [#ENTRIES_MAX] entries in all. A full memory refuses rather than forgets.
final class ReplayMemory {
    /** How long a nonce counts as used: twice the window and a minute. */
    static final Duration KEPT = Duration.ofSeconds(660);

    /** 4,000 new nonces a second for the whole time, or 100 MB. */
    static final int ENTRIES_MAX = 6_000_000;

    private static final long SLICE_MS = 60_000;
    private static final int SLICES = (int) (KEPT.toMillis() / SLICE_MS) + 2;
    private static final int TABLE_MIN = 1 << 10;

    /** What {@link #use} found. */
    enum Use {
        FIRST,
        AGAIN,
        FULL
    }

    private static final class Slice {
        long number = -1;
        long[] table = new long[0];
        int size;

        boolean contains(long hash) {
            if (size == 0) {
                return false;
            }
            int mask = table.length - 1;
            for (int i = (int) hash & mask; ; i = i + 1 & mask) {
                if (table[i] == hash) {
                    return true;
                }
                if (table[i] == 0) {
                    return false;
                }
            }
        }

        void add(long hash) {
            if ((size + 1) * 2 > table.length) {
                var old = table;
                table = new long[Math.max(TABLE_MIN, old.length * 2)];
                for (long kept : old) {
                    if (kept != 0) {
                        put(kept);
                    }
                }
            }
            put(hash);
            size++;
        }

        private void put(long hash) {
            int mask = table.length - 1;
            int i = (int) hash & mask;
            while (table[i] != 0) {
                i = i + 1 & mask;
            }
            table[i] = hash;
        }
    }

    private final Clock clock;
    private final Slice[] slices = new Slice[SLICES];
    private final long key0;
    private final long key1;
    private int entries;

    ReplayMemory(Clock clock) {
        this.clock = clock;
        for (int i = 0; i < SLICES; i++) {
            slices[i] = new Slice();
        }
        var random = new SecureRandom();
        this.key0 = random.nextLong();
        this.key1 = random.nextLong();
    }

    /** Uses the nonce up. */
    synchronized Use use(String appId, String nonce) {
        long hash = hash(appId, nonce);
        long number = clock.millis() / SLICE_MS;
        for (var slice : slices) {
            // A slice from the future is there after the clock was set back; it is kept, which refuses too much, not
            // too little.
            if (slice.number >= 0 && number - slice.number >= SLICES) {
                entries -= slice.size;
                slice.number = -1;
                slice.size = 0;
                slice.table = new long[0];
            } else if (slice.contains(hash)) {
                return Use.AGAIN;
            }
        }
        if (entries >= ENTRIES_MAX) {
            return Use.FULL;
        }
        var newest = slices[(int) Math.floorMod(number, (long) SLICES)];
        if (newest.number != number) {
            entries -= newest.size;
            newest.size = 0;
            newest.table = new long[0];
            newest.number = number;
        }
        newest.add(hash);
        entries++;
        return Use.FIRST;
    }

    /** SipHash-2-4 (Aumasson, Bernstein 2012) over both names with a separator; never 0, which marks a free place. */
    private long hash(String appId, String nonce) {
        var bytes = (appId + "\n" + nonce).getBytes(StandardCharsets.UTF_8);
        long h = SipHash.of(key0, key1, bytes);
        return h == 0 ? 1 : h;
    }
}
