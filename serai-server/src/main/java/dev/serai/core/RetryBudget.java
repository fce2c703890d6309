package dev.serai.core;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps repeated calls a small part of all: each call pays {@code percent} in, each repetition takes 100 out. So repetitions
 * are never more than that percent of the calls made so far, nor more than {@link #KEPT_MAX} beyond it in any stretch of
 * time: a core in trouble does not get its calls twice.
 */
final class RetryBudget {
    /** What a long quiet time saves up. */
    static final int KEPT_MAX = 10;

    private static final long ONE = 100;

    private final int percent;
    private final AtomicLong kept = new AtomicLong();

    RetryBudget(int percent) {
        this.percent = percent;
    }

    int percent() {
        return percent;
    }

    void called() {
        // A full purse is the usual case, and reading it costs nothing.
        if (kept.get() < KEPT_MAX * ONE) {
            kept.accumulateAndGet(percent, (had, more) -> Math.min(KEPT_MAX * ONE, had + more));
        }
    }

    boolean take() {
        long had = kept.get();
        while (had >= ONE) {
            long found = kept.compareAndExchange(had, had - ONE);
            if (found == had) {
                return true;
            }
            had = found;
        }
        return false;
    }
}
