package dev.serai;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** The time of the day plus what tests added to it. */
public final class MovableClock extends Clock {
    private final AtomicReference<InstantSource> day = new AtomicReference<>(InstantSource.system());
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    /** From now on the time stands still but for what tests add: for those that make every step themselves. */
    public void stop() {
        day.set(InstantSource.fixed(day.get().instant()));
    }

    /** Moves the time forward for everybody, for good. */
    public void advance(Duration by) {
        ahead.accumulateAndGet(by, Duration::plus);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return InstantSource.system().withZone(zone);
    }

    @Override
    public Instant instant() {
        return day.get().instant().plus(ahead.get());
    }
}
