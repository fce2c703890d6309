package dev.serai.gateway;

/// Calls an app has saved up: at most `burst`, and `perSecond` more each second. Counted in whole millionths of a call
/// and microseconds, so nothing is rounded: in any T seconds it lets at most burst + perSecond · T calls on, and under
/// steady pressure of twice as much at least that less one, where the burst is two or more. For one thread at a time.
final class TokenBucket {
    /** One call in the bucket's unit; a rate of one a second is then one unit a microsecond. */
    private static final long CALL = 1_000_000;

    private long perSecond;
    private long full;
    private long level;
    private long atMicros;

    TokenBucket(int perSecond, int burst, long nowMicros) {
        this.perSecond = perSecond;
        this.full = burst * CALL;
        this.level = full;
        this.atMicros = nowMicros;
    }

    /** Changes the limits; what was saved up stays as far as it fits. */
    void declare(int callsPerSecond, int burst, long nowMicros) {
        fill(nowMicros);
        perSecond = callsPerSecond;
        full = burst * CALL;
        level = Math.min(level, full);
    }

    /** Whole calls there are now. */
    long left(long nowMicros) {
        fill(nowMicros);
        return level / CALL;
    }

    /** Takes at most so many, and returns how many. */
    int take(int wanted, long nowMicros) {
        int taken = (int) Math.min(wanted, left(nowMicros));
        level -= taken * CALL;
        return taken;
    }

    /** One call was not made after all. */
    void giveBack() {
        level = Math.min(full, level + CALL);
    }

    /** How long until the next call, as of the last look; 0: there is one. */
    long waitMicros() {
        return level >= CALL ? 0 : (CALL - level + perSecond - 1) / perSecond;
    }

    /** How long until it is full, as of the last look. */
    long fullInMicros() {
        return (full - level + perSecond - 1) / perSecond;
    }

    private void fill(long nowMicros) {
        long passed = nowMicros - atMicros;
        atMicros = nowMicros;
        // A clock that was set back adds nothing; one that stood still neither.
        if (passed > 0) {
            level = passed >= fullInMicros() ? full : level + passed * perSecond;
        }
    }
}
