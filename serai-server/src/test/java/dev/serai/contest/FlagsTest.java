package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.HouseTest;
import dev.serai.Publishing;
import dev.serai.fact.NewFact;
import dev.serai.kernel.Json;
import dev.serai.operator.Actor;
import dev.serai.release.Revisions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What may be unfair: found in the facts, shown with its documents, decided by a person. */
@HouseTest
class FlagsTest {
    private static final Actor MAY = new Actor("may", "operations");

    @Autowired
    Stage stage;

    @Autowired
    Flags flags;

    @Autowired
    FlagSearch search;

    @Autowired
    Contests contests;

    @Autowired
    Publishing published;

    @Autowired
    Revisions revisions;

    @Autowired
    JdbcClient db;

    @Autowired
    TransactionTemplate transactions;

    private Shop shop = new Shop("");

    @BeforeEach
    void prepare() {
        shop = new Shop(stage.prefix());
    }

    private long march(String metric, String unit, String flag, String... units) {
        return stage.contest(metric, unit, Stage.MARCH + "\nflags: [" + flag + "]" + shop.roster(units));
    }

    /** Unit, state and documents of each flag a line. */
    private String found(long contest) {
        search.look(contest);
        return flags.list(contest, null, 0, Flags.LIMIT_MAX).stream()
                .map(flag -> flag.unit() + " " + flag.state() + " "
                        + flags.documents(flag.id()).stream()
                                .map(document -> document.id() + (document.excluded() ? "x" : ""))
                                .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n"))
                .replace(shop.prefix(), "");
    }

    private Flags.Flag only(long contest) {
        var all = flags.list(contest, null, 0, 10);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    @Test
    void one_purchase_told_as_several_receipts_is_found() {
        var at = "2015-03-02T10:%02d:00Z";
        stage.report(
                shop.sale("1", 1, "A_1", "c", at.formatted(0), 400),
                shop.sale("2", 1, "A_1", "c", at.formatted(20), 400),
                shop.sale("3", 1, "A_1", "c", at.formatted(50), 300),
                // Another clerk's, another's, one too late, a return.
                shop.sale("4", 1, "A_2", "c", at.formatted(1), 400),
                shop.sale("5", 1, "A_1", "d", at.formatted(1), 400),
                shop.sale("6", 1, "A_1", "c", "2015-03-02T11:20:01Z", 400),
                shop.sale("7", 1, "A_1", "c", at.formatted(21), -100));
        long counted = march("sales_orders", "store", "{kind: order_splitting}", "A");
        assertThat(found(counted)).isEqualTo("A open 1 2 3");
        assertThat(only(counted).told()).hasToString("{\"paid\":1100,\"receipts\":3}");
        long bounded = stage.contest(
                "sales_orders",
                "clerk",
                Stage.MARCH + "\nparams: {sale_amount: 700}\nflags: [{kind: order_splitting, minutes: 29}]"
                        + shop.roster("A_1", "A_2"));
        assertThat(found(bounded)).isEqualTo("A_1 open 1 2");
        assertThat(found(march("sales_orders", "store", "{kind: order_splitting, receipts: 4}", "A")))
                .isEmpty();
        assertThat(found(march("sales_orders", "store", "{kind: order_splitting}", "B")))
                .isEmpty();
    }

    @Test
    void what_is_brought_back_after_the_window_is_found() {
        stage.report(
                shop.sale("1", 1, "A_1", "c", "2015-03-31T10:00:00Z", 900),
                shop.sale("2", 1, "A_1", "c", "2015-03-30T10:00:00Z", 100),
                shop.sale("3", 1, "A_1", "c", "2015-03-31T11:00:00Z", "2", -100),
                shop.sale("4", 1, "A_1", "c", "2015-04-30T23:59:59Z", "1", -900),
                shop.sale("5", 1, "A_1", "c", "2015-05-01T00:00:00Z", "1", -1));
        long contest = march("sales_amount", "store", "{kind: return_after_window}", "A");
        assertThat(found(contest)).isEqualTo("A open 1 4");
        assertThat(only(contest).told()).hasToString("{\"paid\":900,\"returned\":900}");
    }

    @Test
    void a_clerks_own_card_and_one_that_always_comes_back_are_found() {
        List<NewFact> all = new ArrayList<>();
        all.add(new NewFact(
                "org",
                "clerk/" + shop.prefix() + "A_1/2015-01-01",
                1,
                Instant.parse("2015-01-01T00:00:00Z"),
                Json.object()
                        .put("unit", "clerk")
                        .put("code", shop.prefix() + "A_1")
                        .put("since", "2015-01-01")
                        .put("customer_id", shop.prefix() + "own")));
        all.add(shop.sale("1", 1, "A_1", "own", "2015-03-02T10:00:00Z", 900));
        // At another's sale it is a customer like any other.
        all.add(shop.sale("2", 1, "A_2", "own", "2015-03-02T10:00:00Z", 900));
        for (int i = 0; i < 3; i++) {
            all.add(shop.sale("often" + i, 1, "A_2", "often", "2015-03-0" + (i + 1) + "T10:00:00Z", 100));
        }
        stage.report(all);
        assertThat(found(march("sales_amount", "clerk", "{kind: staff_card, times: 3}", "A_1", "A_2")))
                .isEqualTo("A_1 open 1\nA_2 open often0 often1 often2");
        assertThat(found(march("sales_amount", "clerk", "{kind: staff_card}", "A_1", "A_2")))
                .isEqualTo("A_1 open 1");
    }

    private NewFact member(String id, String clerk, String opened) {
        return new NewFact(
                "member",
                shop.prefix() + id,
                1,
                Instant.parse("2015-03-01T00:00:00Z"),
                Json.object()
                        .put("store_id", shop.prefix() + clerk.substring(0, 1))
                        .put("clerk_id", shop.prefix() + clerk)
                        .put("level", "NORMAL")
                        .put("opened_at", opened));
    }

    @Test
    void many_members_within_minutes_who_bought_nothing_are_found_and_taken_out() {
        List<NewFact> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(member("a" + i, "A_1", "2015-03-02T10:0" + i + ":00Z"));
            all.add(member("b" + i, "B_1", "2015-03-02T10:0" + i + ":00Z"));
            all.add(member("c" + i, "C_1", "2015-03-0" + (2 + i) + "T10:00:00Z"));
        }
        all.add(shop.sale("1", 1, "A_1", "b1", "2015-03-20T10:00:00Z", 100));
        stage.report(all);
        long contest = march("ordinary_members", "store", "{kind: registration_burst, members: 3}", "A", "B", "C");
        assertThat(found(contest)).isEqualTo("A open a0 a1 a2");
        stage.eventually(contest, shop.prefix(), "1 A 3\n1 B 3\n1 C 3\n");
        flags.decide(
                contest,
                only(contest).id(),
                Flags.Decision.EXCLUDED,
                List.of(shop.prefix() + "a2"),
                null,
                "same phone",
                MAY);
        stage.eventually(contest, shop.prefix(), "1 B 3\n1 C 3\n3 A 2\n");
    }

    @Test
    void a_receipt_given_to_another_seller_at_the_end_is_found_and_an_earlier_change_is_not() {
        stage.report(shop.sale("1", 1, "A_1", "c", "2015-03-30T10:00:00Z", 900));
        stage.report(shop.sale("1", 2, "A_1", "c", "2015-03-30T10:00:00Z", 800));
        var flag = "{kind: seller_changed_late}";
        long past = march("sales_amount", "clerk", flag, "A_1", "A_2");
        assertThat(found(past)).isEmpty();
        stage.report(shop.sale("1", 3, "A_2", "c", "2015-03-30T10:00:00Z", 800));
        assertThat(found(past)).isEqualTo("A_2 open 1");
        assertThat(only(past).told().path("was").asString()).isEqualTo(shop.prefix() + "A_1");
        // Told decades before its end, it is no late change.
        long open = stage.contest(
                "sales_amount",
                "clerk",
                "start: 2015-03-01T00:00\nend: 2095-04-01T00:00\nzone: UTC\nflags: [" + flag + "]"
                        + shop.roster("A_1", "A_2"));
        assertThat(found(open)).isEmpty();
    }

    @Test
    void lines_just_at_the_full_price_threshold_are_found() {
        List<NewFact> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(priced("a" + i, "A_1", 8_950 + i, 10_000));
            all.add(priced("b" + i, "B_1", 9_000, 10_000));
        }
        stage.report(all);
        long contest = march("full_price_points", "clerk", "{kind: price_at_threshold}", "A_1", "B_1");
        assertThat(found(contest)).isEqualTo("A_1 open a0 a1 a2");
        assertThat(found(march("full_price_points", "clerk", "{kind: price_at_threshold, margin: 6}", "A_1", "B_1")))
                .isEqualTo("A_1 open a0 a1 a2\nB_1 open b0 b1 b2");
    }

    private NewFact priced(String id, String clerk, long paid, long list) {
        var sale = shop.sale(id, 1, clerk, null, "2015-03-02T10:00:00Z", paid);
        ((tools.jackson.databind.node.ObjectNode) sale.body().path("lines").path(0)).put("list", list);
        return sale;
    }

    @Test
    void what_is_excluded_counts_no_longer_in_this_contest_whatever_comes_of_it() {
        stage.report(
                shop.sale("1", 1, "A_1", "c", "2015-03-31T10:00:00Z", 900),
                shop.sale("2", 1, "A_1", "d", "2015-03-31T10:00:00Z", 50),
                shop.sale("3", 1, "B_1", "d", "2015-03-31T10:00:00Z", 500),
                shop.sale("9", 1, "A_1", "c", "2015-04-02T10:00:00Z", "1", -900));
        long contest = march("sales_amount", "store", "{kind: return_after_window}", "A", "B");
        // Shares the definition, and nothing is taken out of it.
        long other = march("sales_amount", "store", "{kind: price_at_threshold}", "A", "B");
        stage.eventually(contest, shop.prefix(), "1 A 19/2\n2 B 5\n");
        assertThat(found(contest)).isEqualTo("A open 1 9");
        assertThat(flags.open(contest)).isEqualTo(1);
        long flag = only(contest).id();
        assertThatThrownBy(() -> flags.decide(other, flag, Flags.Decision.EXCLUDED, List.of(), null, "not mine", MAY))
                .hasMessageContaining("has no flag " + flag);
        assertThatThrownBy(
                        () -> flags.decide(contest, flag, Flags.Decision.EXCLUDED, List.of("2"), null, "no such", MAY))
                .hasMessageContaining("has no document 2");
        flags.decide(contest, flag, Flags.Decision.EXCLUDED, List.of(), null, "brought back", MAY);
        assertThat(flags.open(contest)).isZero();
        stage.eventually(contest, shop.prefix(), "1 B 5\n2 A 1/2\n");
        stage.eventually(other, shop.prefix(), "1 A 19/2\n2 B 5\n");
        var explained = stage.act(contest, "explain", Json.object().put("unit_id", shop.prefix() + "A"));
        assertThat(explained.path("score").asString()).isEqualTo("0.50");
        assertThat(explained.path("facts").path(0).path("excluded").asString()).isEqualTo("brought back");
        assertThat(explained.path("facts").path(0).path("n").asInt()).isZero();
        assertThat(explained.path("facts").path(1).path("n").asInt()).isEqualTo(50);
        // A newer version of it is still it; found again it is still decided.
        stage.report(
                shop.sale("1", 2, "A_1", "c", "2015-03-30T10:00:00Z", 5_000),
                shop.sale("2", 2, "A_1", "d", "2015-03-31T10:00:00Z", 60));
        stage.eventually(contest, shop.prefix(), "1 B 5\n2 A 3/5\n");
        assertThat(found(contest)).isEqualTo("A excluded 1x 9x");
        assertThat(flags.documents(flag).getFirst().newest()).isEqualTo(2);
        // Decided otherwise, it counts again.
        flags.decide(contest, flag, Flags.Decision.ACCEPTED, List.of(), null, "the customer had moved", MAY);
        stage.eventually(contest, shop.prefix(), "1 A 253/5\n2 B 5\n");
        assertThat(flags.counts(contest)).containsEntry("accepted", 1).containsEntry("open", 0);
        assertThat(flags.find(contest, flag)).get().asString().contains("by=may");
    }

    @Test
    void a_find_that_is_gone_is_taken_back_and_one_that_grew_is_open_again() {
        var at = "2015-03-02T10:%02d:00Z";
        stage.report(
                shop.sale("1", 1, "A_1", "c", at.formatted(0), 400),
                shop.sale("2", 1, "A_1", "c", at.formatted(1), 400),
                shop.sale("3", 1, "A_1", "c", at.formatted(2), 300),
                shop.sale("4", 1, "B_1", "c", at.formatted(0), 400),
                shop.sale("5", 1, "B_1", "c", at.formatted(1), 400),
                shop.sale("6", 1, "B_1", "c", at.formatted(2), 300));
        long contest = march("sales_orders", "store", "{kind: order_splitting}", "A", "B");
        assertThat(found(contest)).isEqualTo("A open 1 2 3\nB open 4 5 6");
        long first = flags.list(contest, null, 0, 1).getFirst().id();
        flags.decide(contest, first, Flags.Decision.EXCLUDED, List.of(shop.prefix() + "3"), null, "split", MAY);
        stage.report(
                shop.sale("6", 2, "B_1", "c", "2015-03-03T10:00:00Z", 300),
                shop.sale("7", 1, "A_1", "c", at.formatted(3), 100));
        assertThat(found(contest)).isEqualTo("A open 1 2 3x 7");
        stage.eventually(contest, shop.prefix(), "1 A 3\n1 B 3\n");
        // What it was is no longer looked for; a decision stays.
        flags.decide(contest, first, Flags.Decision.ACCEPTED, List.of(), null, "one a day", MAY);
        assertThat(found(contest)).isEqualTo("A accepted 1 2 3 7");
    }

    @Test
    void who_decides_while_a_look_holds_the_flag_holds_up_no_counting() {
        stage.report(
                shop.sale("1", 1, "A_1", "c", "2015-03-31T10:00:00Z", 900),
                shop.sale("2", 1, "A_1", "c", "2015-04-02T10:00:00Z", "1", -900));
        long contest = march("sales_amount", "store", "{kind: return_after_window}", "A");
        found(contest);
        long flag = only(contest).id();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var decided = transactions.execute(_ -> {
                db.sql("SELECT FROM contest.flag WHERE id = ? FOR UPDATE")
                        .param(flag)
                        .query(_ -> {});
                var deciding = threads.submit(() ->
                        flags.decide(contest, flag, Flags.Decision.EXCLUDED, List.of(), null, "brought back", MAY));
                stage.waits("UPDATE contest.flag SET state");
                // Was it held, the two would wait for each other, which the database ends.
                db.sql("SELECT FROM contest.definition WHERE hash = ? FOR UPDATE")
                        .param(contests.contest(contest, null)
                                .orElseThrow()
                                .definition()
                                .hash())
                        .query(_ -> {});
                return deciding;
            });
            assertThat(decided).succeedsWithin(Duration.ofSeconds(30));
        }
        stage.eventually(contest, shop.prefix(), "1 A 0\n");
    }

    @Test
    void a_decision_covers_only_documents_that_were_seen() {
        var at = "2015-03-02T10:%02d:00Z";
        stage.report(
                shop.sale("1", 1, "A_1", "c", at.formatted(0), 400),
                shop.sale("2", 1, "A_1", "c", at.formatted(1), 400),
                shop.sale("3", 1, "A_1", "c", at.formatted(2), 300));
        long contest = march("sales_orders", "store", "{kind: order_splitting}", "A");
        found(contest);
        long flag = only(contest).id();
        var seen = flags.documents(flag).stream().map(Flags.Shown::id).toList();
        stage.report(shop.sale("4", 1, "A_1", "c", at.formatted(3), 100));
        found(contest);
        assertThatThrownBy(
                        () -> flags.decide(contest, flag, Flags.Decision.ACCEPTED, List.of(), seen, "one party", MAY))
                .hasMessageContaining("has other documents than those you saw");
        assertThat(flags.open(contest)).isEqualTo(1);
        var now = flags.documents(flag).stream().map(Flags.Shown::id).toList();
        flags.decide(contest, flag, Flags.Decision.ACCEPTED, List.of(), now, "one party", MAY);
        assertThat(flags.open(contest)).isZero();
    }

    @Test
    void a_receipt_of_a_member_takes_its_member_out() {
        stage.report(
                member("m", "A_1", "2015-03-02T10:00:00Z"),
                shop.sale("1", 1, "B_1", "m", "2015-03-30T10:00:00Z", 900),
                shop.sale("2", 1, "B_1", "m", "2015-04-02T10:00:00Z", "1", -900));
        long contest = march("ordinary_members_who_bought", "store", "{kind: return_after_window}", "A", "B");
        stage.eventually(contest, shop.prefix(), "1 A 1\n2 B 0\n");
        found(contest);
        flags.decide(contest, only(contest).id(), Flags.Decision.EXCLUDED, List.of(), null, "brought back", MAY);
        stage.eventually(contest, shop.prefix(), "1 A 0\n1 B 0\n");
    }

    @Test
    void what_is_excluded_stays_out_where_it_counts_by_now() {
        stage.report(
                member("m", "A_1", "2015-03-02T10:00:00Z"),
                member("n", "A_1", "2015-03-02T10:00:00Z"),
                shop.sale("1", 1, "B_1", "m", "2015-03-30T10:00:00Z", 900),
                shop.sale("2", 1, "B_1", "m", "2015-04-02T10:00:00Z", "1", -900));
        long contest = march("sales_amount", "store", "{kind: return_after_window}", "A", "B");
        found(contest);
        flags.decide(contest, only(contest).id(), Flags.Decision.EXCLUDED, List.of(), null, "brought back", MAY);
        stage.eventually(contest, shop.prefix(), "1 A 0\n1 B 0\n");
        published.apply(Stage.file(
                contest,
                "ordinary_members_who_bought",
                "store",
                Stage.MARCH + "\nflags: [{kind: return_after_window}]" + shop.roster("A", "B")));
        stage.settled(contest);
        found(contest);
        stage.eventually(contest, shop.prefix(), "1 A 0\n1 B 0\n");
        assertThat(members(contest)).containsExactly("m");
        // It was another's purchase.
        stage.report(
                shop.sale("1", 2, "B_1", "n", "2015-03-30T10:00:00Z", 900),
                shop.sale("2", 2, "B_1", "n", "2015-04-02T10:00:00Z", "1", -900));
        stage.settled(contest);
        found(contest);
        stage.eventually(contest, shop.prefix(), "1 A 0\n1 B 0\n");
        assertThat(members(contest)).containsExactly("n");
    }

    private List<String> members(long contest) {
        return db.sql("SELECT id FROM contest.exclusion WHERE activity_id = ? AND type = 'member'")
                .param(contest)
                .query((rs, _) -> rs.getString(1).replace(shop.prefix(), ""))
                .list();
    }

    @Test
    void a_decision_is_seen_in_what_participants_grew_from() {
        stage.report(
                shop.sale("1", 1, "A_1", "c", "2015-03-31T10:00:00Z", 900),
                shop.sale("2", 1, "A_1", "c", "2015-04-02T10:00:00Z", "1", -900));
        long id = stage.contest("sales_amount", "store", Stage.MARCH + """

                        flags: [{kind: return_after_window}]
                        baseline: {start: 2015-02-01, end: 2015-03-01, growth: false}""" + shop.roster("A"));
        found(id);
        var baseline = Objects.requireNonNull(
                contests.contest(id, null).orElseThrow().rules().baseline());
        stage.settled(id);
        long before = rev(baseline);
        flags.decide(id, only(id).id(), Flags.Decision.EXCLUDED, List.of(), null, "brought back", MAY);
        assertThat(rev(baseline)).isGreaterThan(before);
    }

    private long rev(Definition definition) {
        return db.sql("SELECT rev FROM contest.definition WHERE hash = ?")
                .param(definition.hash())
                .query(Long.class)
                .single();
    }

    @Test
    void a_contest_that_cannot_be_looked_through_stops_no_other() {
        stage.report(
                shop.sale("1", 1, "A_1", "c", "2015-03-31T10:00:00Z", 900),
                shop.sale("2", 1, "A_1", "c", "2015-04-02T10:00:00Z", "1", -900));
        // Its days reach beyond the database's.
        long broken = march("sales_amount", "store", "{kind: return_after_window, days: 1000000000}", "A");
        long sound = march("sales_amount", "store", "{kind: return_after_window}", "A");
        assertThatThrownBy(() -> search.look(broken)).hasMessageContaining("out of range");
        boolean more = true;
        while (more) {
            more = search.step();
        }
        assertThat(flags.open(sound)).isEqualTo(1);
        revisions.delete("contest/v1", Long.toString(broken), Actor.HOUSE);
    }

    @Test
    void flags_without_meaning_are_refused_with_their_place() {
        assertThatThrownBy(() -> march("sales_amount", "store", "{kind: staff_card, minutes: 3}", "A"))
                .hasStackTraceContaining("staff_card has no such number; it has [times]");
        assertThatThrownBy(() -> march("sales_amount", "store", "{kind: staff_card}, {kind: staff_card}", "A"))
                .hasStackTraceContaining("stands there twice");
        assertThatThrownBy(() -> march("repurchase_gain", "clerk", "{kind: staff_card}", "A"))
                .hasStackTraceContaining("nothing to look at");
    }
}
