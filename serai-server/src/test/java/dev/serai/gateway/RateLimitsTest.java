package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.MovableClock;
import dev.serai.kernel.AppId;
import dev.serai.kernel.MerchantId;
import dev.serai.merchant.App;
import dev.serai.merchant.Apps;
import dev.serai.merchant.Joining;
import dev.serai.openapi.AppLimits;
import dev.serai.openapi.AppLimits.Stage;
import dev.serai.openapi.Limiting;
import dev.serai.openapi.Limits;
import dev.serai.openapi.QuotaPeriod;
import dev.serai.openapi.Quotas;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@HouseTest
@Timeout(120)
class RateLimitsTest {
    @Autowired
    Joining joining;

    @Autowired
    Apps apps;

    @Autowired
    Limits limits;

    @Autowired
    Limiting limiting;

    @Autowired
    Quotas quotas;

    @Autowired
    MovableClock clock;

    @Autowired
    JdbcClient db;

    private final List<RateLimits> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(RateLimits::destroy);
    }

    @Test
    void one_second_too_many_is_refused_and_takes_nothing() throws Exception {
        var app = app(10);
        var standing = standing();
        var node = node(null, standing);
        for (int i = 0; i < 10; i++) {
            assertThat(call(node, app)).isNull();
        }
        for (int i = 0; i < 30; i++) {
            assertThat(call(node, app)).isEqualTo(SubCode.LIMIT_RATE);
        }
        standing.advance(Duration.ofSeconds(1));
        assertThat(admitted(node, app, 30)).isEqualTo(10);
    }

    @Test
    void calls_under_way_are_counted_until_they_are_over() throws Exception {
        var app = app(100);
        limiting.declare(app.id(), new AppLimits.Declared(Stage.LIVE, null, 2, null, null));
        var node = node(null);
        var first = passage(app);
        var second = passage(app);
        node.take(first);
        node.take(second);
        assertThat(call(node, app)).isEqualTo(SubCode.LIMIT_CONCURRENT);
        node.end(first, true);
        node.end(first, true); // twice is as once
        assertThat(call(node, app)).isNull();
        assertThat(call(node, app)).isNull();
        node.end(second, true);
    }

    @Test
    void a_day_s_quota_is_exact_on_three_nodes_and_begins_anew_at_midnight_in_gmt_8() throws Exception {
        var app = app(1_000_000);
        toNoonInGmt8();
        limiting.declare(app.id(), new AppLimits.Declared(Stage.LIVE, 1_000_000, null, 1_000L, null));
        var three = List.of(node(null), node(null), node(null));
        var random = new Random(5);
        int let = 0;
        for (int i = 0; i < 3_000; i++) {
            let += call(three.get(random.nextInt(3)), app) == null ? 1 : 0;
        }
        // What nodes hold at the end comes back and is admitted elsewhere.
        for (int i = 0; i < 5 && let < 1_000; i++) {
            three.get(i % 3).destroy();
            clock.advance(Duration.ofSeconds(2));
            let += admitted(three.get((i + 1) % 3), app, 1_000);
        }
        assertThat(let).isEqualTo(1_000);
        assertThat(taken(app, QuotaPeriod.at(clock.instant()).day())).isEqualTo(1_000);

        var end = QuotaPeriod.at(clock.instant()).dayEnds();
        clock.advance(Duration.between(clock.instant(), end).minusSeconds(20));
        assertThat(call(three.get(0), app)).isEqualTo(SubCode.LIMIT_QUOTA);
        clock.advance(Duration.ofSeconds(21));
        assertThat(call(three.get(0), app)).isNull();
    }

    @Test
    void a_month_s_quota_outlives_its_days() throws Exception {
        var app = app(1_000_000);
        toNoonInGmt8();
        limiting.declare(app.id(), new AppLimits.Declared(Stage.LIVE, 1_000_000, null, 70L, 100L));
        // Not on a month's last day.
        while (!QuotaPeriod.at(clock.instant().plus(Duration.ofDays(1)))
                .month()
                .equals(QuotaPeriod.at(clock.instant()).month())) {
            clock.advance(Duration.ofDays(1));
        }
        var node = node(null);
        assertThat(admitted(node, app, 200)).isEqualTo(70);
        clock.advance(Duration.ofDays(1));
        assertThat(admitted(node, app, 200)).isEqualTo(30);
        var refused = passage(app);
        assertThat(refusal(node, refused)).isEqualTo(SubCode.LIMIT_QUOTA);
        var month = QuotaPeriod.at(clock.instant());
        assertThat(Duration.ofMillis(refused.retryAfterMs))
                .isBetween(
                        Duration.between(clock.instant(), month.monthEnds()).minusSeconds(60),
                        Duration.between(clock.instant(), month.monthEnds()).plusSeconds(60));
        clock.advance(Duration.between(clock.instant(), month.monthEnds()));
        assertThat(admitted(node, app, 200)).isEqualTo(70);
    }

    @Test
    void a_call_refused_later_is_given_back_to_every_limit() throws Exception {
        var app = app(20);
        limiting.declare(app.id(), new AppLimits.Declared(Stage.LIVE, 20, null, 20L, null));
        var node = node(null, standing());
        for (int i = 0; i < 100; i++) {
            var passage = passage(app);
            assertThat(refusal(node, passage)).as("call %d", i).isNull();
            node.end(passage, false);
        }
        assertThat(admitted(node, app, 40)).isEqualTo(20);
    }

    @Test
    void a_test_app_has_5000_calls_a_day_and_a_sandbox_app_any_number() {
        assertThat(new AppLimits.Declared(Stage.TEST, null, null, null, null)
                        .of(app(7))
                        .perDay())
                .isEqualTo(5_000);
        assertThat(new AppLimits.Declared(Stage.SANDBOX, null, null, null, null)
                        .of(app(7))
                        .hasQuota())
                .isFalse();
    }

    @Test
    void a_killed_node_takes_at_most_its_lease_with_it_and_nothing_is_admitted_twice() throws Exception {
        var app = app(1_000_000);
        toNoonInGmt8();
        limiting.declare(app.id(), new AppLimits.Declared(Stage.LIVE, 1_000_000, null, 1_000L, null));
        var killed = node(null);
        int let = admitted(killed, app, 101);
        nodes.remove(killed); // never given back: kill -9
        let += admitted(node(null), app, 2_000);
        assertThat(let).isBetween(1_000 - 1_000 / 100, 1_000);
    }

    @Test
    void three_nodes_on_one_well_stay_within_a_hundredth_and_never_above_by_more_than_their_draws() throws Exception {
        int rate = 3_000;
        var app = app(rate);
        var well = new LocalWell();
        var standing = standing();
        var begin = standing.instant();
        var three = List.of(node(well, standing), node(well, standing), node(well, standing));
        int let = 0;
        // Twice as much as allowed, 100 ms at a time.
        for (int i = 0; i < 20; i++) {
            standing.advance(Duration.ofMillis(100));
            for (int k = 0; k < rate / 5; k++) {
                let += call(three.get(k % 3), app) == null ? 1 : 0;
            }
        }
        double most = rate + rate * Duration.between(begin, standing.instant()).toNanos() / 1e9;
        assertThat(let).isLessThanOrEqualTo((int) most + 3 * rate / Allowance.DRAW_PART);
        assertThat(let).isGreaterThan((int) (most * 0.99) - rate / 5);
    }

    private int admitted(RateLimits node, App app, int offered) throws Exception {
        int let = 0;
        for (int i = 0; i < offered; i++) {
            let += call(node, app) == null ? 1 : 0;
        }
        return let;
    }

    /** One call that runs and ends; null or why it was refused. */
    private @Nullable SubCode call(RateLimits node, App app) {
        var passage = passage(app);
        var refused = refusal(node, passage);
        if (refused == null) {
            node.end(passage, true);
        }
        return refused;
    }

    private static @Nullable SubCode refusal(RateLimits node, Passage passage) {
        try {
            var later = node.take(passage);
            if (later != null) {
                later.join();
            }
            return null;
        } catch (Refusal e) {
            return e.subCode();
        } catch (CompletionException e) {
            return e.getCause() instanceof Refusal refusal ? refusal.subCode() : SubCode.INTERNAL;
        }
    }

    private Passage passage(App app) {
        var passage = new Passage("r", 0, clock.millis(), "POST", "127.0.0.1");
        passage.app = app;
        return passage;
    }

    private RateLimits node(@Nullable TokenWell well) {
        return node(well, clock);
    }

    private RateLimits node(@Nullable TokenWell well, Clock itsClock) {
        var node = new RateLimits(limits, quotas, well, itsClock);
        nodes.add(node);
        return node;
    }

    /** Goes on only where it is moved: on the house's own clock calls flow in as fast as a slow machine makes them. */
    private static MovableClock standing() {
        var standing = new MovableClock();
        standing.stop();
        return standing;
    }

    private App app(int perSecond) {
        var id = "app-" + UUID.randomUUID();
        var merchant = new MerchantId("m-" + id);
        joining.merchant(merchant, "Test");
        joining.app(new Joining.NewApp(new AppId(id), merchant, "Test", false, false, perSecond));
        return new App(new AppId(id), merchant, App.Status.ACTIVE, false, false, perSecond, List.of(), App.Keys.NONE);
    }

    private long taken(App app, String period) {
        return db.sql("SELECT taken FROM openapi.quota_use WHERE app_id = ? AND period = ?")
                .params(app.id().value(), period)
                .query(Long.class)
                .single();
    }

    /** Far from any day's end. */
    private void toNoonInGmt8() {
        Instant noon = QuotaPeriod.at(clock.instant()).dayBegins().plus(Duration.ofHours(12));
        clock.advance(Duration.between(
                clock.instant(), noon.isAfter(clock.instant()) ? noon : noon.plus(Duration.ofDays(1))));
    }
}
