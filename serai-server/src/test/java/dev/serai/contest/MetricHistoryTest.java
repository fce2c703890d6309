package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.Publishing;
import dev.serai.fact.NewFact;
import dev.serai.kernel.Json;
import dev.serai.release.Snapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.node.ObjectNode;

/**
 * For every metric that ships: what was counted fact by fact, on random histories with duplicates, disorder, refunds,
 * corrections that change owner, day and customer, and jumps of versions, is what SQL counts over the newest versions.
 */
@HouseTest
class MetricHistoryTest {
    private static final Instant START = Instant.parse("2021-03-10T00:00:00Z");

    /** Ten days in a zone that puts its clock forward on the fourth. */
    private static final String WINDOW = "start: 2021-03-10T00:00\nend: 2021-03-20T00:00\nzone: America/New_York";

    private static final Map<String, List<String>> PARAMS = Map.of(
            "sales_orders", List.of("{}", "{sale_amount: 500, sale_number: 3}"),
            "amount_per_order", List.of("{}", "{sale_amount: 300, min_orders: 3}"),
            "items_per_order",
                    List.of("{}", "{variant: several_items}", "{variant: pieces_beyond_first, sale_number: 2}"),
            "chosen_style_and_colour",
                    List.of(
                            "{rules: [P1, {commodity: P2, colour: red}]}",
                            "{rules: [{commodity: P2, colour: red}], measure: amount}",
                            "{rules: [P0, P3], measure: orders}"),
            "chosen_style", List.of("{rules: [P1, {commodity: P2, colour: red}]}"),
            "ticket_amount_point", List.of("{}", "{sale_amount: 400}"),
            "sku_points",
                    List.of("{rules: [{commodity: P1, points: 3, per: yuan, priority: 2}, {commodity: P1, colour: red,"
                            + " points: 7, priority: 1}, {commodity: P2, points: -2}]}"),
            "full_price_points",
                    List.of(
                            "{}",
                            "{rounding: floor_per_order, denominator: 100}",
                            "{rounding: floor_total, discount: 900}"),
            "repurchase_gain", List.of("{}", "{newcomers: zero}", "{compat: seed001}"),
            "community_activity", List.of("{}", "{like: 0, share: -1}"));

    @Autowired
    Stage stage;

    @Autowired
    Publishing published;

    @Autowired
    Snapshots snapshots;

    private final Random random = new Random(20_260_726);
    private String prefix = "";

    private String some(String kind, int many) {
        return prefix + kind + random.nextInt(many);
    }

    private Instant moment() {
        return START.plus(Duration.ofMinutes(random.nextInt(-11 * 1440, 12 * 1440)));
    }

    private static @Nullable String or(String text, boolean none) {
        return none ? null : text;
    }

    private void owner(ObjectNode body) {
        var store = some("S", 3);
        body.put("store_id", store).put("clerk_id", store + "_" + random.nextInt(2));
    }

    private ObjectNode receipt() {
        var body = Json.object();
        owner(body);
        body.put("customer_id", or(some("C", 25), random.nextInt(5) == 0));
        var lines = body.putArray("lines");
        int sign = random.nextInt(4) == 0 ? -1 : 1;
        for (int i = random.nextInt(4); i > 0; i--) {
            int list = random.nextInt(1_000);
            lines.addObject()
                    .put("product_id", "P" + random.nextInt(4))
                    .put("color_id", or("red", random.nextBoolean()))
                    .put("quantity", sign * random.nextInt(3))
                    .put("paid", sign * list * random.nextInt(85, 101) / 100)
                    .put("list", sign * (random.nextInt(6) == 0 ? 0 : list));
        }
        return body;
    }

    private ObjectNode member() {
        var body = Json.object();
        owner(body);
        var opened = moment();
        boolean vip = random.nextInt(3) == 0;
        return body.put("level", vip ? "VIP" : "NORMAL")
                .put("opened_at", opened.toString())
                .put(
                        "vip_at",
                        or(opened.plusSeconds(random.nextInt(3) * 86_400L).toString(), !vip || random.nextInt(4) == 0))
                .put("cancelled_at", or(moment().toString(), random.nextInt(4) != 0));
    }

    private ObjectNode statement(String day) {
        var body = Json.object().put("date", day);
        owner(body);
        var values = body.putObject("values");
        if (random.nextInt(8) != 0) {
            values.put("RePurchaseCount", random.nextInt(50));
        }
        values.put(
                "RePurchaseRate",
                random.nextInt(10) == 0 ? null : java.math.BigDecimal.valueOf(random.nextInt(1_000_000), 4));
        return body;
    }

    private NewFact fact() {
        var at = moment();
        var day = at.toString().substring(0, 10);
        long version = 1 + random.nextInt(6) * random.nextInt(6);
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> new NewFact("receipt", some("R", 150), version, at, receipt());
            case 4, 5 -> new NewFact("member", some("C", 25), version, at, member());
            case 6 -> new NewFact("statement", day + "/" + some("X", 20), version, at, statement(day));
            case 7 -> new NewFact("statement_complete", day, 1, Instant.parse(day + "T12:00:00Z"), Json.object());
            case 8 -> {
                var body = Json.object()
                        .put("kind", List.of("POST", "COMMENT", "LIKE", "SHARE").get(random.nextInt(4)));
                body.put("user_id", some("U", 5)).put("withdrawn", random.nextInt(5) == 0);
                yield new NewFact("community_event", some("E", 40), version, at, body);
            }
            default -> {
                var body = Json.object();
                owner(body);
                boolean share = random.nextBoolean();
                yield share
                        ? new NewFact("share", some("H", 30), version, at, body.put("user_id", some("U", 5)))
                        : new NewFact(
                                "kpi_target", some("K", 10), version, at, body.put("amount", random.nextInt(9_000)));
            }
        };
    }

    private Map<String, Long> files(List<String> files, boolean even) {
        Map<String, Long> ids = new LinkedHashMap<>();
        for (var metric : snapshots.now().all(Metric.class)) {
            if (metric.fact().equals("none")
                    || metric.id().startsWith("m") && metric.id().length() > 20) {
                continue; // another test's
            }
            for (var params : PARAMS.getOrDefault(metric.id(), List.of("{}"))) {
                for (var unit : List.of("store", "clerk", "user")) {
                    boolean mine =
                            metric.units().contains(unit) && (metric.id() + params + unit).hashCode() % 2 == 0 == even;
                    if (mine) {
                        long id = stage.number();
                        var stores = unit.equals("store") && random.nextBoolean()
                                ? "\nstores: [\"" + prefix + "S0\", \"" + prefix + "S2\"]"
                                : "";
                        files.add(Stage.file(
                                id,
                                metric.id(),
                                unit,
                                WINDOW + stores + "\nparams: " + params + "\nroster: {everyone: true}"));
                        ids.put(metric.id() + params + unit + stores, id);
                    }
                }
            }
        }
        return ids;
    }

    @Test
    void what_was_counted_fact_by_fact_is_what_sql_counts_over_all() {
        prefix = stage.prefix();
        List<NewFact> history = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            history.add(fact());
        }
        history.addAll(history.subList(0, 300));
        Collections.shuffle(history, random);
        List<String> files = new ArrayList<>();
        var ids = files(files, true);
        published.apply(files);
        for (int from = 0; from < 1_200; from += 100) {
            stage.report(history.subList(from, from + 100));
        }
        files.clear();
        ids.putAll(files(files, false));
        published.apply(files);
        for (int from = 1_200; from < history.size(); from += 100) {
            stage.report(history.subList(from, Math.min(history.size(), from + 100)));
        }
        assertThat(ids).hasSizeGreaterThan(60);
        var busy = ids.values().stream().filter(id -> stage.settled(id) > 0).count();
        // Nearly all of them had something to count.
        assertThat(busy).isGreaterThan(ids.size() * 9L / 10);
    }
}
