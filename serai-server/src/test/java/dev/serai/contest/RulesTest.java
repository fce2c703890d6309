package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.HouseTest;
import dev.serai.kernel.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a contest file says of who is ranked among whom. */
@HouseTest
class RulesTest {
    @Autowired
    Stage stage;

    private Shop shop = new Shop("");

    @BeforeEach
    void prepare() {
        shop = new Shop(stage.prefix());
    }

    private long march(String metric, String unit, String rest) {
        return stage.contest(metric, unit, Stage.MARCH + "\n" + rest);
    }

    /** Rank, unit, score and whatever else a row says, a line. */
    private String rows(JsonNode board) {
        var text = new StringBuilder();
        for (var row : board.path("rows")) {
            text.append(row.path("rank").isNull() ? "-" : row.path("rank").asString());
            text.append(' ').append(row.path("unit_id").asString().replace(shop.prefix(), ""));
            text.append(' ')
                    .append(row.path("score").isNull() ? "-" : row.path("score").asString());
            if (row.has("division")) {
                text.append(' ').append(row.path("division").asString("none"));
            }
            if (row.has("reason")) {
                text.append(' ').append(row.path("reason").asString());
            }
            text.append('\n');
        }
        return text.toString();
    }

    private void is(long contest, ObjectNode args, String expected) {
        Eventually.is(() -> rows(stage.act(contest, "board", args)), expected);
        stage.settled(contest);
    }

    private void is(long contest, String expected) {
        is(contest, Json.object().put("limit", 1_000), expected);
    }

    @Test
    void receipts_go_by_the_business_day_and_so_do_the_ends_of_the_window() {
        // The clock is put forward on 8 March 2015, over the cut.
        long contest =
                stage.contest("sales_amount", "store", """
                zone: America/New_York
                day_cut: "02:30"
                start: 2015-03-08
                end: 2015-03-10T00:00
                bracket: {seeds: %s, rounds: [{start: 2015-03-08, end: 2015-03-09}]}
                """.formatted(shop.list("A", "B")) + shop.roster("A", "B"));
        stage.report(
                shop.sale("1", 1, "A_1", null, "2015-03-08T06:59:59.999999Z", 1),
                shop.sale("2", 1, "A_1", null, "2015-03-08T07:00:00Z", 10),
                shop.sale("3", 1, "A_1", null, "2015-03-09T06:29:59.999999Z", 100),
                shop.sale("4", 1, "A_1", null, "2015-03-09T06:30:00Z", 1_000),
                shop.sale("5", 1, "A_1", null, "2015-03-10T06:29:59.999999Z", 10_000),
                shop.sale("6", 1, "A_1", null, "2015-03-10T06:30:00Z", 100_000));
        is(contest, "1 A 111.10\n2 B 0.00\n");
        var first = stage.act(contest, "versus", Json.object())
                .path("bracket")
                .path("rounds")
                .path(0)
                .path("matches")
                .path(0);
        assertThat(first.path("one").path("score").asString()).isEqualTo("1.10");
        assertThat(stage.act(contest, "info", Json.object())
                        .path("rules")
                        .path("en")
                        .asString())
                .contains("A business day begins at 02:30");
    }

    @Test
    void divisions_by_list_are_ranked_each_by_itself() {
        long contest = march(
                "sales_amount",
                "store",
                "show_top: 1\npublic: true\ndivisions: {by: list, list: {big: " + shop.list("A", "B")
                        + "}, rest: small}" + shop.roster("A", "B", "C", "D"));
        stage.report(
                shop.sale("1", 1, "A_1", null, "2015-03-02T00:00:00Z", 500),
                shop.sale("2", 1, "B_1", null, "2015-03-02T00:00:00Z", 900),
                shop.sale("3", 1, "C_1", null, "2015-03-02T00:00:00Z", 700));
        is(contest, "1 B 9.00 big\n2 A 5.00 big\n1 C 7.00 small\n2 D 0.00 small\n");
        is(contest, Json.object().put("division", "small").put("limit", 9), "1 C 7.00 small\n2 D 0.00 small\n");
        var me = stage.act(contest, "me", Json.object().put("unit_id", shop.prefix() + "C"));
        // The last of the big ones is nobody's next better.
        assertThat(me.path("ahead").isNull()).isTrue();
        assertThat(me.path("gap").isNull()).isTrue();
        assertThat(me.path("around")).hasSize(2);
        var seen = stage.act(contest, "board", Json.object().put("division", "small"), Stage.ANYBODY);
        assertThat(rows(seen)).isEqualTo("1 C 7.00 small\n");
        assertThat(seen.path("divisions"))
                .hasToString("[{\"division\":\"big\",\"total\":2},{\"division\":\"small\",\"total\":2}]");
        var hidden = Json.object().put("unit_id", shop.prefix() + "D");
        assertThatThrownBy(() -> stage.act(contest, "me", hidden, Stage.ANYBODY))
                .hasMessageContaining("outside of what this page may show");
        long single = march("sales_amount", "store", shop.roster("A"));
        assertThatThrownBy(() -> stage.act(single, "board", Json.object().put("division", "x")))
                .hasMessageContaining("has no divisions");
    }

    @Test
    void divisions_by_size_go_by_the_baseline_and_move_with_it() {
        stage.report(
                shop.sale("1", 1, "A_1", null, "2015-02-02T00:00:00Z", 100),
                shop.sale("2", 1, "B_1", null, "2015-02-02T00:00:00Z", 900),
                shop.sale("3", 1, "C_1", null, "2015-02-02T00:00:00Z", 900),
                shop.sale("4", 1, "A_1", null, "2015-03-02T00:00:00Z", 300));
        long contest = march("sales_amount", "store", """
                baseline: {start: 2015-02-01, end: 2015-03-01, growth: false}
                divisions: {by: size, names: [large, small]}
                """ + shop.roster("A", "B", "C", "D"));
        is(contest, "1 B 0.00 large\n1 C 0.00 large\n1 A 3.00 small\n2 D 0.00 small\n");
        stage.report(shop.sale("5", 1, "D_1", null, "2015-02-28T23:59:59.999999Z", 5_000));
        // B and C are equals and stay together.
        is(contest, "1 B 0.00 large\n1 C 0.00 large\n1 D 0.00 large\n1 A 3.00 small\n");
        assertThatThrownBy(() -> stage.act(contest, "versus", Json.object()))
                .hasMessageContaining("nobody plays anybody");
    }

    @Test
    void who_counted_too_little_is_listed_after_the_ranked_ones_with_the_reason() {
        long contest = march("amount_per_order", "store", "min_volume: 2" + shop.roster("A", "B", "C"));
        stage.report(
                shop.sale("1", 1, "A_1", null, "2015-03-02T00:00:00Z", 9_000),
                shop.sale("2", 1, "B_1", null, "2015-03-02T00:00:00Z", 100),
                shop.sale("3", 1, "B_1", null, "2015-03-02T00:00:00Z", 200));
        is(contest, "1 B 1.50\n- A 90.00 min_volume\n- C - min_volume\n");
        assertThat(stage.act(contest, "info", Json.object())
                        .path("rules")
                        .path("zh-CN")
                        .asString())
                .contains("分母低于 2 者只列出，不排名");
        assertThatThrownBy(() -> march("sales_amount", "store", "min_volume: 2" + shop.roster("A")))
                .hasStackTraceContaining("is no ratio");
    }

    @Test
    void who_has_no_facts_stands_where_the_contest_says() {
        stage.report(
                shop.sale("1", 1, "A_1", null, "2015-03-02T00:00:00Z", -100),
                shop.sale("2", 1, "B_1", null, "2015-03-02T00:00:00Z", 100));
        is(march("sales_amount", "store", shop.roster("A", "B", "C")), "1 B 1.00\n2 C 0.00\n3 A -1.00\n");
        is(
                march("sales_amount", "store", "without_facts: last" + shop.roster("A", "B", "C")),
                "1 B 1.00\n2 A -1.00\n3 C -\n");
        is(
                march("sales_amount", "store", "without_facts: hidden" + shop.roster("A", "B", "C")),
                "1 B 1.00\n2 A -1.00\n");
        is(march("amount_per_order", "store", "without_facts: zero" + shop.roster("B", "C")), "1 B 1.00\n2 C 0.00\n");
        is(march("sales_amount", "store", "without_facts: hidden\nroster: {units: []}"), "");
    }

    @Test
    void equals_are_told_apart_as_the_contest_says() {
        stage.report(
                shop.sale("1", 1, "A_1", null, "2015-03-02T00:00:00Z", 300),
                shop.sale("2", 1, "B_1", null, "2015-03-01T00:00:00Z", 200),
                shop.sale("3", 1, "B_1", null, "2015-03-03T00:00:00Z", 100),
                // What adds nothing reached nothing.
                shop.sale("4", 1, "A_1", null, "2015-03-20T00:00:00Z", 0),
                shop.sale("5", 1, "C_1", null, "2015-03-03T00:00:00Z", 300),
                shop.sale("6", 1, "D_1", null, "2015-03-09T00:00:00Z", 100));
        var all = shop.roster("A", "B", "C", "D", "E", "F");
        is(
                march("sales_amount", "store", "ties: first_reached" + all),
                "1 A 3.00\n2 B 3.00\n2 C 3.00\n4 D 1.00\n5 E 0.00\n5 F 0.00\n");
        is(
                march("sales_amount", "store", "ties: fewer_receipts" + all),
                "1 A 3.00\n1 C 3.00\n3 B 3.00\n4 D 1.00\n5 E 0.00\n5 F 0.00\n");
        var named = "\nroster: {units: [{unit: \"%1$sA\", name: Zoe}, {unit: \"%1$sB\", name: Ann}, \"%1$sC\"]}";
        is(
                march("sales_amount", "store", "ties: name" + named.formatted(shop.prefix())),
                "1 B 3.00\n2 C 3.00\n3 A 3.00\n");
        long top =
                march("sales_amount", "clerk", "sale_top: 1\nties: first_reached" + shop.roster("A_1", "B_1", "C_1"));
        is(top, "1 A_1 3.00\n1 B_1 3.00\n1 C_1 3.00\n");
        assertThatThrownBy(() -> march("repurchase_gain", "clerk", "ties: fewer_receipts" + all))
                .hasStackTraceContaining("counts nightly statements");
    }

    @Test
    void rules_without_meaning_are_refused_with_their_place() {
        var all = shop.roster("A", "B");
        assertThatThrownBy(() -> march("sales_amount", "store", "divisions: {by: size, names: [x, y]}" + all))
                .hasStackTraceContaining("say when, in baseline");
        assertThatThrownBy(() -> march("sales_amount", "store", "divisions: {by: store}" + all))
                .hasStackTraceContaining("is divided by list, size or one of [city, region, brand]");
        assertThatThrownBy(() -> march(
                        "sales_amount",
                        "store",
                        "divisions: {by: list, list: {x: " + shop.list("A") + ", y: " + shop.list("A") + "}}" + all))
                .hasStackTraceContaining("stands in division x already");
        assertThatThrownBy(() -> march("sales_amount", "store", "divisions: {by: list, list: {x: [nobody]}}" + all))
                .hasStackTraceContaining("there is no participant nobody in the roster");
        assertThatThrownBy(() -> march("top_of_every_shop", "store", "divisions: {by: region}" + all))
                .hasStackTraceContaining("goes with no board that is ranked in groups");
        assertThatThrownBy(() -> march("sales_amount", "store", "baseline: {start: 2015-02-01, end: 2015-03-02}" + all))
                .hasStackTraceContaining("must not be after the contest's start");
        assertThatThrownBy(() -> march("sales_amount", "store", "day_cut: \"25:00\"" + all))
                .hasStackTraceContaining("must match the pattern");
    }
}
