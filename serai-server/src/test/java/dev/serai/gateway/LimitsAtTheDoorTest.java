package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.MovableClock;
import dev.serai.kernel.AppId;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.merchant.AllowLists;
import dev.serai.merchant.Joining;
import dev.serai.openapi.Granting;
import dev.serai.openapi.QuotaPeriod;
import dev.serai.operator.Actor;
import dev.serai.protocol.CanonicalText;
import dev.serai.protocol.Signatures;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/** Grants, limits and allow-lists as a merchant and staff meet them, over HTTP. */
@HouseTest
@Timeout(60)
class LimitsAtTheDoorTest {
    @Autowired
    Door door;

    @Autowired
    Joining joining;

    @Autowired
    Granting granting;

    @Autowired
    AllowLists lists;

    @Autowired
    MovableClock clock;

    @Autowired
    Environment environment;

    @Value("${serai.data}")
    Path data;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String app = "app-" + UUID.randomUUID();
    private final MerchantId merchant = new MerchantId("m-" + app);
    private String secret = "";

    private record Got(int status, JsonNode json, HttpResponse<String> raw) {
        String sub() {
            return json.path("sub_code").asString("");
        }

        String field(String name) {
            return raw.headers().firstValue(name).orElse("");
        }
    }

    @BeforeEach
    void an_app() {
        joining.merchant(merchant, "Test");
        joining.app(new Joining.NewApp(new AppId(app), merchant, "Test", false, false, 50));
        secret = joining.secret(new AppId(app));
        granting.call(new AppId(app), "serai.ping", 1);
        // No day ends while its quota is used.
        var left = Duration.between(
                clock.instant(), QuotaPeriod.at(clock.instant()).dayEnds());
        if (left.toMinutes() < 5) {
            clock.advance(left.plusSeconds(1));
        }
        Awaitility.await().until(() -> ping().status == 200);
        clock.advance(Duration.ofSeconds(2));
    }

    @Test
    void every_answer_past_the_limits_tells_what_is_left_and_when_it_is_anew() throws Exception {
        var answer = ping();
        assertThat(answer.field("Serai-Limit-Remaining")).isEqualTo("49");
        assertThat(answer.field("Serai-Limit-Reset")).isEqualTo("1");
        assertThat(answer.field("RateLimit")).isEqualTo("\"second\";r=49;t=1");
        assertThat(answer.field("RateLimit-Policy")).isEqualTo("\"second\";q=50;w=1");
        assertThat(answer.field("Retry-After")).isEmpty();
    }

    @Test
    void staff_set_a_day_s_quota_and_the_call_beyond_it_is_told_when_to_come_again() throws Exception {
        console("PUT", "/api/apps/" + app + "/limits", "{\"stage\":\"LIVE\",\"per_day\":3}", 204);
        for (int left = 2; left >= 0; left--) {
            var answer = ping();
            assertThat(answer.status).as(answer.json.toString()).isEqualTo(200);
            assertThat(answer.field("RateLimit")).contains("\"day\";r=" + left + ";t=");
            assertThat(answer.field("Serai-Limit-Remaining")).isEqualTo(Integer.toString(left));
        }
        var refused = ping();
        assertThat(refused.status).isEqualTo(429);
        assertThat(refused.sub()).isEqualTo("limit.quota");
        assertThat(refused.json.path("sub_msg").asString()).contains("3 calls a day");
        assertThat(Long.parseLong(refused.field("Retry-After"))).isBetween(1L, 86_400L);
        assertThat(refused.field("RateLimit-Policy")).contains("\"day\";q=3;w=86400");
        var standing = console("GET", "/api/apps/" + app + "/limits", "", 200);
        assertThat(standing.path("limits").path("per_day").asLong()).isEqualTo(3);
        assertThat(standing.path("days").path(0).path("taken").asLong()).isEqualTo(3);
        console("PUT", "/api/apps/" + app + "/limits", "{\"stage\":\"SANDBOX\"}", 204);
        Awaitility.await().untilAsserted(() -> assertThat(ping().status).isEqualTo(200));
    }

    @Test
    void a_call_with_a_bad_parameter_takes_nothing_from_the_quota() throws Exception {
        console("PUT", "/api/apps/" + app + "/limits", "{\"stage\":\"LIVE\",\"per_day\":2}", 204);
        granting.call(new AppId(app), "order.create_order", 1);
        for (int i = 0; i < 5; i++) {
            var refused = call("/order/create_order");
            assertThat(refused.sub()).isEqualTo("param.missing");
            assertThat(refused.field("Serai-Limit-Remaining")).isEqualTo("2");
        }
        assertThat(ping().status).isEqualTo(200);
        assertThat(ping().status).isEqualTo(200);
        assertThat(ping().sub()).isEqualTo("limit.quota");
    }

    @Test
    void a_grant_ends_at_its_very_moment_and_the_refusal_says_so() throws Exception {
        var end = clock.instant().plus(Duration.ofMinutes(10)).truncatedTo(ChronoUnit.MILLIS);
        console("PUT", "/api/apps/" + app + "/grants/serai.ping/1", "{\"not_after\":\"" + end + "\"}", 200);
        assertThat(ping().status).isEqualTo(200);
        clock.advance(Duration.ofMinutes(10).minusSeconds(30));
        assertThat(ping().status).isEqualTo(200);
        clock.advance(Duration.ofSeconds(30));
        var refused = ping();
        assertThat(refused.sub()).isEqualTo("api.not_granted");
        assertThat(refused.json.path("sub_msg").asString()).contains("had until " + end);
        console("PUT", "/api/apps/" + app + "/grants/serai.ping/1", "{}", 200);
        assertThat(ping().status).isEqualTo(200);
        console("DELETE", "/api/apps/" + app + "/grants/serai.ping/1", "", 204);
        assertThat(ping().sub()).isEqualTo("api.not_granted");
    }

    @Test
    void what_staff_ask_wrongly_is_refused_with_what_to_write() throws Exception {
        var limits = "/api/apps/" + app + "/limits";
        assertThat(console("PUT", limits, "{\"stage\":\"OTHER\"}", 400).toString())
                .contains("SANDBOX, TEST, LIVE");
        assertThat(console("PUT", limits, "{\"stage\":\"LIVE\",\"per_day\":-1}", 400)
                        .toString())
                .contains("per_day must be at least 0");
        assertThat(console("PUT", limits, "{\"stage\":\"LIVE\",\"burst\":0}", 400)
                        .toString())
                .contains("burst must be 1 to");
        assertThat(console("PUT", "/api/apps/" + app + "/grants/no.such/1", "{}", 404)
                        .toString())
                .contains("no.such");
        assertThat(console(
                                "PUT",
                                "/api/apps/" + app + "/grants/serai.ping/1",
                                "{\"not_after\":\"2001-01-01T00:00:00Z\"}",
                                400)
                        .toString())
                .contains("in the future");
        console("PUT", "/api/apps/nobody/limits", "{\"stage\":\"LIVE\"}", 404);
    }

    @Test
    void a_call_from_another_address_is_refused_and_told_the_one_seen_whatever_it_claims() throws Exception {
        lists.set(merchant, List.of("203.0.113.0/24", "2001:db8::/32"), new Actor("test", "owner"));
        Awaitility.await().until(() -> ping().status == 403);
        var refused =
                ping("X-Forwarded-For", "203.0.113.9", "Forwarded", "for=203.0.113.9", "X-Real-IP", "203.0.113.9");
        assertThat(refused.sub()).isEqualTo("ip.denied");
        assertThat(refused.json.path("sub_msg").asString()).contains("from 127.0.0.1");
        var run = console(
                "POST", "/api/merchants/" + merchant + "/allow-list/dry-run", "{\"ranges\":[\"127.0.0.0/8\"]}", 200);
        assertThat(run.path("your_address_in").asBoolean()).isTrue();
        assertThat(run.path("your_address").asString()).isEqualTo("127.0.0.1");
        console(
                "POST",
                "/api/merchants/" + merchant + "/allow-list/apply",
                "{\"token\":\"" + run.path("token").asString() + "\",\"refused\":"
                        + run.path("refused").asLong() + "}",
                200);
        Awaitility.await().until(() -> ping().status == 200);
    }

    private Got ping(String... headers) throws Exception {
        return call("/serai/ping", headers);
    }

    private Got call(String path, String... headers) throws Exception {
        var call = new TreeMap<String, String>();
        call.put("app_id", app);
        call.put("timestamp", Long.toString(clock.millis()));
        call.put("nonce", UUID.randomUUID().toString());
        call.put("sign_type", "HMAC-SHA256");
        call.put("sign", Signatures.hmacSha256(CanonicalText.of(call), secret));
        var query = call.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining("&"));
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + path + "?" + query));
        if (headers.length > 0) {
            request.headers(headers);
        }
        var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Got(answer.statusCode(), Json.read(answer.body()), answer);
    }

    private JsonNode console(String verb, String path, String body, int status) throws Exception {
        var token = Json.read(Files.readString(data.resolve("access.json")))
                .path("access_token")
                .asString();
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + environment.getProperty("local.server.port") + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(
                        verb,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer.body().isEmpty() ? Json.object() : Json.read(answer.body());
    }
}
