package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TokenBucketTest {
    private static final long SECOND = 1_000_000;
    private static final long START = 1_790_000_000_000_000L;

    @Property(tries = 300)
    void in_any_stretch_of_time_at_most_the_burst_and_what_flowed_in_is_let_on(
            @ForAll @IntRange(min = 1, max = 100_000) int rate,
            @ForAll @IntRange(min = 1, max = 1_000) int burst,
            @ForAll @Size(min = 2, max = 60) List<@LongRange(min = 0, max = 3_000_000) Long> pauses,
            @ForAll @IntRange(min = 1, max = 40) int callsAtOnce) {
        var bucket = new TokenBucket(rate, burst, START);
        var at = new ArrayList<Long>();
        long now = START;
        for (long pause : pauses) {
            now += pause;
            for (int i = bucket.take(callsAtOnce, now); i > 0; i--) {
                at.add(now);
            }
        }
        for (int first = 0; first < at.size(); first++) {
            for (int last = first; last < at.size(); last += 1 + at.size() / 50) {
                long micros = at.get(last) - at.get(first);
                assertThat((last - first + 1) * SECOND)
                        .as("calls in %d µs at %d a second, burst %d", micros, rate, burst)
                        .isLessThanOrEqualTo(burst * SECOND + rate * micros);
            }
        }
    }

    @Property(tries = 200)
    void offered_twice_what_it_allows_it_lets_on_all_but_one_of_it(
            @ForAll @IntRange(min = 1, max = 5_000) int rate,
            // A bucket of one call runs over between two that are offered: the next property is about it.
            @ForAll @IntRange(min = 2, max = 5_000) int burst,
            @ForAll @LongRange(min = 1, max = 5 * SECOND) long micros) {
        long most = burst + rate * micros / SECOND;
        assertThat(letOnOfTwice(rate, burst, micros)).isBetween(most - 1, most);
    }

    @Property(tries = 200)
    void of_a_burst_of_one_it_lets_on_two_thirds_at_least(
            @ForAll @IntRange(min = 1, max = 5_000) int rate,
            @ForAll @LongRange(min = 1, max = 5 * SECOND) long micros) {
        long most = 1 + rate * micros / SECOND;
        // A call half a pause too early waits for the next one, half a pause later: three halves between two at the
        // most.
        assertThat(letOnOfTwice(rate, 1, micros)).isBetween(most * 2 / 3 - 1, most);
    }

    /** Twice the burst at once and then twice the rate. */
    private static long letOnOfTwice(int rate, int burst, long micros) {
        var bucket = new TokenBucket(rate, burst, START);
        long let = bucket.take(2 * burst, START);
        long calls = 2L * rate * micros / SECOND;
        for (long i = 1; i <= calls; i++) {
            let += bucket.take(1, START + i * micros / calls);
        }
        return let;
    }

    @Test
    void a_clock_set_back_gives_nothing_and_blocks_nothing_for_long() {
        var bucket = new TokenBucket(1, 1, START);
        assertThat(bucket.take(1, START)).isEqualTo(1);
        assertThat(bucket.take(1, START - 3600 * SECOND)).isZero();
        assertThat(bucket.take(1, START - 3600 * SECOND + SECOND)).isEqualTo(1);
    }

    @Test
    void a_smaller_limit_takes_what_no_longer_fits_and_a_larger_one_gives_nothing_at_once() {
        var bucket = new TokenBucket(10, 10, START);
        bucket.declare(10, 3, START);
        assertThat(bucket.left(START)).isEqualTo(3);
        bucket.declare(10, 10, START);
        assertThat(bucket.left(START)).isEqualTo(3);
    }

    @Test
    void it_says_when_the_next_call_is_there_and_not_later_than_true() {
        var bucket = new TokenBucket(3, 1, START);
        bucket.take(1, START);
        bucket.left(START);
        long wait = bucket.waitMicros();
        assertThat(bucket.left(START + wait - 1)).isZero();
        assertThat(bucket.left(START + wait)).isEqualTo(1);
    }
}
