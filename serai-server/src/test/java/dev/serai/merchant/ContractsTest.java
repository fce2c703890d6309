package dev.serai.merchant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.serai.HouseTest;
import dev.serai.MovableClock;
import dev.serai.kernel.AppId;
import dev.serai.kernel.Ids;
import dev.serai.kernel.MerchantId;
import dev.serai.openapi.Grants;
import dev.serai.openapi.Limits;
import dev.serai.operator.Actor;
import dev.serai.operator.Audit;
import dev.serai.operator.Refused;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@HouseTest
@Timeout(60)
class ContractsTest {
    private static final Actor MANAGER = new Actor("manager", "business_manager");

    @Autowired
    Contracts contracts;

    @Autowired
    ContractTable table;

    @Autowired
    Changes changes;

    @Autowired
    Audit audit;

    @Autowired
    Joining joining;

    @Autowired
    MerchantApps apps;

    @Autowired
    Grants grants;

    @Autowired
    Limits limits;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient db;

    @Autowired
    MovableClock clock;

    @Autowired
    Ids ids;

    private MerchantId merchant = new MerchantId("?");
    private AppId app = new AppId("?");

    @BeforeEach
    void aMerchantWithALiveApp() {
        merchant = new MerchantId("m" + ids.next());
        app = new AppId("a" + ids.next());
        joining.merchant(merchant, "江南小店");
        joining.app(new Joining.NewApp(app, merchant, "till", false, false, 5));
    }

    private Contracts.Wanted wanted(int replaces, int ppm, Duration from, Duration life, String... methods) {
        var begin = clock.instant().plus(from).atOffset(ZoneOffset.ofHours(8));
        return new Contracts.Wanted(
                replaces,
                List.of(methods).stream().map(m -> new Terms.Method(m, 1)).toList(),
                new Terms.Limits(70, 140, 9, 1_000L, null),
                ppm,
                begin,
                begin.plus(life),
                null);
    }

    private Contracts.Contract make(int replaces, int ppm, Duration from, Duration life, String... methods) {
        return contracts.make(merchant, MANAGER, wanted(replaces, ppm, from, life, methods));
    }

    private boolean may(String method) {
        return grants.mayCall(app, method, 1);
    }

    private static String code(Callable<?> work) {
        try {
            work.call();
            return "";
        } catch (Refused e) {
            return e.code();
        } catch (Exception e) {
            return e.toString();
        }
    }

    @Test
    void a_live_app_may_call_what_the_contract_names_until_it_ends() {
        assertThat(make(0, 12_500, Duration.ZERO, Duration.ofDays(1), "order.query_order", "content.post.get")
                        .state())
                .isEqualTo(Contracts.State.IN_FORCE);

        await().until(() -> may("order.query_order") && may("content.post.get"));
        assertThat(may("order.create_order")).isFalse();
        assertThat(limits.declared(app).perDay()).isEqualTo(1_000L);
        assertThat(db.sql("SELECT limit_per_s FROM merchant.app WHERE app_id = ?")
                        .param(app.value())
                        .query(Integer.class)
                        .single())
                .isEqualTo(70);
        assertThat(contracts.at(merchant, clock.instant()).orElseThrow().commissionPpm())
                .isEqualTo(12_500);

        clock.advance(Duration.ofDays(1));
        assertThat(may("order.query_order")).isFalse();
        assertThat(contracts.of(merchant, true).getFirst().state()).isEqualTo(Contracts.State.ENDED);
        assertThat(contracts.at(merchant, clock.instant())).isEmpty();
    }

    @Test
    void a_revision_holds_from_its_beginning_and_takes_back_what_it_does_not_name() {
        make(0, 10_000, Duration.ZERO, Duration.ofDays(30), "order.query_order", "content.post.get");
        make(1, 20_000, Duration.ofHours(1), Duration.ofDays(30), "order.query_order", "order.create_order");
        var signed = clock.instant();
        await().until(() -> may("content.post.get"));
        assertThat(may("order.create_order")).isFalse();
        assertThat(contracts.of(merchant, false).stream().map(Contracts.Contract::state))
                .containsExactly(Contracts.State.COMING, Contracts.State.IN_FORCE);

        clock.advance(Duration.ofHours(1));
        contracts.takeDue();
        await().until(() -> may("order.create_order"));
        assertThat(may("order.query_order")).isTrue();
        assertThat(may("content.post.get")).isFalse();
        assertThat(contracts.of(merchant, false).stream().map(Contracts.Contract::state))
                .containsExactly(Contracts.State.IN_FORCE, Contracts.State.REPLACED);
        assertThat(contracts.at(merchant, signed).orElseThrow().commissionPpm()).isEqualTo(10_000);
        assertThat(contracts.at(merchant, clock.instant()).orElseThrow().commissionPpm())
                .isEqualTo(20_000);
    }

    @Test
    void an_ended_contract_ends_its_grants_at_once_and_brings_no_older_one_back() {
        make(0, 0, Duration.ZERO, Duration.ofDays(30), "content.post.get");
        make(1, 0, Duration.ZERO, Duration.ofDays(30), "order.query_order");
        await().until(() -> may("order.query_order"));

        assertThat(contracts.end(merchant, MANAGER, 2, "not paid").state()).isEqualTo(Contracts.State.ENDED);
        await().until(() -> !may("order.query_order"));
        assertThat(may("content.post.get")).isFalse();
        assertThat(code(() -> contracts.end(merchant, MANAGER, 2, "again"))).isEqualTo("contract.state");
    }

    @Test
    void a_coming_revision_that_is_ended_never_holds() {
        make(0, 1, Duration.ZERO, Duration.ofDays(30), "content.post.get");
        make(1, 2, Duration.ofHours(1), Duration.ofDays(30), "order.query_order");
        contracts.end(merchant, MANAGER, 2, "a mistake");
        await().until(() -> may("content.post.get"));

        clock.advance(Duration.ofHours(2));
        contracts.takeDue();
        assertThat(contracts.at(merchant, clock.instant()).orElseThrow().commissionPpm())
                .isEqualTo(1);
        assertThat(may("content.post.get")).isTrue();
        assertThat(may("order.query_order")).isFalse();
    }

    @Test
    void an_app_that_goes_live_later_gets_what_the_contract_says_and_a_sandbox_app_does_not() {
        make(0, 0, Duration.ZERO, Duration.ofDays(30), "order.query_order");
        transactions.executeWithoutResult(tx -> {
            apps.make(merchant, "second", App.Stage.LIVE);
            apps.make(merchant, "playing", App.Stage.SANDBOX);
        });
        var made = db.sql("SELECT app_id FROM merchant.app WHERE merchant_id = ? AND name IN ('second', 'playing')"
                        + " ORDER BY name DESC")
                .param(merchant.value())
                .query((rs, _) -> new AppId(rs.getString(1)))
                .list();

        await().until(() -> grants.mayCall(made.getFirst(), "order.query_order", 1)
                && grants.mayCall(made.getFirst(), "serai.ping", 1)
                && grants.mayCall(made.getLast(), "serai.ping", 1));
        assertThat(grants.mayCall(made.getLast(), "order.query_order", 1)).isFalse();
    }

    @Test
    void nobody_replaces_a_revision_he_has_not_read_not_even_at_the_same_moment() throws Exception {
        var terms = wanted(0, 0, Duration.ZERO, Duration.ofDays(1), "order.query_order");
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var work = IntStream.range(0, 8)
                    .<Callable<String>>mapToObj(_ -> () -> code(() -> contracts.make(merchant, MANAGER, terms)))
                    .toList();
            var codes = pool.invokeAll(work).stream().map(f -> f.resultNow()).toList();
            assertThat(codes)
                    .containsOnlyOnce("")
                    .filteredOn("contract.changed"::equals)
                    .hasSize(7);
        }
        assertThat(contracts.of(merchant, false)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "1000001, 0, order.query_order, commission_ppm must be 0 to 1000000",
        "-1, 0, order.query_order, commission_ppm must be 0 to 1000000",
        "0, -25, order.query_order, valid_from may lie at most 24 hours back",
        "0, 0, order.no_such, not in the catalogue",
        "0, 0, ORDER, methods[].method must be a name"
    })
    void terms_that_cannot_be_are_refused_naming_the_field(int ppm, int fromHours, String method, String said) {
        assertThatThrownBy(() -> make(0, ppm, Duration.ofHours(fromHours), Duration.ofDays(30), method))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(said);
        assertThat(contracts.of(merchant, false)).isEmpty();
    }

    @Test
    void an_end_before_the_beginning_no_limit_and_no_rate_are_refused() {
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        assertThat(refusal(null, 0, now, now)).contains("limits is required");
        assertThat(refusal(new Terms.Limits(0, null, null, null, null), 0, now, now))
                .contains("limits.per_s must be 1");
        assertThat(refusal(new Terms.Limits(1, null, null, null, null), null, now, now))
                .contains("commission_ppm is required");
        assertThat(refusal(new Terms.Limits(1, null, null, null, null), 0, now, now))
                .contains("valid_to must lie after");
        assertThat(refusal(new Terms.Limits(1, null, null, null, null), 0, null, now))
                .contains("valid_from and valid_to are required");
    }

    private String refusal(
            Terms.@Nullable Limits limits,
            @Nullable Integer ppm,
            @Nullable OffsetDateTime from,
            @Nullable OffsetDateTime to) {
        try {
            contracts.make(
                    merchant,
                    MANAGER,
                    new Contracts.Wanted(
                            0, List.of(new Terms.Method("order.query_order", 1)), limits, ppm, from, to, null));
            return "";
        } catch (Refused e) {
            return e.getMessage();
        }
    }

    @Test
    void the_merchant_does_not_read_who_made_it_and_why() {
        make(0, 0, Duration.ZERO, Duration.ofDays(30), "order.query_order");
        assertThat(contracts.of(merchant, true).getFirst().madeBy()).isNull();
        assertThat(contracts.of(merchant, false).getFirst().madeBy()).isEqualTo("manager");
    }

    @Test
    void a_revision_that_begins_while_another_is_given_is_given_too() {
        make(0, 1, Duration.ofDays(10), Duration.ofDays(9), "order.query_order");
        make(1, 2, Duration.ofDays(11), Duration.ofDays(9), "content.post.get");
        // Of its own: the house's stays before both.
        var late = new MovableClock();
        var given = new ArrayList<Integer>();
        var slow = new TermsTaker() {
            @Override
            public void check(Terms terms) {}

            @Override
            public void take(AppId to, Terms terms, Instant until) {
                if (to.equals(app)) {
                    given.add(terms.commissionPpm());
                    late.advance(Duration.ofDays(1));
                }
            }
        };
        var looking = new Contracts(db, transactions, table, List.of(slow), changes, audit, late);
        looking.destroy();
        late.advance(Duration.between(late.instant(), clock.instant())
                .plus(Duration.ofDays(10).plusHours(1)));
        for (int look = 0; look < 2; look++) {
            while (looking.takeDue()) {
                // Other merchants' are due as well.
            }
        }
        assertThat(given).containsExactly(1, 2);
    }
}
