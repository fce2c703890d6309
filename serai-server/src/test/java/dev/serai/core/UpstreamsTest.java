package dev.serai.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.MovableClock;
import dev.serai.kernel.AppId;
import dev.serai.release.DeclarationProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamsTest {
    private static final String CORE = """
            serai: core/v1
            id: plaza
            versions:
              - {version: v1, weight: 90, addresses: [{url: "http://127.0.0.1:7001", weight: 3}, {url: "http://127.0.0.1:7002"}]}
              - {version: v2, weight: 10, apps: [app-new], addresses: [{url: "http://127.0.0.1:7003"}]}
            backup: [{url: "http://127.0.0.1:7009"}]
            bulkhead: {calls_max: 7}
            breaker: {failure_percent: 50, window_calls: 10, calls_min: 4, open_ms: 600000, probes: 2}
            retry: {percent_max: 10}
            """;

    private final MovableClock clock = new MovableClock();
    private final Cores.Declared declared = Cores.declared(clock, CORE);

    private Upstream plaza() {
        return Objects.requireNonNull(declared.upstreams().find("plaza", null));
    }

    private static void failed(Site site, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(site.tryEnter()).isTrue();
            site.failed(1, "HTTP 500");
        }
    }

    @Test
    void what_is_not_declared_has_no_care() {
        assertThat(declared.upstreams().find("core", new AppId("a"))).isNull();
    }

    @Test
    void apps_are_shared_out_by_weight_and_each_stays_where_it_is() {
        var random = new Random(7);
        var apps = new ArrayList<AppId>();
        for (int i = 0; i < 10_000; i++) {
            apps.add(new AppId("app-" + Long.toHexString(random.nextLong())));
        }
        var first = new HashMap<AppId, String>();
        apps.forEach(app -> first.put(app, Objects.requireNonNull(plaza().version(app, null))));
        // 10 % of 10,000 with a deviation of 30: five of them to each side.
        assertThat(first.values().stream().filter("v2"::equals).count()).isBetween(850L, 1_150L);
        declared.apply(CORE.replace("weight: 90", "weight: 70").replace("weight: 10,", "weight: 30,"));
        var wider = new HashMap<AppId, String>();
        apps.forEach(app -> wider.put(app, Objects.requireNonNull(plaza().version(app, null))));
        assertThat(wider.values().stream().filter("v2"::equals).count()).isBetween(2_770L, 3_230L);
        assertThat(apps).allSatisfy(app -> {
            if ("v2".equals(first.get(app))) {
                assertThat(wider.get(app)).as("widening takes nobody away").isEqualTo("v2");
            }
        });
    }

    @Test
    void named_apps_pinned_methods_and_the_house_go_where_they_are_sent() {
        assertThat(plaza().version(new AppId("app-new"), null)).isEqualTo("v2");
        assertThat(plaza().version(new AppId("app-new"), "v1")).isEqualTo("v1");
        assertThat(plaza().version(new AppId("app-new"), "v9")).isNull();
        assertThat(plaza().version(null, null)).isEqualTo("v1");
    }

    @Test
    void addresses_take_turns_exactly_by_weight() {
        int[] turns = new int[2];
        for (int i = 0; i < 400; i++) {
            var site = Objects.requireNonNull(plaza().site("v1"));
            turns[site.url().getPort() - 7001]++;
            site.answered(1);
        }
        assertThat(turns).containsExactly(300, 100);
    }

    @Test
    void a_breaker_opens_lets_probes_in_when_its_time_is_over_and_closes() {
        var site = Objects.requireNonNull(plaza().site("v2"));
        site.failed(1, "HTTP 500");
        failed(site, 2);
        assertThat(site.state()).as("too few calls to tell").isEqualTo(Site.State.CLOSED);
        failed(site, 1);
        assertThat(site.state()).isEqualTo(Site.State.OPEN);
        assertThat(site.openings()).isEqualTo(1);
        assertThat(plaza().site("v2")).isNull();
        assertThat(plaza().openText("v2")).contains("plaza", "HTTP 500", "nothing was sent");
        clock.advance(Duration.ofMinutes(8));
        assertThat(plaza().site("v2")).isNull();
        clock.advance(Duration.ofMinutes(3));
        assertThat(plaza().site("v2")).isSameAs(site);
        assertThat(site.state()).isEqualTo(Site.State.HALF_OPEN);
        assertThat(site.tryEnter()).isTrue();
        assertThat(site.tryEnter()).as("two probes, no third call").isFalse();
        site.answered(1);
        site.answered(1);
        assertThat(site.state()).isEqualTo(Site.State.CLOSED);
        assertThat(site.openedAt()).isNull();
    }

    @Test
    void a_failed_probe_opens_it_again_and_one_that_was_not_made_says_nothing() {
        var site = Objects.requireNonNull(plaza().site("v2"));
        site.left();
        failed(site, 4);
        clock.advance(Duration.ofMinutes(11));
        assertThat(site.tryEnter()).isTrue();
        site.left();
        failed(site, 2);
        assertThat(site.state()).isEqualTo(Site.State.OPEN);
        assertThat(site.openings()).isEqualTo(2);
    }

    @Test
    void calls_go_round_an_address_that_is_left_alone() {
        var sites = plaza().sites("v1");
        failed(sites.getFirst(), 4);
        for (int i = 0; i < 20; i++) {
            assertThat(plaza().site("v1")).isSameAs(sites.getLast());
        }
        assertThat(plaza().otherSite("v1", sites.getLast())).isNull();
    }

    @Test
    void a_publication_keeps_what_it_leaves_and_renews_what_it_changes() {
        var site = plaza().sites("v2").getFirst();
        failed(site, 4);
        assertThat(plaza().enter()).isTrue();
        var before = plaza();
        declared.apply(CORE.replace("weight: 90", "weight: 80"));
        assertThat(plaza()).isNotSameAs(before);
        assertThat(plaza().sites("v2").getFirst()).isSameAs(site);
        assertThat(plaza().inFlight()).isEqualTo(1);
        before.leave();
        assertThat(plaza().inFlight()).isZero();
        declared.apply(CORE.replace("open_ms: 600000", "open_ms: 500000"));
        assertThat(plaza().sites("v2").getFirst().state()).isEqualTo(Site.State.CLOSED);
        assertThat(declared.upstreams().uses(site.url())).isTrue();
        declared.apply(CORE.replace("7003", "7004"));
        assertThat(declared.upstreams().uses(site.url())).isFalse();
    }

    @Test
    void the_bulkhead_admits_exactly_its_number_however_many_come_at_once() throws Exception {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var admitted = new AtomicInteger();
        var start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<?>>();
            for (int i = 0; i < 200; i++) {
                all.add(threads.submit(() -> {
                    start.await();
                    for (int k = 0; k < 200; k++) {
                        if (plaza().enter()) {
                            admitted.incrementAndGet();
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            Thread.yield();
                            inside.decrementAndGet();
                            plaza().leave();
                        }
                    }
                    return null;
                }));
            }
            start.countDown();
            for (var one : all) {
                one.get();
            }
        }
        assertThat(most.get()).isLessThanOrEqualTo(7);
        assertThat(plaza().inFlight()).isZero();
        assertThat(admitted.get() + plaza().refused()).isEqualTo(40_000);
        for (int i = 0; i < 7; i++) {
            assertThat(plaza().enter()).isTrue();
        }
        assertThat(plaza().enter()).isFalse();
        assertThat(plaza().fullText()).contains("limit of 7", "bulkhead");
    }

    @Test
    void repetitions_are_never_more_than_their_part_of_the_calls() {
        int repeated = 0;
        for (int calls = 1; calls <= 1_000; calls++) {
            assertThat(plaza().enter()).isTrue();
            plaza().leave();
            repeated += plaza().mayRetry() ? 1 : 0;
            assertThat(repeated * 10).isLessThanOrEqualTo(calls);
        }
        assertThat(repeated).isEqualTo(100);
        for (int calls = 0; calls < 10_000; calls++) {
            assertThat(plaza().enter()).isTrue();
            plaza().leave();
        }
        int saved = 0;
        while (plaza().mayRetry()) {
            saved++;
        }
        assertThat(saved).as("a long quiet time saves little").isEqualTo(RetryBudget.KEPT_MAX);
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "version: v2 | version: v1 | stands twice",
                "7002 | 7001 | stands twice",
                "7003 | 70000 | 1 to 65535",
                "calls_min: 4 | calls_min: 11 | would never open",
                "weight: 90, addresses | weight: 0, apps: [app-new], addresses | placed on v1 already",
            })
    void a_declaration_that_cannot_be_meant_is_refused(String was, String is, String said) {
        assertThatThrownBy(() -> declared.apply(CORE.replace(was, is)))
                .isInstanceOf(DeclarationProblem.class)
                .hasMessageContaining(said);
    }

    @Test
    void a_core_without_any_weight_is_refused() {
        assertThatThrownBy(() ->
                        declared.apply(CORE.replace("weight: 90", "weight: 0").replace("weight: 10,", "weight: 0,")))
                .isInstanceOf(DeclarationProblem.class)
                .hasMessageContaining("no version has a weight");
    }
}
