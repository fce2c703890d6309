package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.kernel.MerchantId;
import dev.serai.order.OrderFigures;
import dev.serai.watch.MerchantCalls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What the merchant's developer sees of his calls and orders at the portal. */
class WorkbenchTest extends MerchantTests {
    @Autowired
    MerchantCalls calls;

    @Autowired
    OrderFigures figures;

    private void call(
            String merchant, String app, Instant at, String method, int code, @Nullable String subCode, int micros) {
        db.sql("""
                INSERT INTO watch.call (request_id, at, merchant_id, app_id, dialect, method, version, http_method, address,
                    code, sub_code, sub_msg, step, micros, user_id, bytes_in, bytes_out)
                VALUES (:id, :at, :merchant, :app, 'serai', :method, 1, 'POST', '127.0.0.1', :code, :sub, :msg, :step,
                    :micros, NULL, 10, 20)""")
                .param("id", ids.next())
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("merchant", merchant)
                .param("app", app)
                .param("method", method)
                .param("code", code)
                .param("sub", subCode)
                .param("msg", subCode == null ? null : "what was wrong, what was found, what to do")
                .param("step", subCode == null ? "done" : "schema")
                .param("micros", micros)
                .update();
    }

    @Test
    void the_log_pages_through_every_call_once_and_filters_and_shows_nobody_elses() throws Exception {
        var owner = approved();
        var other = approved();
        var merchant = merchant(owner);
        var app = app(owner, "SANDBOX");
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        for (int i = 0; i < 55; i++) {
            // Three calls bear each instant, so that a page may end between them.
            var at = now.minusSeconds(60 + i / 3);
            boolean bad = i % 5 == 0;
            call(merchant, app, at, i % 2 == 0 ? "a.one" : "a.two", bad ? 400 : 200, bad ? "param.missing" : null, i);
        }
        var foreign = app(other, "SANDBOX");
        call(merchant(other), foreign, now.minusSeconds(60), "a.one", 200, null, 1);

        var seen = new ArrayList<String>();
        @Nullable String after = null;
        do {
            var page = get("/portal/api/calls?limit=10" + (after == null ? "" : "&after=" + after), owner)
                    .body();
            page.path("calls").forEach(c -> seen.add(c.path("request_id").asString()));
            after = page.path("next").isNull() ? null : page.path("next").asString();
        } while (after != null);
        assertThat(seen).hasSize(55).doesNotHaveDuplicates();

        assertThat(get("/portal/api/calls?limit=200&method=a.two&result=failed", owner)
                        .body()
                        .path("calls"))
                .hasSize(5)
                .allSatisfy(c -> assertThat(c.path("sub_msg").asString()).contains("what to do"));
        assertThat(get("/portal/api/calls?code=400&limit=200", owner).body().path("calls"))
                .hasSize(11);
        assertThat(get("/portal/api/calls?sub_code=param.missing&limit=200", owner)
                        .body()
                        .path("calls"))
                .hasSize(11);
        assertThat(get("/portal/api/calls?request_id=" + seen.get(7), owner)
                        .body()
                        .path("calls"))
                .hasSize(1);
        var from = now.minusSeconds(61).toString();
        assertThat(get("/portal/api/calls?limit=200&from=" + from, owner).body().path("calls"))
                .hasSize(6);

        assertThat(get("/portal/api/calls?request_id=" + seen.get(7), other)
                        .body()
                        .path("calls"))
                .isEmpty();
        assertThat(get("/portal/api/calls?app_id=" + app, other).code()).isEqualTo("not_found");
        assertThat(get("/portal/api/calls?app_id=nobody", other).body())
                .isEqualTo(get("/portal/api/calls?app_id=" + app, other).body());
        for (var wrong : List.of(
                "after=x", "limit=0", "limit=201", "code=99", "result=x", "from=x", "from=2020-01-01T00:00:00Z")) {
            assertThat(get("/portal/api/calls?" + wrong, owner).code())
                    .as(wrong)
                    .isEqualTo("request.invalid");
        }

        // The second wall: even with another's app named, the database shows a merchant nothing of it.
        var span = new MerchantCalls.Span(now.minusSeconds(3600), now.plusSeconds(1));
        var any = new MerchantCalls.Filter(null, null, null, null, null);
        assertThat(calls.page(new MerchantId(merchant(other)), List.of(app), span, any, null, 10)
                        .orElseThrow()
                        .calls())
                .isEmpty();
        assertThat(calls.groups(new MerchantId(merchant(other)), List.of(app), span))
                .isEmpty();
    }

    @Test
    void refusals_are_grouped_and_latencies_are_those_of_the_sorted_calls() throws Exception {
        var owner = approved();
        var merchant = merchant(owner);
        var app = app(owner, "SANDBOX");
        // Noon at GMT+8, so that the hours around it lie in one day there.
        var noon = clock.instant()
                .truncatedTo(ChronoUnit.DAYS)
                .minus(Duration.ofDays(2))
                .plus(Duration.ofHours(4));
        var random = new Random(7);
        var micros = new ArrayList<Integer>();
        for (int i = 0; i < 101; i++) {
            micros.add(random.nextInt(100_000));
            call(merchant, app, noon.plusSeconds(i), "a.one", 200, null, micros.getLast());
        }
        for (int i = 0; i < 3; i++) {
            call(merchant, app, noon.plusSeconds(1000 + i), "a.two", 409, "order.conflict", 5);
        }
        // 23:59:59 and 00:00:00 at GMT+8 are two days.
        call(merchant, app, noon.plus(Duration.ofHours(12)).minusSeconds(1), "a.three", 200, null, 1);
        call(merchant, app, noon.plus(Duration.ofHours(12)), "a.three", 200, null, 1);

        var span = "?from=" + noon.minus(Duration.ofHours(12)) + "&to=" + noon.plus(Duration.ofHours(36));
        var groups = get("/portal/api/calls/errors" + span, owner).body().path("groups");
        assertThat(groups).hasSize(1);
        var group = groups.path(0);
        assertThat(group.path("sub_code").asString()).isEqualTo("order.conflict");
        assertThat(group.path("calls").asInt()).isEqualTo(3);
        assertThat(Instant.parse(group.path("first_at").asString())).isEqualTo(noon.plusSeconds(1000));
        assertThat(Instant.parse(group.path("last_at").asString())).isEqualTo(noon.plusSeconds(1002));
        var sample = get("/portal/api/calls?request_id=" + group.path("sample").asString(), owner)
                .body();
        assertThat(Instant.parse(sample.path("calls").path(0).path("at").asString()))
                .isEqualTo(noon.plusSeconds(1002));

        var found = get("/portal/api/calls/figures" + span, owner).body();
        assertThat(found.path("days")).hasSize(2);
        assertThat(found.path("days").path(0).path("calls").asInt()).isEqualTo(105);
        assertThat(found.path("days").path(0).path("failed").asInt()).isEqualTo(3);
        assertThat(found.path("days").path(1).path("calls").asInt()).isEqualTo(1);
        var one = found.path("methods")
                .valueStream()
                .filter(m -> m.path("method").asString().equals("a.one"))
                .findFirst()
                .orElseThrow();
        micros.sort(null);
        // The smallest value that at least so many in a hundred do not exceed.
        assertThat(one.path("p50_micros").asInt()).isEqualTo(micros.get(50));
        assertThat(one.path("p95_micros").asInt()).isEqualTo(micros.get(95));
        assertThat(one.path("p99_micros").asInt()).isEqualTo(micros.get(99));

        await().untilAsserted(() -> {
            var quota = get("/portal/api/quotas", owner).body().path("quotas").path(0);
            assertThat(quota.path("app_id").asString()).isEqualTo(app);
            assertThat(quota.path("limits").path("per_second").asInt()).isEqualTo(20);
        });
    }

    @Test
    void a_real_refusal_is_in_the_log_with_its_whole_cause() throws Exception {
        var owner = approved();
        var app = app(owner, "SANDBOX");
        var secret = secret(owner, app, 0);
        untilPing(app, secret, "OK");
        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + door.port() + "/serai/ping?app_id=" + app
                                                + "&timestamp=" + clock.millis() + "&nonce=" + ids.next()
                                                + "&sign_type=HMAC-SHA256&sign=00"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        var told = dev.serai.kernel.Json.read(answer);
        await().untilAsserted(() -> {
            var found = get(
                            "/portal/api/calls?request_id="
                                    + told.path("request_id").asString(),
                            owner)
                    .body();
            assertThat(found.path("calls")).hasSize(1);
            assertThat(found.path("calls").path(0).path("sub_msg")).isEqualTo(told.path("sub_msg"));
        });
    }

    private void order(
            String merchant,
            String app,
            Instant at,
            String method,
            String status,
            String items,
            @Nullable Long amount) {
        boolean known = amount != null;
        db.sql("""
                INSERT INTO orders.order_copy (order_id, merchant_id, app_id, out_order_no, content_sha256, items, request_key,
                    status, core_order_id, amount, currency, core_version, status_seq, place, created_at, changed_at, tries, method)
                VALUES (:id, :merchant, :app, :id, '', :items::jsonb, :id, :status, :core, :amount, :currency, 1, 1,
                    (SELECT coalesce(max(place), 0) + 1 FROM orders.order_copy WHERE merchant_id = :merchant), :at, :at, 0, :method)""")
                .param("id", ids.next())
                .param("merchant", merchant)
                .param("app", app)
                .param("items", items)
                .param("status", status)
                .param("core", known ? ids.next() : null)
                .param("amount", amount)
                .param("currency", known ? "CNY" : null)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("method", method)
                .update();
    }

    private static String items(Map<String, Integer> quantities) {
        var items = dev.serai.kernel.Json.MAPPER.createArrayNode();
        quantities.forEach((product, quantity) ->
                items.addObject().put("product_id", product).put("quantity", quantity));
        return items.toString();
    }

    @Test
    void order_figures_are_those_of_plain_sql_in_every_combination_and_the_file_says_the_same() throws Exception {
        var owner = approved();
        var other = approved();
        var merchant = merchant(owner);
        var app = app(owner, "SANDBOX");
        var space = merchant + "~sandbox";
        var random = new Random(3);
        var begin = clock.instant().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(5));
        var products = List.of("p1", "p2", "=cmd|'/c calc'!A1", "a,\"b\"");
        var statuses = List.of("PENDING", "UNPAID", "PAID", "COMPLETED", "REFUNDED", "FAILED");
        for (int i = 0; i < 150; i++) {
            var quantities = new HashMap<String, Integer>();
            for (int n = 0; n <= random.nextInt(3); n++) {
                quantities.put(products.get(random.nextInt(products.size())), 1 + random.nextInt(9));
            }
            var status = statuses.get(random.nextInt(statuses.size()));
            boolean priced = !status.equals("PENDING") && !status.equals("FAILED");
            order(
                    (random.nextInt(10) == 0 ? merchant(other) : merchant) + "~sandbox",
                    random.nextInt(10) == 0 ? "another-app" : app,
                    begin.plusSeconds(random.nextInt(4 * 86_400)),
                    random.nextBoolean() ? "order.create_order" : "order.create_order/v2",
                    status,
                    items(quantities),
                    priced ? (long) random.nextInt(1_000_000) : null);
        }
        var to = begin.plus(Duration.ofDays(4));
        for (var by : subsets()) {
            var rows = figures.rows(new MerchantId(space), List.of(app), begin, to, by);
            assertThat(new HashSet<>(rows))
                    .as("%s", by)
                    .hasSameSizeAs(rows)
                    .isEqualTo(plain(space, app, begin, to, by));
        }
        assertThat(figures.rows(new MerchantId(merchant(other) + "~sandbox"), List.of(app), begin, to, Set.of()))
                .allSatisfy(row -> assertThat(row.orders()).isLessThan(40));

        var query = "?by=product&from=" + begin + "&to=" + to;
        var shown = get("/portal/api/order-figures" + query, owner).body();
        assertThat(shown.path("complete").asBoolean()).isTrue();
        var file = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                        + environment.getProperty("local.server.port")
                                        + "/portal/api/order-figures/file" + query))
                                .header("Cookie", owner.cookie())
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(file.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        var text = new String(file.body(), StandardCharsets.UTF_8);
        assertThat(text)
                .startsWith("\uFEFFproduct,currency,orders,quantity,amount_minor,orders_with_other_products\r\n");
        assertThat(text)
                .contains("'=cmd|'/c calc'!A1,CNY,")
                .contains("\"a,\"\"b\"\"\",CNY,")
                .doesNotContain("\n=");
        assertThat(text.split("\r\n")).hasSize(1 + shown.path("rows").size());
        assertThat(get("/portal/api/order-figures?by=planet", owner).code()).isEqualTo("request.invalid");
    }

    private static List<Set<OrderFigures.By>> subsets() {
        var all = OrderFigures.By.values();
        var sets = new ArrayList<Set<OrderFigures.By>>();
        for (int bits = 0; bits < 1 << all.length; bits++) {
            var set = EnumSet.noneOf(OrderFigures.By.class);
            for (int i = 0; i < all.length; i++) {
                if ((bits >> i & 1) == 1) {
                    set.add(all[i]);
                }
            }
            sets.add(set);
        }
        return sets;
    }

    /** The same said the plain way: each order read as it is, and added up here. */
    private Set<OrderFigures.Row> plain(
            String merchant, String app, Instant from, Instant to, Set<OrderFigures.By> by) {
        record Key(
                @Nullable Object day,
                @Nullable String method,
                @Nullable String status,
                @Nullable String product,
                @Nullable String currency) {}
        var sums = new HashMap<Key, long[]>();
        db.sql(
                        "SELECT created_at + interval '8 hours' AS at, * FROM orders.order_copy WHERE merchant_id = ? AND app_id = ?"
                                + " AND created_at >= ? AND created_at < ?")
                .params(merchant, app, from.atOffset(ZoneOffset.UTC), to.atOffset(ZoneOffset.UTC))
                .query(rs -> {
                    var items = dev.serai.kernel.Json.read(rs.getString("items"));
                    var products = by.contains(OrderFigures.By.PRODUCT)
                            ? items.valueStream()
                                    .map(i -> i.path("product_id").asString())
                                    .distinct()
                                    .toList()
                            : java.util.Collections.<@Nullable String>singletonList(null);
                    for (var product : products) {
                        var day = rs.getObject("at", java.time.OffsetDateTime.class)
                                .withOffsetSameInstant(ZoneOffset.UTC)
                                .toLocalDate();
                        var key = new Key(
                                by.contains(OrderFigures.By.DAY) ? day : null,
                                by.contains(OrderFigures.By.METHOD) ? rs.getString("method") : null,
                                by.contains(OrderFigures.By.STATUS) ? rs.getString("status") : null,
                                product,
                                rs.getString("currency"));
                        var sum = sums.computeIfAbsent(key, _ -> new long[4]);
                        sum[0]++;
                        sum[1] += quantity(items, product);
                        boolean alone = products.size() == 1;
                        sum[2] += alone ? rs.getLong("amount") : 0;
                        sum[3] += alone ? 0 : 1;
                    }
                });
        var rows = new HashSet<OrderFigures.Row>();
        sums.forEach((key, sum) -> rows.add(new OrderFigures.Row(
                (java.time.LocalDate) key.day,
                key.method,
                key.status,
                key.product,
                key.currency,
                sum[0],
                sum[1],
                sum[2],
                sum[3])));
        return rows;
    }

    private static long quantity(JsonNode items, @Nullable String product) {
        return items.valueStream()
                .filter(i -> product == null || i.path("product_id").asString().equals(product))
                .mapToLong(i -> i.path("quantity").asLong())
                .sum();
    }
}
