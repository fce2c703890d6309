package dev.serai.watch.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.watch.console.Overview.Bucket;
import dev.serai.watch.console.Overview.Cause;
import dev.serai.watch.console.Overview.Counts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@HouseTest
class OverviewTest {
    /** Each test has a week of the far future for itself. */
    private static final AtomicInteger WEEK = new AtomicInteger();

    @Autowired
    JdbcClient db;

    @Autowired
    TransactionTemplate transactions;

    Instant now = Instant.EPOCH;

    @BeforeEach
    void quietTime() {
        now = Instant.parse("2051-01-01T12:30:20Z").plus(Duration.ofDays(7L * WEEK.incrementAndGet()));
    }

    private Calls calls() {
        return new Calls(db);
    }

    private Overview read(Window window) {
        return new OverviewBook(db, transactions, Clock.fixed(now, ZoneOffset.UTC)).read(window);
    }

    private Instant ago(Duration time) {
        return now.minus(time);
    }

    private void mix() {
        int n = 0;
        for (int i = 0; i < 90; i++) {
            calls().answered("mix-" + n++, ago(Duration.ofSeconds(20L * i + 1)), "a", "order.create_order", 1_000 + i);
        }
        for (int i = 0; i < 5; i++) {
            calls().refused(
                            "mix-" + n++,
                            ago(Duration.ofMinutes(i + 1)),
                            "a",
                            "order.create_order",
                            400,
                            "param.invalid",
                            "schema");
        }
        for (int i = 0; i < 3; i++) {
            calls().refused(
                            "mix-" + n++,
                            ago(Duration.ofMinutes(i + 1)),
                            "a",
                            "content.post.get",
                            504,
                            "core.timeout",
                            "run");
        }
        calls().refused(
                        "mix-" + n++,
                        ago(Duration.ofMinutes(1)),
                        "a",
                        "order.create_order",
                        409,
                        "core.refused",
                        "run");
        calls().refused("mix-" + n, ago(Duration.ofMinutes(1)), "a", "order.create_order", 500, "internal", "run");
    }

    @Test
    void an_injected_mix_of_errors_appears_with_equal_counts() {
        mix();
        var seen = read(Window.HOUR);
        assertThat(seen.complete()).isTrue();
        assertThat(seen.errors())
                .containsExactly(
                        new Cause("param.invalid", 400, "caller", 5),
                        new Cause("core.timeout", 504, "core", 3),
                        new Cause("core.refused", 409, "core", 1),
                        new Cause("internal", 500, "house", 1));
        assertThat(seen.totals()).extracting(Counts::calls, Counts::ok).containsExactly(100L, 90L);
    }

    @Test
    void a_callers_mistake_is_told_apart_from_a_failure_of_the_core_and_from_ours() {
        mix();
        assertThat(read(Window.HOUR).totals())
                .extracting(Counts::caller, Counts::core, Counts::house)
                .containsExactly(5L, 4L, 1L);
    }

    @Test
    void a_methods_percentiles_are_of_its_own_calls() {
        mix();
        var order = read(Window.HOUR).methods().getFirst();
        assertThat(order.method()).isEqualTo("order.create_order");
        assertThat(order.calls()).isEqualTo(97);
        assertThat(order.p50Micros()).isEqualTo(1_041);
        assertThat(order.p99Micros()).isEqualTo(1_088);
        var post = read(Window.HOUR).methods().getLast();
        assertThat(post.method()).isEqualTo("content.post.get");
        assertThat(post.p50Micros()).isEqualTo(100);
    }

    @Test
    void the_buckets_have_no_gap_and_add_up_to_the_totals() {
        mix();
        var seen = read(Window.HOUR);
        assertThat(seen.buckets()).hasSize(60);
        assertThat(seen.buckets().getLast().at()).isEqualTo(Instant.ofEpochSecond(now.getEpochSecond() / 60 * 60));
        assertThat(seen.buckets().stream()
                        .mapToLong(b -> b.ok() + b.caller() + b.core() + b.house())
                        .sum())
                .isEqualTo(seen.totals().calls());
        assertThat(read(Window.DAY).buckets()).hasSize(96);
    }

    @Test
    void a_call_at_the_very_start_counts_and_one_before_it_does_not() {
        var start = read(Window.HOUR).from();
        calls().answered("edge-in", start, "a", "serai.ping", 1);
        calls().answered("edge-out", start.minusMillis(1), "a", "serai.ping", 1);
        var seen = read(Window.HOUR);
        assertThat(seen.totals().calls()).isEqualTo(1);
        assertThat(seen.buckets().getFirst()).isEqualTo(new Bucket(start, 1, 0, 0, 0));
    }

    @Test
    void method_names_somebody_made_up_are_counted_together() {
        calls().answered("real", ago(Duration.ofMinutes(1)), "a", "serai.ping", 1);
        for (int i = 0; i < 200; i++) {
            calls().refused("made-" + i, ago(Duration.ofMinutes(2)), "a", "no.such_" + i, 404, "api.unknown", "method");
        }
        var seen = read(Window.HOUR);
        assertThat(seen.methods()).hasSize(2);
        assertThat(seen.methods().getLast())
                .extracting(Counts::method, Counts::calls)
                .containsExactly(null, 200L);
    }

    @Test
    void a_badly_signed_call_of_a_method_there_is_counts_for_it() {
        calls().answered("good", ago(Duration.ofMinutes(1)), "a", "serai.ping", 1);
        calls().refused("bad", ago(Duration.ofMinutes(1)), "a", "serai.ping", 401, "sign.mismatch", "signature");
        assertThat(read(Window.HOUR).methods())
                .singleElement()
                .extracting(Counts::calls)
                .isEqualTo(2L);
    }

    @Test
    void a_time_without_calls_has_zeros_and_no_percentiles() {
        var seen = read(Window.DAY);
        assertThat(seen.totals()).isEqualTo(new Counts(null, 0, 0, 0, 0, 0, null, null, null));
        assertThat(seen.methods()).isEmpty();
        assertThat(seen.errors()).isEmpty();
        assertThat(seen.buckets()).hasSize(96);
    }
}
