package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.serai.kernel.AppId;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.merchant.Joining;
import dev.serai.openapi.Granting;
import dev.serai.protocol.CanonicalText;
import dev.serai.protocol.Signatures;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** A sandbox app: what it does reaches nothing that is live, and it can be made to go wrong on purpose. */
class SandboxTest extends MerchantTests {
    @Autowired
    Joining joining;

    @Autowired
    Granting granting;

    private JsonNode call(String method, String app, String secret, Map<String, String> own) throws Exception {
        var call = new TreeMap<>(own);
        call.put("app_id", app);
        call.put("timestamp", Long.toString(clock.millis()));
        call.put("nonce", ids.next());
        call.put("sign_type", "HMAC-SHA256");
        call.put("sign", Signatures.hmacSha256(CanonicalText.of(call), secret));
        var form = call.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        var uri = URI.create("http://127.0.0.1:" + door.port() + "/" + method.replace('.', '/'));
        try (var client = HttpClient.newHttpClient()) {
            return Json.read(client.send(
                            HttpRequest.newBuilder(uri)
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(BodyPublishers.ofString(form))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body());
        }
    }

    private Answer faults(Person who, String app, String wanted) throws Exception {
        return send(
                "PUT", "/portal/api/apps/" + app + "/faults", who, BodyPublishers.ofString(wanted.replace('\'', '"')));
    }

    private String loggedFault(Person owner, String requestId) throws Exception {
        var found =
                get("/portal/api/calls?request_id=" + requestId, owner).body().path("calls");
        return found.isEmpty() ? "not yet" : found.path(0).path("fault").asString("none");
    }

    @Test
    void faults_befall_calls_of_the_sandbox_until_they_end_and_stand_in_the_log() throws Exception {
        var owner = approved();
        var app = app(owner, "SANDBOX");
        var secret = secret(owner, app, 0);
        untilPing(app, secret, "OK");

        var on = faults(owner, app, "{'faults':[{'kind':'call.error','sub_code':'core.unavailable'}],'minutes':30}");
        assertThat(on.status()).as(on.body().toString()).isEqualTo(200);
        var answer = call("serai.ping", app, secret, Map.of());
        assertThat(answer.path("sub_code").asString()).isEqualTo("core.unavailable");
        assertThat(answer.path("sub_msg").asString()).contains("on purpose");
        var id = answer.path("request_id").asString();
        await().until(() -> loggedFault(owner, id).equals("call.error"));

        faults(owner, app, "{'faults':[{'kind':'call.delay','delay_ms':1}]}");
        var late = call("serai.ping", app, secret, Map.of());
        assertThat(late.path("code").asInt()).isEqualTo(200);
        await().until(() ->
                loggedFault(owner, late.path("request_id").asString()).equals("call.delay"));

        faults(owner, app, "{'faults':[{'kind':'call.drop'}],'minutes':10}");
        assertThatThrownBy(() -> call("serai.ping", app, secret, Map.of())).isInstanceOf(IOException.class);
        await().until(() -> get("/portal/api/calls?limit=1", owner)
                .body()
                .path("calls")
                .path(0)
                .path("fault")
                .asString("")
                .equals("call.drop"));

        clock.advance(Duration.ofMinutes(11));
        assertThat(ping(app, secret)).isEqualTo("OK");
        var now = get("/portal/api/apps/" + app + "/faults", owner);
        assertThat(now.status()).isEqualTo(200);
        assertThat(now.body().path("faults")).isEmpty();
    }

    @Test
    void nobody_switches_faults_of_anothers_app_or_of_a_live_one_or_for_ever() throws Exception {
        var owner = approved();
        var other = approved();
        var app = app(owner, "SANDBOX");
        var live = live(merchant(owner), ids.next());
        var error = "{'faults':[{'kind':'call.error'}]}";
        assertThat(faults(other, app, error).code()).isEqualTo("not_found");
        assertThat(faults(owner, live, error).code()).isEqualTo("app.live");
        assertThat(faults(owner, app, "{'faults':[{'kind':'call.error'}],'minutes':10081}")
                        .code())
                .isEqualTo("request.invalid");
        assertThat(faults(owner, app, "{'faults':[{'kind':'call.error','sub_code':'order.conflict'}]}")
                        .code())
                .isEqualTo("request.invalid");
        assertThat(faults(owner, app, "{'faults':[{'kind':'call.drop'},{'kind':'call.drop'}]}")
                        .code())
                .isEqualTo("request.invalid");
        assertThat(faults(owner, app, "{'faults':[{'kind':'call.drop','percent':0}]}")
                        .code())
                .isEqualTo("request.invalid");
        assertThat(faults(owner, app, "{'faults':[{'kind':'earthquake'}]}").status())
                .isEqualTo(400);
    }

    private String live(String merchant, String secret) {
        var id = new AppId("live" + ids.next().toLowerCase(java.util.Locale.ROOT));
        joining.app(new Joining.NewApp(id, new MerchantId(merchant), "Live", false, false, 50));
        joining.secret(id, secret);
        return id.value();
    }

    @Test
    void orders_and_subscriptions_of_the_sandbox_and_of_the_live_app_never_meet() throws Exception {
        var owner = approved();
        var merchant = merchant(owner);
        var sandbox = app(owner, "SANDBOX");
        var secret = secret(owner, sandbox, 0);
        var liveSecret = joining.newSecret();
        var live = live(merchant, liveSecret);
        for (var app : new String[] {sandbox, live}) {
            for (var method : new String[] {
                "serai.ping",
                "order.create_order",
                "order.query_order",
                "order.list_orders",
                "push.subscribe",
                "push.list_subscriptions"
            }) {
                granting.call(new AppId(app), method, 1);
            }
        }
        untilPing(sandbox, secret, "OK");
        untilPing(live, liveSecret, "OK");

        var wanted = Map.of("out_order_no", "A-1", "product_id", "p1", "quantity", "1");
        var placed = call("order.create_order", live, liveSecret, wanted);
        assertThat(placed.path("data").path("status").asString())
                .as(placed.toString())
                .isEqualTo("PENDING");
        // The same number with other content is another order over there, and what it does never reaches the core.
        var tried = call(
                "order.create_order",
                sandbox,
                secret,
                Map.of("out_order_no", "A-1", "product_id", "p2", "quantity", "7"));
        assertThat(tried.path("sub_code").asString()).isEqualTo("core.refused");
        assertThat(tried.path("sub_msg").asString()).contains("SERAI_CORE_SANDBOX_URL");

        assertThat(listed(live, liveSecret)).containsExactly("PENDING");
        assertThat(listed(sandbox, secret)).containsExactly("FAILED");
        var foreign = call(
                "order.query_order",
                sandbox,
                secret,
                Map.of("order_id", placed.path("data").path("order_id").asString()));
        assertThat(foreign.path("sub_code").asString()).isEqualTo("not.found");

        call("push.subscribe", sandbox, secret, Map.of("url", "http://127.0.0.1:9/hook", "types", "*"));
        assertThat(call("push.list_subscriptions", live, liveSecret, Map.of())
                        .path("data")
                        .path("subscriptions"))
                .isEmpty();
        assertThat(call("push.list_subscriptions", sandbox, secret, Map.of())
                        .path("data")
                        .path("subscriptions"))
                .hasSize(1);

        // The figures of the portal keep them apart as well.
        assertThat(get("/portal/api/order-figures?by=status", owner).body().path("rows"))
                .hasSize(1)
                .allSatisfy(row -> assertThat(row.path("status").asString()).isEqualTo("PENDING"));
        assertThat(get("/portal/api/order-figures?by=status&app_id=" + sandbox, owner)
                        .body()
                        .path("rows"))
                .hasSize(1)
                .allSatisfy(row -> assertThat(row.path("status").asString()).isEqualTo("FAILED"));
    }

    private java.util.List<String> listed(String app, String secret) throws Exception {
        return call("order.list_orders", app, secret, Map.of())
                .path("data")
                .path("orders")
                .valueStream()
                .map(order -> order.path("status").asString())
                .toList();
    }
}
