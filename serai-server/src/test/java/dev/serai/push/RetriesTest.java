package dev.serai.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetriesTest {
    @Test
    void pauses_grow_from_a_second_to_an_hour_and_stay_there() {
        assertThat(Retries.pause(1, Duration.ZERO, 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(Retries.pause(7, Duration.ZERO, 0)).isEqualTo(Duration.ofHours(1));
        assertThat(Retries.pause(1_000_000, Duration.ZERO, 0)).isEqualTo(Duration.ofHours(1));
        assertThat(Retries.PAUSES).isSorted();
    }

    @Test
    void jitter_only_adds() {
        assertThat(Retries.pause(4, Duration.ZERO, 0.999999))
                .isBetween(Duration.ofSeconds(120), Duration.ofSeconds(132));
    }

    @Test
    void a_receiver_may_ask_for_longer_but_not_for_ever_and_not_for_less() {
        assertThat(Retries.pause(1, Duration.ofMinutes(5), 0)).isEqualTo(Duration.ofMinutes(5));
        assertThat(Retries.pause(1, Duration.ofDays(365), 0)).isEqualTo(Duration.ofHours(1));
        assertThat(Retries.pause(7, Duration.ofSeconds(1), 0)).isEqualTo(Duration.ofHours(1));
    }
}
