package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every well promises, wherever it is kept. */
@Timeout(120)
abstract class TokenWellContract {
    private static final long SECOND = 1_000_000;
    private final String app = "app-" + UUID.randomUUID();
    private long now = 1_790_000_000_000_000L;

    abstract TokenWell well();

    private TokenWell.Draw draw(int rate, int burst, int wanted) {
        return well().draw(app, rate, burst, wanted, now).toCompletableFuture().join();
    }

    @Test
    void it_begins_full() {
        assertThat(draw(5, 7, 10)).isEqualTo(new TokenWell.Draw(7, 0, 200_000));
    }

    @Test
    void it_gives_only_what_is_asked_for() {
        assertThat(draw(5, 7, 3)).isEqualTo(new TokenWell.Draw(3, 4, 0));
    }

    @Test
    void what_flows_in_is_exact_to_the_microsecond() {
        draw(3, 3, 3);
        now += SECOND / 3;
        assertThat(draw(3, 3, 1)).isEqualTo(new TokenWell.Draw(0, 0, 1));
        now += 1;
        assertThat(draw(3, 3, 1).calls()).isEqualTo(1);
    }

    @Test
    void it_holds_no_more_than_the_burst() {
        draw(1_000, 5, 5);
        now += 3600 * SECOND;
        assertThat(draw(1_000, 5, 100).calls()).isEqualTo(5);
    }

    @Test
    void a_smaller_burst_holds_at_once() {
        draw(1, 100, 1);
        assertThat(draw(1, 10, 100).calls()).isEqualTo(10);
    }

    @Test
    void any_draws_at_any_times_agree_with_the_bucket_in_memory() {
        var random = new Random(7);
        var bucket = new TokenBucket(997, 311, now);
        for (int i = 0; i < 400; i++) {
            now += random.nextLong(400_000);
            int wanted = 1 + random.nextInt(200);
            int calls = bucket.take(wanted, now);
            long left = bucket.left(now);
            assertThat(draw(997, 311, wanted)).isEqualTo(new TokenWell.Draw(calls, left, bucket.waitMicros()));
        }
    }
}
