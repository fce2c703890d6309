package dev.serai.gateway;

import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Calls a second per app: a token bucket that holds one second's worth. A refused call takes nothing. */
@Component
class RateLimits {
    private record Limited(int perSecond, Bucket bucket) {}

    private final ConcurrentHashMap<String, Limited> buckets = new ConcurrentHashMap<>();
    private final TimeMeter time;

    RateLimits(Clock clock) {
        this.time = new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return Math.multiplyExact(clock.millis(), 1_000_000L);
            }

            @Override
            public boolean isWallClockBased() {
                return true;
            }
        };
    }

    void take(Passage passage) {
        var app = passage.knownApp();
        var limited = buckets.get(app.id().value());
        if (limited == null || limited.perSecond != app.limitPerS()) {
            limited = buckets.compute(
                    app.id().value(),
                    (_, old) -> old != null && old.perSecond == app.limitPerS() ? old : fresh(app.limitPerS()));
        }
        var probe = limited.bucket.tryConsumeAndReturnRemaining(1);
        passage.limitRemaining = probe.getRemainingTokens();
        if (!probe.isConsumed()) {
            passage.retryAfterMs = Math.max(1, probe.getNanosToWaitForRefill() / 1_000_000);
            throw new Refusal(
                    SubCode.LIMIT_RATE,
                    "the app may make " + app.limitPerS() + " calls a second; wait " + passage.retryAfterMs
                            + " ms, as Retry-After says in whole seconds");
        }
    }

    private Limited fresh(int perSecond) {
        return new Limited(
                perSecond,
                Bucket.builder()
                        .withCustomTimePrecision(time)
                        .addLimit(Bandwidth.builder()
                                .capacity(perSecond)
                                .refillGreedy(perSecond, Duration.ofSeconds(1))
                                .build())
                        .build());
    }
}
