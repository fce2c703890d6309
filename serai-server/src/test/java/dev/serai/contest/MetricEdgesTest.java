package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.HouseTest;
import dev.serai.fact.NewFact;
import dev.serai.kernel.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Where a dimension is easily counted wrong: edges, returns, who owns what, and what nobody knows. */
@HouseTest
class MetricEdgesTest {
    @Autowired
    Stage stage;

    private String prefix = "";

    @BeforeEach
    void prepare() {
        prefix = stage.prefix();
    }

    private String roster(String... units) {
        var list = new StringBuilder("\nroster: {units: [");
        for (int i = 0; i < units.length; i++) {
            list.append(i == 0 ? "" : ", ")
                    .append('"')
                    .append(prefix)
                    .append(units[i])
                    .append('"');
        }
        return list.append("]}").toString();
    }

    private long march(String metric, String unit, String rest, String... units) {
        return stage.contest(metric, unit, Stage.MARCH + "\n" + rest + roster(units));
    }

    /** @param lines product, colour, quantity, paid, list for each, parted by blanks and commas */
    private NewFact receipt(String id, long version, String store, String customer, String at, String lines) {
        var body = Json.object().put("store_id", prefix + store).put("clerk_id", prefix + store + "_1");
        body.put("customer_id", customer.isEmpty() ? null : prefix + customer);
        var list = body.putArray("lines");
        for (var line : lines.isEmpty() ? new String[0] : lines.split(",")) {
            var cells = line.strip().split(" ");
            list.addObject()
                    .put("product_id", cells[0])
                    .put("color_id", cells[1].equals("-") ? null : cells[1])
                    .put("quantity", Integer.parseInt(cells[2]))
                    .put("paid", Long.parseLong(cells[3]))
                    .put("list", Long.parseLong(cells[4]));
        }
        return new NewFact("receipt", prefix + id, version, java.time.Instant.parse(at), body);
    }

    private NewFact member(
            String id, long version, String store, String level, String opened, String vip, String cancelled) {
        var body = Json.object().put("store_id", prefix + store).put("clerk_id", prefix + store + "_1");
        body.put("level", level).put("opened_at", opened);
        body.put("vip_at", vip.isEmpty() ? null : vip).put("cancelled_at", cancelled.isEmpty() ? null : cancelled);
        return new NewFact("member", prefix + id, version, java.time.Instant.parse("2015-03-01T00:00:00Z"), body);
    }

    private void is(long contest, String expected) {
        stage.eventually(contest, prefix, expected);
    }

    @Test
    void an_order_counts_from_its_threshold_on_and_no_longer_when_it_is_returned_whole() {
        long orders = march("sales_orders", "store", "params: {sale_amount: 1000, sale_number: 2}", "A", "B");
        long average = march("amount_per_order", "store", "params: {sale_amount: 1000, sale_number: 2}", "A", "B");
        stage.report(
                receipt("1", 1, "A", "", "2015-03-01T00:00:00Z", "P - 2 1000 1000"),
                receipt("2", 1, "A", "", "2015-03-02T00:00:00Z", "P - 2 999 1000"),
                receipt("3", 1, "A", "", "2015-03-31T23:59:59.999999Z", "P - 1 5000 5000"),
                receipt("4", 1, "A", "", "2015-03-02T00:00:00Z", "P - 3 2000 2000"));
        is(orders, "1 A 2\n2 B 0\n");
        is(average, "1 A 15\n2 B -\n");
        stage.report(receipt("4", 2, "A", "", "2015-03-02T00:00:00Z", "P - 3 2000 2000, P - -3 -2000 -2000"));
        is(orders, "1 A 1\n2 B 0\n");
        is(average, "1 A 10\n2 B -\n");
    }

    @Test
    void bags_are_no_pieces_and_too_few_orders_are_no_ratio() {
        long all = march("items_per_order", "store", "", "A", "B");
        long guarded = march("items_per_order", "store", "params: {min_orders: 2}", "A", "B");
        stage.report(
                receipt("1", 1, "A", "", "2015-03-02T00:00:00Z", "P - 2 100 100, BAG - 1 0 0"),
                receipt("2", 1, "A", "", "2015-03-02T00:00:00Z", "P - 1 100 100"),
                receipt("3", 1, "B", "", "2015-03-02T00:00:00Z", "P - 9 100 100"));
        is(all, "1 B 9\n2 A 3/2\n");
        is(guarded, "1 A 3/2\n2 B -\n");
    }

    @Test
    void members_are_counted_for_their_opener_by_what_they_were_at_the_time() {
        long vip = march("vip_members", "store", "", "A", "B");
        long opened = march("ordinary_members", "clerk", "", "A_1", "B_1");
        stage.report(
                member("upgraded", 1, "A", "VIP", "2015-01-05T00:00:00Z", "2015-03-01T00:00:00Z", ""),
                member("later", 1, "A", "VIP", "2015-03-05T00:00:00Z", "2015-04-01T00:00:00Z", ""),
                member("at once", 1, "B", "VIP", "2015-03-05T08:00:00+08:00", "2015-03-05T00:00:00Z", ""),
                member("born", 1, "B", "VIP", "2015-03-31T23:59:59.999999Z", "", ""),
                member("gone", 1, "B", "NORMAL", "2015-03-06T00:00:00Z", "", "2015-03-31T23:59:59Z"),
                member("gone after", 1, "B", "NORMAL", "2015-03-06T00:00:00Z", "", "2015-04-01T00:00:00Z"));
        is(vip, "1 B 2\n2 A 1\n");
        is(opened, "1 B_1 2\n2 A_1 1\n");
        // The opener is corrected: the whole member moves.
        stage.report(member("later", 2, "B", "VIP", "2015-03-05T00:00:00Z", "2015-04-01T00:00:00Z", ""));
        is(opened, "1 B_1 3\n2 A_1 0\n");
    }

    @Test
    void goods_are_paid_by_the_first_rule_alone_and_returns_take_back() {
        var rules = "params: {rules: [{commodity: P, points: 5, priority: 9}, {commodity: P, colour: red, points: 2},"
                + " {commodity: Q, colour: red, points: 3, per: yuan}]}";
        long points = march("sku_points", "store", rules, "A");
        long both = march("chosen_style_and_colour", "store", "params: {rules: [P, {commodity: Q, colour: red}]}", "A");
        long style = march("chosen_style", "store", "params: {rules: [P, {commodity: Q, colour: red}]}", "A");
        stage.report(
                receipt("1", 1, "A", "", "2015-03-02T00:00:00Z", "P red 2 100 100, P blue 1 100 100, P - 1 10 10"),
                receipt("2", 1, "A", "", "2015-03-02T00:00:00Z", "Q red 7 150 150, Q blue 4 150 150, R red 1 1 1"),
                receipt("3", 1, "A", "", "2015-03-03T00:00:00Z", "P red -1 -50 -50"));
        // 2·2 + 5 + 5 − 2 by the piece, 1.50 × 3 by the yuan.
        is(points, "1 A 33/2\n");
        is(both, "1 A 10\n");
        is(style, "1 A 14\n");
    }

    @Test
    void full_price_begins_exactly_at_the_discount_and_a_return_goes_with_its_sale() {
        long contest = march("full_price_points", "store", "params: {denominator: 100}", "A");
        long floored =
                march("full_price_points", "store", "params: {denominator: 1000, rounding: floor_per_order}", "A");
        stage.report(
                receipt("1", 1, "A", "", "2015-03-02T00:00:00Z", "P - 1 895 1000, P - 1 894 1000, P - 1 1105 1000"),
                receipt("2", 1, "A", "", "2015-03-02T00:00:00Z", "P - -1 -895 -1000, P - -1 -894 -1000"));
        is(contest, "1 A 221/20\n");
        is(floored, "1 A 1\n");
    }

    @Test
    void a_member_counts_with_what_he_bought_whoever_is_heard_of_first() {
        long bought = march("ordinary_members_who_bought", "store", "", "A", "B");
        long points = march("new_card_sales_points", "store", "params: {denominator: 100}", "A", "B");
        long rate = march("member_rate", "store", "", "A", "B");
        stage.report(
                receipt("1", 1, "B", "m", "2015-03-10T00:00:00Z", "P - 1 500 500"),
                receipt("2", 1, "A", "m", "2015-03-31T23:59:59.999999Z", "P - 1 70 70"),
                receipt("3", 1, "A", "m", "2015-04-01T00:00:00Z", "P - 1 9000 9000"),
                receipt("4", 1, "elsewhere", "m", "2015-03-11T00:00:00Z", "P - 1 8000 8000"),
                receipt("5", 1, "A", "", "2015-03-11T00:00:00Z", "P - 1 8000 8000"));
        is(rate, "1 A 0\n2 B -\n");
        stage.report(member("m", 1, "A", "NORMAL", "2015-03-10T00:00:00Z", "", ""));
        is(bought, "1 A 1\n2 B 0\n");
        is(points, "1 A 57/10\n2 B 0\n");
        is(rate, "1 A 1/2\n2 B -\n");
        // His only large purchase turns out to be another customer's: the return of the rest takes him out.
        stage.report(
                receipt("1", 5, "B", "n", "2015-03-10T00:00:00Z", "P - 1 500 500"),
                receipt("2", 2, "A", "m", "2015-03-31T23:59:59.999999Z", "P - 1 70 70, P - -1 -70 -70"));
        is(bought, "1 A 0\n1 B 0\n");
        is(points, "1 A 0\n1 B 0\n");
        is(rate, "1 A 1/2\n2 B -\n");
        stage.report(receipt("1", 6, "B", "", "2015-03-10T00:00:00Z", "P - 1 500 500"));
        is(rate, "1 A 1/2\n2 B 0\n");
    }

    @Test
    void who_came_back_stayed_with_every_unit_he_had_bought_from() {
        long contest = march("retention", "store", "", "A", "B", "C");
        stage.report(
                member("m", 1, "A", "NORMAL", "2015-01-01T00:00:00Z", "", ""),
                member("n", 1, "A", "NORMAL", "2015-01-01T00:00:00Z", "", ""),
                // 31 days before the first of March begin on the 29th of January.
                receipt("1", 1, "A", "m", "2015-01-29T00:00:00Z", "P - 1 1 1"),
                receipt("2", 1, "A", "n", "2015-01-28T23:59:59.999999Z", "P - 1 1 1"),
                receipt("3", 1, "B", "m", "2015-02-28T23:59:59.999999Z", "P - 1 1 1"),
                receipt("4", 1, "B", "n", "2015-02-20T00:00:00Z", "P - 1 1 1"),
                receipt("5", 1, "B", "stranger", "2015-02-20T00:00:00Z", "P - 1 1 1"),
                receipt("6", 1, "B", "m", "2015-02-20T00:00:00Z", "P - -1 -1 -1"));
        is(contest, "1 A 0\n1 B 0\n3 C -\n");
        stage.report(receipt("7", 1, "C", "m", "2015-03-01T00:00:00Z", "P - 1 1 1"));
        is(contest, "1 A 1\n2 B 1/2\n3 C -\n");
        stage.report(receipt("1", 2, "C", "m", "2015-01-29T00:00:00Z", "P - 1 1 1"));
        is(contest, "1 C 1\n2 B 1/2\n3 A -\n");
    }

    @Test
    void a_day_the_clock_is_put_forward_has_23_hours_and_the_one_before_it_is_a_whole_day() {
        var window = "start: 2021-03-14T00:00\nend: 2021-03-15T00:00\nzone: America/New_York" + roster("A");
        long opened = stage.contest("ordinary_members", "store", window);
        long stayed = stage.contest("retention", "store", window);
        stage.report(
                member("a", 1, "A", "NORMAL", "2021-03-14T05:00:00Z", "", ""),
                member("b", 1, "A", "NORMAL", "2021-03-15T03:59:59.999999999Z", "", ""),
                member("c", 1, "A", "NORMAL", "2021-03-15T04:00:00Z", "", ""),
                member("d", 1, "A", "NORMAL", "2021-03-14T04:59:59Z", "", ""),
                receipt("1", 1, "A", "d", "2021-03-13T05:00:00Z", "P - 1 1 1"),
                receipt("2", 1, "A", "c", "2021-03-13T04:59:59Z", "P - 1 1 1"),
                receipt("3", 1, "A", "d", "2021-03-15T03:59:59Z", "P - 1 1 1"));
        is(opened, "1 A 2\n");
        is(stayed, "1 A 1\n");
    }

    @Test
    void every_shop_shows_its_first_three_and_who_is_equal_to_the_third() {
        long contest = march("top_of_every_shop", "clerk", "", "A_1", "A_2", "A_3", "A_4", "A_5", "B_1");
        for (int i = 1; i <= 5; i++) {
            var sale = receipt(
                    "" + i, 1, "A", "", "2015-03-02T00:00:00Z", "P - 1 " + (i < 3 ? 100 * i : i < 5 ? 50 : 1) + " 1");
            ((tools.jackson.databind.node.ObjectNode) sale.body()).put("clerk_id", prefix + "A_" + i);
            stage.report(sale);
        }
        is(contest, "1 A_2 2\n2 A_1 1\n3 A_3 1/2\n3 A_4 1/2\n1 B_1 0\n");
        var group = stage.act(contest, "board", Json.object().put("group", prefix + "A"));
        assertThat(group.path("total").asInt()).isEqualTo(4);
        assertThat(group.path("rows").get(0).path("group").asString()).isEqualTo(prefix + "A");
        var fifth = stage.act(contest, "me", Json.object().put("unit_id", prefix + "A_5"));
        assertThat(fifth.path("me").path("rank").asInt()).isEqualTo(5);
        assertThat(fifth.path("gap").path("score").asString()).isEqualTo("0.49");
        // Two before himself; the next row is another shop's.
        assertThat(fifth.path("around")).hasSize(3);
    }

    @Test
    void stores_count_for_the_region_they_belonged_to_on_the_day() {
        stage.report(
                org("A", "2015-01-01", "north"),
                org("A", "2015-03-15", "south"),
                org("B", "2015-01-01", "south"),
                receipt("1", 1, "A", "", "2015-03-14T23:59:59Z", "P - 1 100 100"),
                receipt("2", 1, "A", "", "2015-03-15T00:00:00Z", "P - 1 1000 1000"),
                receipt("3", 1, "B", "", "2015-03-15T00:00:00Z", "P - 1 10000 10000"));
        long regions = march("sales_amount", "region", "", "north", "south", "west");
        is(regions, "1 south 110\n2 north 1\n3 west 0\n");
        long range = march("sales_amount", "store", "range: {region: \"" + prefix + "south\"}", "A", "B");
        is(range, "1 B 100\n2 A 10\n");
        var explained = stage.act(
                regions,
                "explain",
                Json.object().put("unit_id", prefix + "south").put("limit", 1));
        assertThat(explained.path("score").asString()).isEqualTo("110.00");
        assertThat(explained.path("facts")).hasSize(1);
        var rest = stage.act(
                regions,
                "explain",
                Json.object()
                        .put("unit_id", prefix + "south")
                        .put("after", explained.path("next").asString()));
        assertThat(rest.path("facts")).hasSize(1);
        assertThat(rest.path("next").isNull()).isTrue();
        // The move turns out to have been a week later.
        stage.report(new NewFact(
                "org",
                "store/" + prefix + "A/2015-03-15",
                2,
                java.time.Instant.parse("2015-03-15T00:00:00Z"),
                Json.read("{\"unit\":\"store\",\"code\":\"%sA\",\"since\":\"2015-03-22\",\"region\":\"%ssouth\"}"
                        .formatted(prefix, prefix))));
        is(regions, "1 south 100\n2 north 11\n3 west 0\n");
    }

    @Test
    void nobody_of_another_store_waits_on_a_board_whose_documents_are_of_some_stores() {
        stage.report(clerk("A_1", "A"), clerk("B_1", "B"));
        stage.report(
                receipt("1", 1, "A", "", "2015-03-14T12:00:00Z", "P - 1 100 100"),
                receipt("2", 1, "B", "", "2015-03-14T12:00:00Z", "P - 1 100 100"));
        var some = "stores: [\"" + prefix + "A\", \"" + prefix + "C\"]\nroster: {everyone: true}";
        is(stage.contest("sales_amount", "clerk", Stage.MARCH + "\n" + some), "1 A_1 1\n");
    }

    private NewFact clerk(String code, String store) {
        return new NewFact(
                "org",
                "clerk/" + prefix + code + "/2015-01-01",
                1,
                java.time.Instant.parse("2015-01-01T00:00:00Z"),
                Json.object()
                        .put("unit", "clerk")
                        .put("code", prefix + code)
                        .put("since", "2015-01-01")
                        .put("store_id", prefix + store)
                        .put("name", "Clerk " + code));
    }

    @Test
    void named_formulas_use_each_other_in_any_order_but_not_in_a_circle() {
        stage.metric("ordered", """
                let:
                  zebra: {count: lines}
                  apple: {add: [{let: zebra}, 1]}
                measures: {all: {let: apple}}
                """);
        stage.report(receipt("1", 1, "A", "", "2015-03-14T12:00:00Z", "P - 1 1 1, P - 1 1 1"));
        is(march("ordered", "store", "", "A"), "1 A 3\n");
        assertThatThrownBy(() -> stage.metric("round", """
                        let:
                          one: {add: [{let: two}, 1]}
                          two: {add: [{let: one}, 1]}
                        measures: {all: {let: one}}
                        """)).hasStackTraceContaining("in a circle");
    }

    private NewFact org(String store, String since, String region) {
        return new NewFact(
                "org",
                "store/" + prefix + store + "/" + since,
                1,
                java.time.Instant.parse(since + "T00:00:00Z"),
                Json.object()
                        .put("unit", "store")
                        .put("code", prefix + store)
                        .put("since", since)
                        .put("region", prefix + region)
                        .put("name", "Store " + store));
    }

    @Test
    void nobody_and_nothing_are_boards_too() {
        long nobody = march("amount_per_order", "store", "");
        is(nobody, "");
        assertThat(stage.act(nobody, "board", Json.object()).path("total").asInt())
                .isZero();
        long nothing = march("member_rate", "clerk", "", "A_1", "B_1");
        is(nothing, "1 A_1 -\n1 B_1 -\n");
    }

    @Test
    void amounts_beyond_any_double_stay_exact_also_over_members() {
        long contest = march("new_card_sales_points", "store", "", "A");
        long max = Long.MAX_VALUE;
        stage.report(
                member("m", 1, "A", "NORMAL", "2015-03-10T00:00:00Z", "", ""),
                receipt("1", 1, "A", "m", "2015-03-10T00:00:00Z", "P - 1 " + max + " 1, P - 1 " + max + " 1"),
                receipt("2", 1, "A", "m", "2015-03-10T00:00:00Z", "P - 1 " + max + " 1, P - 1 2 1"));
        is(contest, "1 A 27670116110564327423/120000\n");
    }

    @Test
    void a_target_makes_a_percentage_and_without_one_there_is_a_dash() {
        long contest = march("kpi_attainment", "clerk", "", "A_1", "B_1");
        stage.report(
                receipt("1", 1, "A", "", "2015-03-10T00:00:00Z", "P - 1 900 900"),
                receipt("2", 1, "B", "", "2015-03-10T00:00:00Z", "P - 1 900 900"),
                Stage.fact("kpi_target", prefix + "1", 1, "2015-03-01T00:00:00Z", """
                        {"store_id":"%sA","clerk_id":"%sA_1","amount":1200}""".formatted(prefix, prefix)));
        is(contest, "1 A_1 3/4\n2 B_1 -\n");
        var row = stage.act(contest, "board", Json.object()).path("rows").get(1);
        assertThat(row.path("display").asString()).isEqualTo("–");
    }

    @Test
    void files_that_have_no_meaning_are_refused_with_their_place() {
        assertThatThrownBy(() -> march("sku_points", "store", "params: {rules: 5}", "A"))
                .hasStackTraceContaining("must be a list of goods");
        assertThatThrownBy(() -> march("items_per_order", "store", "params: {variant: other}", "A"))
                .hasStackTraceContaining("must be one of [pieces, pieces_beyond_first, several_items]");
        assertThatThrownBy(() -> march("sales_orders", "store", "params: {sale_number: null}", "A"))
                .hasStackTraceContaining("must not be null");
        assertThatThrownBy(() -> march("sales_orders", "user", "", "A")).hasStackTraceContaining("not user");
        assertThatThrownBy(() -> march("sales_orders", "store", "group: store", "A"))
                .hasStackTraceContaining("is grouped by one of [city, region, brand]");
    }
}
