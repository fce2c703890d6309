package dev.serai.push;

import java.time.Duration;
import java.util.List;

/** When a delivery that failed is tried again: soon at first, then ever more rarely, never early. */
final class Retries {
    /** The pause after the first, second, … failure; the last one goes on until {@link #TRIED_FOR}. */
    static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(1));

    /** After so long an event is given up. It stays pollable, and its subject's next event is delivered. */
    static final Duration TRIED_FOR = Duration.ofDays(30);

    /** A receiver's Retry-After is heeded up to here. */
    static final Duration RETRY_AFTER_MAX = Duration.ofHours(1);

    /** So much of the pause is added at random, so that receivers which failed together are not tried together. */
    static final double JITTER_MAX = 0.10;

    private Retries() {}

    /**
     * @param failures how often this event has failed now, from 1
     * @param asked what the receiver asked for, zero where it did not
     * @param random in [0, 1)
     */
    static Duration pause(int failures, Duration asked, double random) {
        var planned = PAUSES.get(Math.min(failures, PAUSES.size()) - 1);
        var heeded = asked.compareTo(RETRY_AFTER_MAX) > 0 ? RETRY_AFTER_MAX : asked;
        var longer = heeded.compareTo(planned) > 0 ? heeded : planned;
        return longer.plusNanos((long) (longer.toNanos() * JITTER_MAX * random));
    }
}
