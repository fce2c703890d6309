package dev.serai.merchant;

import java.time.Instant;

/** When a key was last used, to about a minute: a merchant must see which key he may end, and no call may pay for it. */
public final class KeyUse {
    private static final long PRECISION_MS = 60_000;

    private volatile long lastMs;

    /** A signature by this key fitted. */
    public void at(Instant now) {
        long ms = now.toEpochMilli();
        if (ms - lastMs >= PRECISION_MS) {
            lastMs = ms;
        }
    }

    /** Epoch milliseconds; 0: not since this process began. */
    long lastMs() {
        return lastMs;
    }
}
