package dev.serai.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/// How the app's limits stand, on every answer to a call that got as far as the limits: what is left, when it is anew,
/// and on
/// a refusal when to come again.
///
/// `RateLimit` and `RateLimit-Policy` are those of draft-ietf-httpapi-ratelimit-headers-10, a list with one member a
/// limit;
/// `Serai-Limit-Remaining` and `Serai-Limit-Reset` (seconds) say the scarcest of them in plain numbers.
final class LimitFields {
    private static final CharSequence REMAINING = HttpHeaders.createOptimized("Serai-Limit-Remaining");
    private static final CharSequence RESET = HttpHeaders.createOptimized("Serai-Limit-Reset");
    private static final CharSequence LIMIT = HttpHeaders.createOptimized("RateLimit");
    private static final CharSequence POLICY = HttpHeaders.createOptimized("RateLimit-Policy");
    private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("Retry-After");

    private LimitFields() {}

    static void set(MultiMap headers, Passage passage) {
        if (passage.limitRemaining >= 0) {
            long least = passage.limitRemaining;
            long reset = passage.limitResetS;
            var text = new StringBuilder(96)
                    .append("\"second\";r=")
                    .append(least)
                    .append(";t=")
                    .append(reset);
            var period = passage.period;
            if (period != null && passage.dayRemaining >= 0) {
                long seconds = period.dayEnds().getEpochSecond() - passage.epochMs / 1_000;
                text.append(", \"day\";r=")
                        .append(passage.dayRemaining)
                        .append(";t=")
                        .append(seconds);
                if (passage.dayRemaining < least) {
                    least = passage.dayRemaining;
                    reset = seconds;
                }
            }
            if (period != null && passage.monthRemaining >= 0) {
                long seconds = period.monthEnds().getEpochSecond() - passage.epochMs / 1_000;
                text.append(", \"month\";r=")
                        .append(passage.monthRemaining)
                        .append(";t=")
                        .append(seconds);
                if (passage.monthRemaining < least) {
                    least = passage.monthRemaining;
                    reset = seconds;
                }
            }
            headers.set(REMAINING, Long.toString(least));
            headers.set(RESET, Long.toString(reset));
            headers.set(LIMIT, text.toString());
            headers.set(POLICY, passage.policy);
        }
        if (passage.retryAfterMs >= 0) {
            headers.set(RETRY_AFTER, Long.toString((passage.retryAfterMs + 999) / 1000));
        }
    }
}
