package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** What background work must bring about. */
final class Eventually {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private Eventually() {}

    static void is(Supplier<String> actual, String expected) {
        Awaitility.await()
                .atMost(DEADLINE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(actual.get()).isEqualTo(expected));
    }
}
