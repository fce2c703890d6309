package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.Publishing;
import dev.serai.fact.NewFact;
import dev.serai.kernel.Json;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/**
 * All seventeen dimensions by shop and by clerk, on a part of the real receipts moved by two years, against {@code
 * test/dimensions.py}, which counts them from the formulas alone.
 */
@HouseTest
class DimensionsTest {
    @Autowired
    Stage stage;

    @Autowired
    Publishing published;

    private static JsonNode script(String prefix) throws IOException, InterruptedException {
        var out = Files.createTempFile("dimensions", ".json");
        var err = Files.createTempFile("dimensions", ".err");
        var script = new ProcessBuilder(
                        "python3",
                        "../test/dimensions.py",
                        "--from=2017-01-25",
                        "--until=2017-04-02",
                        "--every=16",
                        "--years=2",
                        "--prefix=" + prefix)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(script.waitFor()).as(Files.readString(err)).isZero();
        return Json.read(Files.readString(out, StandardCharsets.UTF_8));
    }

    /** From number and unit to the contest's id. */
    private static Map<String, Long> contests(Stage stage, JsonNode told, List<String> files, boolean even) {
        Map<String, Long> ids = new LinkedHashMap<>();
        told.path("boards").properties().forEach(e -> {
            int number = Integer.parseInt(e.getKey().substring(0, 3));
            if (number % 2 == 0 == even) {
                var unit = e.getKey().substring(4);
                long id = stage.number();
                var goods =
                        List.of(107, 109, 110).contains(number) ? "params: {rules: " + told.path("goods") + "}" : "";
                files.add(Stage.file(
                        id,
                        METRICS.get(number - 101),
                        unit,
                        "start: " + told.path("start").asString() + "\nend: "
                                + told.path("end").asString() + "\nzone: UTC\n" + goods
                                + "\nroster: {units: " + told.path("units").path(unit) + "}"));
                ids.put(e.getKey(), id);
            }
        });
        return ids;
    }

    private static final List<String> METRICS = List.of(
            "sales_amount",
            "sales_orders",
            "amount_per_order",
            "items_per_order",
            "vip_members",
            "ordinary_members",
            "chosen_style_and_colour",
            "ticket_amount_point",
            "chosen_style",
            "sku_points",
            "ordinary_members_who_bought",
            "top_of_every_shop",
            "member_rate",
            "full_price_points",
            "new_card_sales_points",
            "repurchase_gain",
            "retention");

    private static String expected(JsonNode rows, String prefix) {
        var text = new StringBuilder();
        for (var row : rows) {
            BigInteger n = row.get(2).isNull() ? null : row.get(2).bigIntegerValue();
            text.append(row.get(0).asInt()).append(' ');
            text.append(row.get(1).asString().replace(prefix, "")).append(' ');
            text.append(n == null ? "-" : Stage.reduced(n, row.get(3).bigIntegerValue()));
            text.append('\n');
        }
        return text.toString();
    }

    @Test
    void all_thirty_four_boards_equal_the_script_and_an_eighteenth_metric_answers_at_once()
            throws IOException, InterruptedException {
        var prefix = stage.prefix();
        var told = script(prefix);
        List<NewFact> facts = new ArrayList<>();
        for (var fact : told.path("facts")) {
            facts.add(new NewFact(
                    fact.path("type").asString(),
                    fact.path("id").asString(),
                    1,
                    OffsetDateTime.parse(fact.path("occurred_at").asString()).toInstant(),
                    fact.path("body")));
        }
        // Half of the contests hear the facts arrive, in any order; the other half find them there.
        Collections.shuffle(facts, new Random(17));
        List<String> files = new ArrayList<>();
        var ids = contests(stage, told, files, true);
        published.apply(files);
        for (int from = 0; from < facts.size(); from += 500) {
            stage.report(facts.subList(from, Math.min(facts.size(), from + 500)));
        }
        files.clear();
        ids.putAll(contests(stage, told, files, false));
        published.apply(files);
        assertThat(ids).hasSize(34);
        ids.forEach((key, id) -> {
            assertThat(stage.settled(id)).as(key).isPositive();
            Eventually.is(
                    () -> key + "\n" + stage.board(id, prefix),
                    key + "\n" + expected(told.path("boards").path(key), prefix));
        });
        eighteenth(told, prefix);
    }

    /** Lines without discount: a file, and no more. */
    private void eighteenth(JsonNode told, String prefix) {
        var metric = "m" + prefix.replace("-", "").toLowerCase(java.util.Locale.ROOT);
        published.apply("""
                serai: metric/v1
                id: %s
                number: 118
                name: {zh-CN: 无折扣行数, en: Lines without discount}
                fact: receipt
                units: {store: store_id, clerk: clerk_id}
                measures:
                  lines: {count: lines, where: {equal: [{field: paid}, {field: list}]}}
                score: {value: lines}
                display: {scale: 0}
                """.formatted(metric));
        var unit = told.path("boards").path("101/store").get(0).get(1).asString();
        long lines = 0;
        for (var fact : told.path("facts")) {
            if (fact.path("type").asString().equals("receipt")
                    && fact.path("occurred_at").asString().startsWith("2019-03")
                    && fact.path("body").path("store_id").asString().equals(unit)) {
                for (var line : fact.path("body").path("lines")) {
                    lines += line.path("paid").equals(line.path("list")) ? 1 : 0;
                }
            }
        }
        long id = stage.contest(
                metric,
                "store",
                "start: 2019-03-01T00:00\nend: 2019-04-01T00:00\nzone: UTC\nroster: {units: [\"" + unit + "\"]}");
        stage.eventually(id, prefix, "1 " + unit.replace(prefix, "") + " " + lines + "\n");
        assertThat(stage.act(id, "info", Json.object()).path("rules").path("en").asString())
                .isEqualTo("Score = count of (lines where paid = list)");
    }
}
