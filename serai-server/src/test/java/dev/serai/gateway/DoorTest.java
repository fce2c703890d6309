package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.MovableClock;
import dev.serai.kernel.AppId;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.merchant.Apps;
import dev.serai.merchant.Joining;
import dev.serai.openapi.Granting;
import dev.serai.openapi.Limiting;
import dev.serai.protocol.CanonicalText;
import dev.serai.protocol.Signatures;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@HouseTest
class DoorTest {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Autowired
    Door door;

    @Autowired
    Joining joining;

    @Autowired
    Granting granting;

    @Autowired
    Limiting limiting;

    @Autowired
    Apps apps;

    @Autowired
    MovableClock clock;

    private final String app = "app-" + UUID.randomUUID();
    /** One for all tests: making it takes longer than most of them. */
    private static final KeyPair PAIR = Joining.newPair();

    private String secret = "";
    private String platformKey = "";

    @BeforeEach
    void an_app_with_every_key() throws Exception {
        var merchant = new MerchantId("m-" + app);
        joining.merchant(merchant, "Test");
        joining.app(new Joining.NewApp(new AppId(app), merchant, "Test", true, true, 50));
        secret = joining.secret(new AppId(app));
        joining.rsaKey(
                new AppId(app),
                Base64.getEncoder().encodeToString(PAIR.getPublic().getEncoded()));
        platformKey = joining.platformPublicKey();
        granting.call(new AppId(app), "serai.ping", 1);
        untilKnown();
    }

    @Test
    void the_time_needs_nothing_at_all() throws Exception {
        var answer = get("/serai/time/get");
        assertThat(answer.status).isEqualTo(200);
        assertThat(answer.json.path("data").path("epoch_ms").asLong())
                .isCloseTo(clock.millis(), org.assertj.core.data.Offset.offset(60_000L));
    }

    @Test
    void who_asks_for_the_time_as_an_app_gets_a_signed_answer() throws Exception {
        var call = parameters("HMAC-SHA256");
        call.put("timestamp", "1");
        var answer = get("/serai/time/get?" + query(sign(call)));
        assertThat(answer.status).isEqualTo(200);
        assertThat(answer.header("Serai-Sign"))
                .isEqualTo(Signatures.hmacSha256(
                        CanonicalText.ofAnswer(answer.requestId(), answer.header("Serai-Timestamp"), answer.body),
                        secret));
        call.put("app_id", "nobody");
        var nobody = get("/serai/time/get?" + query(call));
        assertThat(nobody.status).isEqualTo(200);
        assertThat(nobody.header("Serai-Sign")).isEmpty();
    }

    @Test
    void path_and_router_are_the_same() throws Exception {
        assertThat(get("/serai/ping?" + query(signed(Map.of())))
                        .json
                        .path("data")
                        .path("app_id")
                        .asString())
                .isEqualTo(app);
        assertThat(get("/router/rest?" + query(signed(Map.of("method", "serai.ping"))))
                        .json
                        .path("code")
                        .asInt())
                .isEqualTo(200);
    }

    @Test
    void each_sign_type_is_taken_and_answered_in_kind() throws Exception {
        var hmac = get("/serai/ping?" + query(signed(Map.of())));
        assertThat(hmac.status).isEqualTo(200);
        assertThat(hmac.header("Serai-Sign"))
                .isEqualTo(Signatures.hmacSha256(
                        CanonicalText.ofAnswer(hmac.requestId(), hmac.header("Serai-Timestamp"), hmac.body), secret));
        var rsa = parameters("RSA2");
        rsa.put("sign", Signatures.rsa2(CanonicalText.of(rsa), PAIR.getPrivate()));
        var rsaAnswer = get("/serai/ping?" + query(rsa));
        assertThat(rsaAnswer.status).isEqualTo(200);
        assertThat(Signatures.rsa2Fits(
                        CanonicalText.ofAnswer(
                                rsaAnswer.requestId(), rsaAnswer.header("Serai-Timestamp"), rsaAnswer.body),
                        rsaAnswer.header("Serai-Sign"),
                        Signatures.publicKey(platformKey)))
                .isTrue();
        var md5 = parameters("MD5");
        md5.put("sign", Signatures.md5(CanonicalText.of(md5), secret).toUpperCase(java.util.Locale.ROOT));
        var md5Answer = get("/serai/ping?" + query(md5));
        assertThat(md5Answer.status).isEqualTo(200);
        assertThat(md5Answer.header("Serai-Sign")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "sign,,sign.missing,401",
        "sign,0000,sign.mismatch,401",
        "app_id,nobody-here,app.unknown,401",
        "app_id,,param.missing,400",
        "sign_type,,param.missing,400",
        "sign_type,ROT13,param.invalid,400",
    })
    void what_is_wrong_is_named(String name, String value, String subCode, int status) throws Exception {
        var call = new TreeMap<>(signed(Map.of()));
        call.put(name, value == null ? "" : value);
        expect(get("/serai/ping?" + query(call)), status, subCode);
    }

    @ParameterizedTest
    @CsvSource({
        "timestamp,,param.missing",
        "timestamp,yesterday,param.invalid",
        "timestamp,2026-02-30 00:00:00,param.invalid",
        "nonce,,param.missing",
        "nonce,short,param.invalid",
        "nonce,with spaces here,param.invalid",
        "secret,x,param.invalid",
        "note,a&nonce=b,param.invalid",
        "note,a\u0000b,param.invalid",
    })
    void a_signed_call_of_the_wrong_form_is_refused(String name, String value, String subCode) throws Exception {
        var call = parameters("HMAC-SHA256");
        call.put(name, value == null ? "" : value);
        expect(get("/serai/ping?" + query(sign(call))), 400, subCode);
    }

    @ParameterizedTest
    @CsvSource({"-301,sign.expired", "301,sign.expired", "-299,", "299,"})
    void the_window_has_two_sides(int seconds, String subCode) throws Exception {
        Got answer;
        long asked;
        do {
            asked = clock.millis();
            var call = parameters("HMAC-SHA256");
            call.put("timestamp", Long.toString(asked + seconds * 1000L));
            answer = get("/serai/ping?" + query(sign(call)));
            // The window moves on meanwhile: a call that took a second may have been looked at from its other side.
        } while (clock.millis() - asked >= 1000);
        assertThat(answer.json.path("sub_code").asString("")).isEqualTo(subCode == null ? "" : subCode);
    }

    @Test
    void a_call_cannot_be_replayed_and_says_so() throws Exception {
        var call = query(signed(Map.of()));
        assertThat(get("/serai/ping?" + call).status).isEqualTo(200);
        expect(get("/serai/ping?" + call), 401, "sign.replayed");
    }

    @Test
    void an_unknown_method_is_told_before_a_missing_grant() throws Exception {
        expect(get("/no/such_method?" + query(signed(Map.of()))), 404, "api.unknown");
        expect(get("/content/post/get?" + query(signed(Map.of("id", "1")))), 403, "api.not_granted");
        expect(get("/serai/ping/v2?" + query(signed(Map.of()))), 404, "api.unknown");
    }

    @Test
    void more_calls_than_the_limit_are_told_to_wait_and_take_nothing() throws Exception {
        // So few that no machine is too slow to make more, one after another.
        limiting.perSecond(new AppId(app), 1);
        org.awaitility.Awaitility.await().until(() -> perSecond() == 1);
        int refused = 0;
        for (int i = 0; i < 120; i++) {
            var answer = get("/serai/ping?" + query(signed(Map.of())));
            if (answer.status == 429) {
                refused++;
                assertThat(answer.json.path("sub_code").asString()).isEqualTo("limit.rate");
                assertThat(answer.header("Retry-After")).isNotEmpty();
                clock.advance(java.time.Duration.ofSeconds(1));
                assertThat(get("/serai/ping?" + query(signed(Map.of()))).status).isEqualTo(200);
                break;
            }
        }
        assertThat(refused).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"})
    void only_get_and_post_are_served(String verb) throws Exception {
        var answer = send(HttpRequest.newBuilder(uri("/serai/ping")).method(verb, HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.status).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("GET, POST");
    }

    @Test
    void a_json_body_signs_by_its_characters() throws Exception {
        var call = parameters("HMAC-SHA256");
        call.put("amount", "1.50");
        call.put("flag", "true");
        var sign = Signatures.hmacSha256(CanonicalText.of(call), secret);
        var body =
                "{\"app_id\":\"%s\",\"timestamp\":%s,\"nonce\":\"%s\",\"sign_type\":\"HMAC-SHA256\",\"amount\":1.50,\"flag\":true,\"none\":null,\"sign\":\"%s\"}"
                        .formatted(app, call.get("timestamp"), call.get("nonce"), sign);
        assertThat(post("/serai/ping", "application/json", body).status).isEqualTo(200);
    }

    @Test
    void a_json_body_with_structures_needs_its_hash_signed() throws Exception {
        var body = "{\"list\":[1,2]}";
        expect(post("/serai/ping?" + query(signed(Map.of())), "application/json", body), 400, "param.missing");
        var hash = Signatures.sha256Hex(body.getBytes(StandardCharsets.UTF_8));
        var fits = "/serai/ping?" + query(signed(Map.of("body_sha256", hash)));
        assertThat(post(fits, "application/json", body).status).isEqualTo(200);
        var other = "/serai/ping?" + query(signed(Map.of("body_sha256", hash)));
        expect(post(other, "application/json", "{\"list\":[1,3]}"), 401, "sign.mismatch");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json|{\"a\":1,\"a\":2}|param.invalid|400",
                "application/json|{\"a\":|param.invalid|400",
                "application/json|[1]|param.invalid|400",
                "application/json|{\"a\":\"\\ud800\"}|param.invalid|400",
                "application/x-www-form-urlencoded|a=%zz|param.invalid|400",
                "application/x-www-form-urlencoded|nonce=1|param.invalid|400",
                "application/x-www-form-urlencoded; charset=GBK|a=1|body.type|415",
                "text/xml|<a/>|body.type|415",
            })
    void a_broken_body_is_refused_with_its_cause(String type, String body, String subCode, int status)
            throws Exception {
        expect(post("/serai/ping?" + query(signed(Map.of())), type, body), status, subCode);
    }

    @Test
    void a_large_body_is_read_on_and_answered() throws Exception {
        expect(
                post(
                        "/serai/ping?" + query(signed(Map.of())),
                        "application/x-www-form-urlencoded",
                        "a=" + "x".repeat(10 << 20)),
                413,
                "body.too_large");
    }

    @Test
    void a_large_body_is_told_before_anything_in_it_is_looked_at() throws Exception {
        var tooLarge = "x".repeat((1 << 20) + 1);
        expect(post("/router/rest", "application/x-www-form-urlencoded", tooLarge), 413, "body.too_large");
        expect(post("/router/rest", "text/plain", tooLarge), 413, "body.too_large");
        expect(
                post("/router/rest", "application/json", "{\"method\":\"serai.ping\",\"a\":\"" + tooLarge + "\"}"),
                413,
                "body.too_large");
    }

    @Test
    void a_method_named_in_the_body_may_still_have_its_own_larger_limit() throws Exception {
        var facts = "method=fact.report&a=" + "x".repeat(2 << 20);
        expect(post("/router/rest", "application/x-www-form-urlencoded", facts), 400, "param.missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e20", "1e400", "1e999999999", "1e9999999999", "-1e20", "12345678901234567890.0"})
    void a_number_too_large_for_anything_is_refused_and_no_fault_of_ours(String number) throws Exception {
        granting.call(new AppId(app), "order.create_order", 2);
        var items = "[{\"product_id\":\"p\",\"quantity\":" + number + "}]";
        untilGranted("/order/create_order/v2");
        expect(
                get("/order/create_order/v2?" + query(signed(Map.of("out_order_no", "n", "items", items)))),
                400,
                "param.invalid");
        var body = "{\"items\":" + items + "}";
        var hash = Signatures.sha256Hex(body.getBytes(StandardCharsets.UTF_8));
        expect(
                post(
                        "/order/create_order/v2?" + query(signed(Map.of("out_order_no", "n", "body_sha256", hash))),
                        "application/json",
                        body),
                400,
                "param.invalid");
    }

    @Test
    void an_integer_beyond_64_bits_is_refused_even_where_no_bound_is_declared() throws Exception {
        granting.call(new AppId(app), "push.list_events", 1);
        untilGranted("/push/list_events");
        expect(
                get("/push/list_events?"
                        + query(signed(Map.of("subscription_id", "s", "after", "9223372036854775808")))),
                400,
                "param.invalid");
    }

    @Test
    void a_structure_holds_nothing_that_no_database_can_keep() throws Exception {
        for (var text : new String[] {"\\u0000", "\\ud800"}) {
            var body = "{\"list\":[{\"a\":\"" + text + "\"}]}";
            var hash = Signatures.sha256Hex(body.getBytes(StandardCharsets.UTF_8));
            var answer = post("/serai/ping?" + query(signed(Map.of("body_sha256", hash))), "application/json", body);
            expect(answer, 400, "param.invalid");
            assertThat(answer.body).as("a place where there is none").doesNotContain("line -1");
        }
    }

    @Test
    void a_refusal_repeats_no_half_of_a_character() throws Exception {
        granting.call(new AppId(app), "order.create_order", 1);
        untilGranted("/order/create_order");
        for (int i = 50; i < 64; i++) {
            var number = "x".repeat(i) + "😀".repeat(20);
            var name = "x".repeat(i + 120) + "😀".repeat(40);
            var answers = new Got[] {
                get("/order/create_order?"
                        + query(signed(Map.of("out_order_no", number, "product_id", "p", "quantity", "1")))),
                post("/serai/ping", "application/json", "{\"%s\":1,\"%s\":2}".formatted(name, name))
            };
            for (var answer : answers) {
                expect(answer, 400, "param.invalid");
                assertThat(Json.storable(answer.json.path("sub_msg").asString()))
                        .as(answer.body)
                        .isTrue();
            }
        }
    }

    @Test
    void a_long_address_and_many_parameters_are_refused() throws Exception {
        expect(get("/serai/ping?a=" + "x".repeat(9000)), 400, "param.invalid");
        var many = new TreeMap<String, String>();
        for (int i = 0; i < 250; i++) {
            many.put("p" + i, "1");
        }
        expect(get("/serai/ping?" + query(many)), 400, "param.invalid");
    }

    @Test
    void no_answer_can_be_passed_off_as_a_call() throws Exception {
        // An answer's signed text has line breaks in its first "name": such a name is never taken.
        expect(get("/serai/ping?" + query(Map.of("01J\n17", "x"))), 400, "param.invalid");
    }

    @Test
    void no_signed_message_can_be_passed_off_as_a_call() throws Exception {
        expect(get("/serai/ping?" + query(signed(Map.of("\"x\": a", "b")))), 400, "param.invalid");
    }

    @Test
    void the_docs_name_every_sub_code() throws Exception {
        var docs = get("/docs/").body;
        for (var code : dev.serai.protocol.SubCode.values()) {
            assertThat(docs).contains("id=\"" + code.wire() + "\"");
        }
        assertThat(Json.read(get("/docs/openapi.json").body).path("openapi").asString())
                .isEqualTo("3.1.0");
    }

    private record Got(int status, String body, JsonNode json, HttpResponse<String> response) {
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String requestId() {
            return json.path("request_id").asString();
        }
    }

    private void expect(Got answer, int status, String subCode) {
        assertThat(answer.json.path("sub_code").asString("")).as(answer.body).isEqualTo(subCode);
        assertThat(answer.status).isEqualTo(status);
        assertThat(answer.json.path("code").asInt()).isEqualTo(status);
        assertThat(answer.requestId()).isNotEmpty();
        assertThat(answer.body).doesNotContain(secret).doesNotContain("Exception");
    }

    private TreeMap<String, String> parameters(String signType) {
        var call = new TreeMap<String, String>();
        call.put("app_id", app);
        call.put("timestamp", Long.toString(clock.millis()));
        call.put("nonce", UUID.randomUUID().toString());
        call.put("sign_type", signType);
        return call;
    }

    private Map<String, String> signed(Map<String, String> more) {
        var call = parameters("HMAC-SHA256");
        call.putAll(more);
        return sign(call);
    }

    private Map<String, String> sign(TreeMap<String, String> call) {
        call.put("sign", Signatures.hmacSha256(CanonicalText.of(call), secret));
        return call;
    }

    private static String query(Map<String, String> call) {
        return call.entrySet().stream()
                .map(e -> encode(e.getKey()) + "=" + encode(e.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + door.port() + path);
    }

    private Got get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    private Got post(String path, String type, String body) throws Exception {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private Got send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        var json = response.body().startsWith("{") ? Json.read(response.body()) : Json.object();
        return new Got(response.statusCode(), response.body(), json, response);
    }

    private void untilGranted(String path) {
        org.awaitility.Awaitility.await().until(() -> get(path + "?" + query(signed(Map.of()))).status != 403);
    }

    private int perSecond() {
        return apps.find(app).orElseThrow().limitPerS();
    }

    /** A new app and its grant are seen within a second. */
    private void untilKnown() {
        org.awaitility.Awaitility.await().until(this::known);
    }

    /** Its last key was given last: an app is seen before its keys are. */
    private boolean known() throws Exception {
        var found = apps.find(app);
        return found.isPresent()
                && !found.get().rsaKeys().isEmpty()
                && apps.platformKey() != null
                && get("/serai/ping?" + query(signed(Map.of()))).status == 200;
    }
}
