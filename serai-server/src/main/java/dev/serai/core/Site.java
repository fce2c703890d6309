package dev.serai.core;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One address of a core, as this node knows it: its breaker, and what happened there. Whoever was let in by {@link #tryEnter}
 * must tell the outcome once: {@link #answered}, {@link #failed} or {@link #left}. For any thread; nothing here waits.
 */
public final class Site {
    private static final Logger LOG = LoggerFactory.getLogger(Site.class);

    /** The breaker wants a throwable and looks at none of them. */
    private static final Throwable FAILURE = new Throwable("the core failed", null, false, false) {
        private static final long serialVersionUID = 1L;
    };

    /** Whether calls are let in. */
    public enum State {
        /** No breaker is declared. */
        UNWATCHED,
        CLOSED,
        OPEN,
        /** A few calls try whether it is back. */
        HALF_OPEN
    }

    /** What went wrong here last. */
    public record Failure(Instant at, String cause) {}

    /** What makes two sites the same, so that a publication keeps the state of those it leaves. */
    record Key(String core, URI url, CoreDeclaration.@Nullable Breaker breaker) {}

    private final Key key;
    private final Clock clock;
    private final @Nullable CircuitBreaker breaker;
    private final LongAdder calls = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder openings = new LongAdder();
    private volatile @Nullable Failure lastFailure;
    private volatile @Nullable Instant openedAt;

    Site(Key key, Clock clock) {
        this.key = key;
        this.clock = clock;
        this.breaker = key.breaker == null ? null : breaker(key, key.breaker, clock);
    }

    private static CircuitBreaker breaker(Key key, CoreDeclaration.Breaker declared, Clock clock) {
        return CircuitBreaker.of(
                key.core + " " + key.url,
                CircuitBreakerConfig.custom()
                        .clock(clock)
                        .failureRateThreshold(declared.failurePercent())
                        .slidingWindow(
                                declared.windowCalls(),
                                declared.callsMin(),
                                SlidingWindowType.COUNT_BASED,
                                // The event loops must not wait for each other.
                                SlidingWindowSynchronizationStrategy.LOCK_FREE)
                        .waitDurationInOpenState(declared.open())
                        .permittedNumberOfCallsInHalfOpenState(declared.probes())
                        .writableStackTraceEnabled(false)
                        .build());
    }

    public URI url() {
        return key.url;
    }

    Key key() {
        return key;
    }

    /** Asks to be let in; false while the breaker is open, or enough calls try whether the address is back. */
    public boolean tryEnter() {
        return breaker == null || breaker.tryAcquirePermission();
    }

    /** The core answered, whatever it said. */
    public void answered(long tookNanos) {
        calls.increment();
        if (breaker != null) {
            breaker.onSuccess(tookNanos, TimeUnit.NANOSECONDS);
            if (openedAt != null && breaker.getState() == CircuitBreaker.State.CLOSED) {
                openedAt = null;
                LOG.info("core {} at {} answers again; its breaker is closed", key.core, key.url);
            }
        }
    }

    /**
     * It did not answer, or with a fault of its own.
     *
     * @param cause for people; no data of a call
     */
    public void failed(long tookNanos, String cause) {
        calls.increment();
        failures.increment();
        var now = clock.instant();
        lastFailure = new Failure(now, cause);
        if (breaker == null) {
            return;
        }
        boolean wasOpen = breaker.getState() == CircuitBreaker.State.OPEN;
        breaker.onError(tookNanos, TimeUnit.NANOSECONDS, FAILURE);
        if (!wasOpen && breaker.getState() == CircuitBreaker.State.OPEN) {
            openings.increment();
            openedAt = now;
            LOG.warn("core {} at {} is left alone: its breaker opened; the last failure: {}", key.core, key.url, cause);
        }
    }

    /** The call was not made after all, and says nothing about the core. */
    public void left() {
        if (breaker != null) {
            breaker.releasePermission();
        }
    }

    /** As it was after the last call; one that is open lets the next call in as a probe once its time is over. */
    public State state() {
        return breaker == null
                ? State.UNWATCHED
                : switch (breaker.getState()) {
                    case OPEN, FORCED_OPEN -> State.OPEN;
                    case HALF_OPEN -> State.HALF_OPEN;
                    case CLOSED, DISABLED, METRICS_ONLY -> State.CLOSED;
                };
    }

    /** When its breaker opened last; null while it is closed. */
    public @Nullable Instant openedAt() {
        return openedAt;
    }

    public @Nullable Failure lastFailure() {
        return lastFailure;
    }

    public long calls() {
        return calls.sum();
    }

    public long failures() {
        return failures.sum();
    }

    /** How often its breaker opened. */
    public long openings() {
        return openings.sum();
    }

    /** How long its breaker stays open; zero where it has none. */
    public Duration openFor() {
        return key.breaker == null ? Duration.ZERO : key.breaker.open();
    }
}
