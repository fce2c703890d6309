package dev.serai.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void a_percentile_is_a_time_that_was_measured() {
        var hundred = new Latencies(
                LongStream.rangeClosed(1, 100).map(n -> (101 - n) * 1_000).toArray(), 1_000_000_000L);

        assertThat(hundred.micros(0.50)).isEqualTo(50);
        assertThat(hundred.micros(0.99)).isEqualTo(99);
        assertThat(hundred.micros(1.0)).isEqualTo(100);
        assertThat(hundred.perSecond()).isEqualTo(100.0);
    }

    @Test
    void one_slow_call_in_a_hundred_and_one_shows_beyond_p99() {
        var nanos = LongStream.generate(() -> 1_000).limit(101).toArray();
        nanos[40] = 9_000_000;

        assertThat(new Latencies(nanos, 1).micros(0.99)).isEqualTo(1);
        assertThat(new Latencies(nanos, 1).micros(1.0)).isEqualTo(9_000);
    }

    @Test
    void a_single_call_is_every_percentile() {
        assertThat(new Latencies(new long[] {7_000}, 1).micros(0.01)).isEqualTo(7);
    }
}
