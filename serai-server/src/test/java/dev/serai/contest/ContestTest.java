package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.HouseTest;
import dev.serai.Publishing;
import dev.serai.activity.Play;
import dev.serai.fact.CsvLoad;
import dev.serai.fact.Facts;
import dev.serai.fact.NewFact;
import dev.serai.fact.Taken;
import dev.serai.kernel.Ids;
import dev.serai.kernel.Json;
import dev.serai.openapi.PublicPage;
import dev.serai.protocol.Refusal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@HouseTest
class ContestTest {
    private static final AtomicLong ACTIVITY = new AtomicLong(900_000);
    private static final Play.Viewer SIGNED = new Play.Viewer(null, true, false);
    private static final Play.Viewer ANYBODY = new Play.Viewer(null, false, true);

    @Autowired
    Publishing published;

    @Autowired
    Facts facts;

    @Autowired
    CsvLoad load;

    @Autowired
    Contests contests;

    @Autowired
    Stage stage;

    @Autowired
    ShopPkTopList page;

    @Autowired
    Ids ids;

    /** Stores of this test alone: all tests share one database. */
    private String store = "";

    @BeforeEach
    void prepare() {
        store = "S" + ids.next() + "-";
    }

    private long contest(String window, int showTop, String... units) {
        long id = ACTIVITY.incrementAndGet();
        var roster = new ArrayList<String>();
        for (var unit : units) {
            roster.add("\"" + store + unit + "\"");
        }
        published.apply("""
                serai: contest/v1
                id: %d
                name: {zh-CN: 测试, en: Test}
                metric: sales_amount
                unit: store
                zone: Europe/Berlin
                %s
                show_top: %d
                public: true
                roster: {units: %s}
                """.formatted(id, window, showTop, roster));
        return id;
    }

    private static final String MARCH = "start: 2017-03-01T00:00\nend: 2017-04-01T00:00";

    private NewFact receipt(String id, long version, String unit, String at, long... paid) {
        var body = Json.object().put("store_id", store + unit).put("clerk_id", store + unit + "_1");
        var lines = body.putArray("lines");
        for (long amount : paid) {
            lines.addObject()
                    .put("product_id", "P")
                    .put("quantity", 1)
                    .put("paid", amount)
                    .put("list", amount);
        }
        return new NewFact("receipt", store + id, version, Instant.parse(at), body);
    }

    private void report(NewFact... given) {
        assertThat(facts.take(List.of(given))).extracting(Taken::result).doesNotContain(Taken.Result.REFUSED);
    }

    private JsonNode act(long contest, String action, ObjectNode args, Play.Viewer viewer) {
        return contests.find(contest, null).orElseThrow().act(action, args, viewer);
    }

    private String board(long contest) {
        var text = new StringBuilder();
        var board = act(contest, "board", Json.object().put("limit", 1000), SIGNED);
        for (var row : board.path("rows")) {
            text.append(row.path("rank").asInt()).append(' ');
            text.append(row.path("unit_id").asString().replace(store, "")).append(' ');
            text.append(row.path("score").asString()).append('\n');
        }
        return text.toString();
    }

    private void eventually(long contest, String expected) {
        Eventually.is(() -> board(contest), expected);
        // What this contest shows may be there before all else that its definition counts.
        stage.settled(contest);
    }

    @Test
    void absent_stores_stand_with_zero_and_equals_share_a_rank() {
        long id = contest(MARCH, 100, "C", "B", "A", "D");
        report(
                receipt("1", 1, "B", "2017-03-05T10:00:00Z", 1050, 50),
                receipt("2", 1, "D", "2017-03-06T10:00:00Z", 1100));
        eventually(id, "1 B 11.00\n1 D 11.00\n3 A 0.00\n3 C 0.00\n");
    }

    @Test
    void the_window_is_half_open_in_the_contests_zone() {
        long id = contest(MARCH, 100, "A");
        report(
                receipt("1", 1, "A", "2017-02-28T22:59:59.999999Z", 1),
                receipt("2", 1, "A", "2017-02-28T23:00:00Z", 10),
                receipt("3", 1, "A", "2017-03-31T21:59:59.999999Z", 100),
                // Berlin has changed to summer time by then.
                receipt("4", 1, "A", "2017-03-31T22:00:00Z", 1000));
        eventually(id, "1 A 1.10\n");
    }

    @Test
    void a_correction_moves_exactly_its_receipt_also_to_another_store_or_out_of_the_window() {
        long id = contest(MARCH, 100, "A", "B");
        report(receipt("1", 1, "A", "2017-03-05T10:00:00Z", 500), receipt("2", 1, "A", "2017-03-05T11:00:00Z", 300));
        eventually(id, "1 A 8.00\n2 B 0.00\n");
        report(receipt("1", 2, "A", "2017-03-07T10:00:00Z", 450));
        eventually(id, "1 A 7.50\n2 B 0.00\n");
        report(receipt("1", 3, "B", "2017-03-07T10:00:00Z", 450));
        eventually(id, "1 B 4.50\n2 A 3.00\n");
        report(receipt("1", 4, "B", "2017-04-07T10:00:00Z", 450));
        eventually(id, "1 A 3.00\n2 B 0.00\n");
        report(receipt("1", 9, "B", "2017-03-31T10:00:00Z", -450));
        eventually(id, "1 A 3.00\n2 B -4.50\n");
    }

    @Test
    void sums_beyond_64_bits_are_exact() {
        long id = contest(MARCH, 100, "A");
        report(
                receipt("1", 1, "A", "2017-03-05T10:00:00Z", Long.MAX_VALUE, Long.MAX_VALUE),
                receipt("2", 1, "A", "2017-03-05T10:00:00Z", Long.MAX_VALUE, 1));
        eventually(id, "1 A 276701161105643274.22\n");
        var raw = act(id, "board", Json.object(), SIGNED).path("rows").get(0).path("raw");
        assertThat(raw).hasToString("{\"n\":27670116110564327422,\"d\":100}");
    }

    @Test
    void any_order_doubled_and_corrected_gives_the_board_of_a_clean_load() {
        for (long seed : new long[] {1, 2, 3}) {
            var random = new Random(seed);
            long id = contest(MARCH, 100, "A" + seed, "B" + seed, "C" + seed);
            Map<String, NewFact> last = new HashMap<>();
            List<NewFact> all = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                var unit = "ABCX".charAt(random.nextInt(4)) + "" + seed;
                var at = "2017-0%d-%02dT10:00:00Z".formatted(2 + random.nextInt(3), 1 + random.nextInt(28));
                var number = seed + "-" + random.nextInt(100);
                long version =
                        all.stream().filter(f -> f.id().equals(store + number)).count() + 1;
                var fact = receipt(number, version, unit, at, random.nextInt(-500, 10_000), random.nextInt(5000));
                all.add(fact);
                last.put(number, fact);
            }
            all.addAll(all.subList(0, 150));
            Collections.shuffle(all, random);
            for (int from = 0; from < all.size(); from += 37) {
                report(all.subList(from, Math.min(all.size(), from + 37)).toArray(NewFact[]::new));
            }
            eventually(id, clean(last.values().stream().toList(), seed));
        }
    }

    private String clean(List<NewFact> newest, long seed) {
        Map<String, Long> sums = new HashMap<>(Map.of("A" + seed, 0L, "B" + seed, 0L, "C" + seed, 0L));
        for (var fact : newest) {
            if (fact.occurredAt().toString().startsWith("2017-03")) {
                fact.body()
                        .path("lines")
                        .forEach(line -> sums.computeIfPresent(
                                fact.body().path("store_id").asString().replace(store, ""),
                                (_, sum) -> sum + line.path("paid").asLong()));
            }
        }
        var order = new ArrayList<>(sums.entrySet());
        order.sort(Comparator.comparing((Map.Entry<String, Long> e) -> -e.getValue())
                .thenComparing(Map.Entry::getKey));
        var text = new StringBuilder();
        for (int i = 0; i < order.size(); i++) {
            text.append(i + 1).append(' ').append(order.get(i).getKey()).append(' ');
            text.append(BigDecimal.valueOf(order.get(i).getValue(), 2).toPlainString())
                    .append('\n');
        }
        return text.toString();
    }

    @Test
    void a_contest_declared_later_counts_what_was_there_before() {
        report(receipt("1", 1, "A", "2017-03-05T10:00:00Z", 500), receipt("1", 2, "A", "2017-03-05T10:00:00Z", 600));
        eventually(contest(MARCH, 100, "A"), "1 A 6.00\n");
    }

    @Test
    void a_metric_with_conditions_and_a_ratio_counts_the_same_in_java_and_in_sql() {
        var metric = "m" + ids.next().toLowerCase(java.util.Locale.ROOT);
        published.apply("""
                serai: metric/v1
                id: %s
                name: {zh-CN: 测试, en: Test}
                fact: receipt
                units: {store: store_id, clerk: clerk_id}
                params: {discount: {type: integer, default: 895}, least: {type: integer, default: 0}}
                measures:
                  full:
                    sum: {field: paid}
                    over: lines
                    where: {at_least: [{multiply: [{field: paid}, 1000]}, {multiply: [{field: list}, {param: discount}]}]}
                  valid:
                    count: document
                    where:
                      all:
                        - {more: [{sum: {field: paid}, over: lines}, {param: least}]}
                        - {not: {equal: [{document: customer_id}, {text: staff}]}}
                        - {more: [{count: lines, where: {more: [{field: quantity}, 0]}}, 1]}
                score: {ratio: [full, valid]}
                display: {scale: 1}
                """.formatted(metric));
        long id = ACTIVITY.incrementAndGet();
        published.apply("""
                serai: contest/v1
                id: %d
                name: {zh-CN: 测试, en: Test}
                metric: %s
                params: {least: 1000}
                unit: clerk
                zone: UTC
                %s
                roster: {units: ["%sA_1", "%sB_1", "%sC_1"]}
                """.formatted(id, metric, MARCH, store, store, store));
        var boundary = receipt("1", 1, "A", "2017-03-05T10:00:00Z", 895, 894, 895);
        for (var line : boundary.body().path("lines")) {
            ((ObjectNode) line).put("list", 1000);
        }
        var staff = receipt("2", 1, "A", "2017-03-05T10:00:00Z", 5000, 5000);
        ((ObjectNode) staff.body()).put("customer_id", "staff");
        var random = new Random(7);
        var given = new ArrayList<>(List.of(boundary, staff, receipt("3", 1, "B", "2017-03-05T10:00:00Z", 5, 6)));
        for (int i = 4; i < 100; i++) {
            var fact = receipt(
                    "" + i,
                    1,
                    "C",
                    "2017-03-%02dT00:00:00Z".formatted(1 + i % 28),
                    random.nextInt(2000),
                    -5,
                    random.nextInt(2000));
            fact.body()
                    .path("lines")
                    .forEach(line -> ((ObjectNode) line)
                            .put("list", random.nextInt(3000))
                            .put("quantity", random.nextInt(3)));
            given.add(fact);
        }
        report(given.toArray(NewFact[]::new));
        assertThat(stage.settled(id)).isGreaterThan(20);
        Eventually.is(
                () -> act(id, "me", Json.object().put("unit_id", store + "A_1"), SIGNED)
                        .path("me")
                        .path("raw")
                        .toString(),
                // 895 + 895 + 10000 over one receipt that is no staff receipt.
                "{\"n\":11790,\"d\":1}");
        Eventually.is(
                () -> {
                    var last =
                            act(id, "board", Json.object(), SIGNED).path("rows").get(2);
                    return last.path("unit_id").asString().replace(store, "") + " " + last.path("score") + " "
                            + last.path("raw");
                },
                "B_1 null {\"n\":11,\"d\":0}");
    }

    @Test
    void versions_rise_with_content_only() {
        long id = contest(MARCH, 100, "A");
        report(receipt("1", 1, "A", "2017-03-05T10:00:00Z", 500));
        eventually(id, "1 A 5.00\n");
        var before = act(id, "board", Json.object(), SIGNED);
        report(
                receipt("1", 1, "A", "2017-03-05T10:00:00Z", 500),
                receipt("2", 1, "other", "2017-03-05T10:00:00Z", 500));
        report(receipt("3", 1, "A", "2017-03-05T10:00:00Z", 1));
        eventually(id, "1 A 5.01\n");
        var after = act(id, "board", Json.object(), SIGNED);
        assertThat(after.path("version").asLong())
                .isEqualTo(before.path("version").asLong() + 1);
        Instant.parse(after.path("as_of").asString());
    }

    @Test
    void who_does_not_sign_sees_no_row_beyond_show_top() {
        long id = contest(MARCH, 2, "A", "B", "C");
        report(receipt("1", 1, "B", "2017-03-05T10:00:00Z", 5));
        eventually(id, "1 B 0.05\n2 A 0.00\n2 C 0.00\n");
        assertThat(act(id, "board", Json.object(), SIGNED).path("rows").size()).isEqualTo(2);
        assertThat(act(id, "board", Json.object().put("limit", 10), SIGNED)
                        .path("rows")
                        .size())
                .isEqualTo(3);
        assertThat(act(id, "board", Json.object().put("limit", 10), ANYBODY)
                        .path("rows")
                        .size())
                .isEqualTo(2);
        assertThat(act(id, "board", Json.object().put("offset", 2), ANYBODY)
                        .path("rows")
                        .size())
                .isZero();
        assertThat(act(id, "board", Json.object().put("me", store + "C"), ANYBODY)
                        .path("me")
                        .isNull())
                .isTrue();
        var mine = act(
                id,
                "board",
                Json.object().put("me", store + "C").put("offset", 1).put("limit", 1),
                SIGNED);
        assertThat(mine.path("me").path("score").asString()).isEqualTo("0.00");
        assertThat(mine.path("total").asInt()).isEqualTo(3);
        assertThat(mine.path("rows").get(0).path("unit_id").asString()).isEqualTo(store + "A");
    }

    @Test
    void bad_arguments_name_the_bounds() {
        long id = contest(MARCH, 2, "A");
        assertThatThrownBy(() -> act(id, "board", Json.object().put("limit", 1001), SIGNED))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("at most 1000, was 1001");
        assertThatThrownBy(() -> act(id, "board", Json.object().put("limit", 0), SIGNED))
                .hasMessageContaining("at least 1, was 0");
        assertThatThrownBy(() -> act(id, "board", Json.object().put("offset", "x"), SIGNED))
                .hasMessageContaining("must be an integer");
        assertThatThrownBy(() -> act(id, "me", Json.object().put("unit_id", "nobody"), SIGNED))
                .hasMessageContaining("no participant nobody");
        assertThatThrownBy(() -> act(id, "explain", Json.object(), SIGNED)).hasMessageContaining("unit_id is missing");
        assertThatThrownBy(() -> act(id, "explain", Json.object().put("unit_id", "nobody"), SIGNED))
                .hasMessageContaining("no participant nobody");
    }

    @Test
    void explain_lists_the_receipts_that_add_up_to_the_score() {
        long id = contest(MARCH, 2, "A", "B");
        var given = new ArrayList<NewFact>();
        for (int i = 0; i < 25; i++) {
            given.add(receipt("%02d".formatted(i), 1 + i, i % 5 == 0 ? "B" : "A", "2017-03-05T10:00:00Z", i, 7));
        }
        report(given.toArray(NewFact[]::new));
        eventually(id, "1 A 3.90\n2 B 0.85\n");
        var sum = BigInteger.ZERO;
        var seen = new ArrayList<String>();
        String after = null;
        do {
            var args = Json.object().put("unit_id", store + "A").put("limit", 7).put("after", after);
            var answer = act(id, "explain", args, SIGNED);
            assertThat(answer.path("score").asString()).isEqualTo("3.90");
            for (var fact : answer.path("facts")) {
                sum = sum.add(fact.path("n").bigIntegerValue());
                assertThat(fact.path("d").asInt()).isEqualTo(100);
                seen.add(fact.path("id").asString());
            }
            after = answer.path("next").isNull() ? null : answer.path("next").asString();
        } while (after != null);
        assertThat(seen).hasSize(20).doesNotHaveDuplicates();
        assertThat(sum).isEqualTo(BigInteger.valueOf(390));
    }

    @Test
    void the_old_address_answers_in_document_001s_form() {
        long id = contest(MARCH, 2, "A", "B", "C");
        report(receipt("1", 1, "B", "2017-03-05T10:00:00Z", 1250));
        eventually(id, "1 B 12.50\n2 A 0.00\n2 C 0.00\n");
        assertThat(visit(Long.toString(id)))
                .isEqualTo(
                        "200 [{\"shopCode\":\"%sB\",\"totalScore\":12.50,\"top\":\"1\"},{\"shopCode\":\"%sA\",\"totalScore\":0.00,\"top\":\"2\"}]"
                                .formatted(store, store));
        assertThat(visit("1")).startsWith("404 {\"code\":404");
        assertThat(visit("x' OR 1=1")).startsWith("400").contains("param.invalid");
    }

    private String visit(String activityId) {
        var reply = page.answer(new PublicPage.Visit(
                "GET", page.path(), Map.of("activityId", activityId), Map.of(), Map.of(), new byte[0], "r"));
        return reply.status() + " " + new String(reply.body(), StandardCharsets.UTF_8);
    }

    private static InputStream realFile() {
        return Objects.requireNonNull(
                ContestTest.class.getResourceAsStream("/demo/complete-journey/transactions.csv.gz"));
    }

    @Test
    void board_301_of_the_real_file_equals_a_plain_sum_and_loading_it_again_changes_nothing() throws IOException {
        published.file("/demo/contest-301.yaml");
        long began = System.nanoTime();
        var first = load.load("receipt", 1, realFile(), _ -> {});
        long taken = System.nanoTime();
        assertThat(first.count(Taken.Result.ACCEPTED) + first.count(Taken.Result.DUPLICATE))
                .isEqualTo(35_274);
        eventually(301, plain());
        long shown = System.nanoTime();
        System.out.printf(
                "full file: %d facts durable in %d ms = %d facts/s; on the board after %d ms more%n",
                35_274,
                (taken - began) / 1_000_000,
                35_274_000_000_000L / (taken - began),
                (shown - taken) / 1_000_000);
        var before = act(301, "board", Json.object(), SIGNED);
        long again = System.nanoTime();
        var second = load.load("receipt", 1, realFile(), _ -> {});
        System.out.printf("the same again: %d ms%n", (System.nanoTime() - again) / 1_000_000);
        assertThat(second.count(Taken.Result.DUPLICATE)).isEqualTo(35_274);
        eventually(301, plain());
        assertThat(act(301, "board", Json.object(), SIGNED)).isEqualTo(before);
    }

    /** No quotes in this file; a basket has one time, so lines may be summed by themselves. */
    private static String plain() throws IOException {
        Map<String, BigDecimal> sums = new HashMap<>();
        try (var in =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(realFile()), StandardCharsets.UTF_8))) {
            in.readLine();
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                var cells = line.split(",", -1);
                sums.merge(
                        cells[1],
                        cells[10].startsWith("2017-03-") ? new BigDecimal(cells[5]) : BigDecimal.ZERO,
                        BigDecimal::add);
            }
        }
        sums.replaceAll((_, sum) -> sum.setScale(2, java.math.RoundingMode.HALF_UP));
        var order = new ArrayList<>(sums.entrySet());
        order.sort(
                Map.Entry.<String, BigDecimal>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()));
        var text = new StringBuilder();
        int rank = 0;
        for (int i = 0; i < order.size(); i++) {
            if (i == 0 || order.get(i).getValue().compareTo(order.get(i - 1).getValue()) != 0) {
                rank = i + 1;
            }
            text.append(rank)
                    .append(' ')
                    .append(order.get(i).getKey())
                    .append(' ')
                    .append(order.get(i).getValue())
                    .append('\n');
        }
        return text.toString();
    }
}
