package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.kernel.Json;
import dev.serai.merchant.Joining;
import dev.serai.protocol.Signatures;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The signature debugger as the portal asks it, held against the door itself. */
class SignatureDeskTest extends MerchantTests {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private String query(Map<String, String> call) {
        return call.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private JsonNode explained(Person who, String url, String text) throws Exception {
        var question = Json.object()
                .put("http_method", "GET")
                .put("url", url)
                .put("text", text)
                .put("at", clock.instant().toString());
        var answer =
                send("POST", "/portal/api/signature", who, HttpRequest.BodyPublishers.ofString(question.toString()));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body();
    }

    private JsonNode called(String pathAndQuery) throws Exception {
        var uri = URI.create("http://127.0.0.1:" + door.port() + pathAndQuery);
        return Json.read(CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body());
    }

    private String gmt8(Duration off) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
                .format(clock.instant().plus(off).atOffset(ZoneOffset.ofHours(8)));
    }

    private Map<String, String> serai(String app) {
        var call = new LinkedHashMap<String, String>();
        call.put("timestamp", Long.toString(clock.millis()));
        call.put("nonce", ids.next());
        call.put("sign_type", "HMAC-SHA256");
        call.put("app_id", app);
        call.put("memo", "店 + a/b");
        call.put("empty", "");
        return call;
    }

    /** Whatever text the desk shows as ours, signed, passes the door: the two cannot drift apart. */
    @Test
    void what_the_desk_calls_our_text_is_what_the_door_takes() throws Exception {
        var owner = approved();
        var app = app(owner, "SANDBOX");
        var secret = secret(owner, app, 0);
        untilPing(app, secret, "OK");

        var call = serai(app);
        var text = explained(owner, "/serai/ping?" + query(call), "")
                .path("canonical_text")
                .asString();
        call.put("sign", Signatures.hmacSha256(text, secret));
        assertThat(explained(owner, "/serai/ping?" + query(call), text)
                        .path("fits")
                        .asBoolean())
                .isTrue();
        assertThat(called("/serai/ping?" + query(call)).path("code").asInt()).isEqualTo(200);

        var top = new LinkedHashMap<String, String>();
        top.put("method", "serai.ping");
        top.put("app_key", app);
        top.put("v", "2.0");
        top.put("timestamp", gmt8(Duration.ZERO));
        top.put("sign_method", "hmac-sha256");
        top.put("memo", "店 + a/b");
        text = explained(owner, "/top/router/rest?" + query(top), "")
                .path("canonical_text")
                .asString();
        top.put("sign", TopDialect.signed("hmac-sha256", text, secret));
        assertThat(called("/top/router/rest?" + query(top)).toString()).contains("serai_ping_response");

        var pair = Joining.newPair();
        var half = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        assertThat(post(
                                "/portal/api/apps/" + app + "/rsa-keys",
                                owner,
                                "{'public_key':'" + half + "','overlap_hours':0}")
                        .status())
                .isEqualTo(201);
        var alipay = new LinkedHashMap<String, String>();
        alipay.put("method", "serai.ping");
        alipay.put("app_id", app);
        alipay.put("version", "1.0");
        alipay.put("charset", "utf-8");
        alipay.put("timestamp", gmt8(Duration.ZERO));
        alipay.put("sign_type", "RSA2");
        alipay.put("memo", "店 + a/b");
        var unsigned = "/gateway.do?" + query(alipay);
        var ours = explained(owner, unsigned, "").path("canonical_text").asString();
        var sign = URLEncoder.encode(Signatures.rsa2(ours, pair.getPrivate()), StandardCharsets.UTF_8);
        await().until(() -> called(unsigned + "&sign=" + sign).toString().contains("10000"));
    }

    @Test
    void the_door_itself_says_what_is_plain() throws Exception {
        var owner = approved();
        var app = app(owner, "SANDBOX");
        var old = secret(owner, app, 0);
        untilPing(app, old, "OK");
        var secret = secret(owner, app, 0);
        untilPing(app, secret, "OK");

        var ended = serai(app);
        ended.put("sign", Signatures.hmacSha256(textOf(owner, ended), old));
        var answer = called("/serai/ping?" + query(ended));
        assertThat(answer.path("sub_code").asString()).isEqualTo("sign.mismatch");
        assertThat(answer.path("sub_msg").asString()).contains("made with a key that ended at");
        assertThat(answer.toString()).doesNotContain(Signatures.hmacSha256(textOf(owner, ended), secret));
        assertThat(explained(owner, "/serai/ping?" + query(ended), "")
                        .path("findings")
                        .toString())
                .contains("key.ended");

        var base64 = serai(app);
        base64.put("sign", Base64.getEncoder().encodeToString(new byte[32]));
        assertThat(called("/serai/ping?" + query(base64)).path("sub_msg").asString())
                .contains("HMAC-SHA256 has 64 hex digits, found 44 characters");

        var utc = serai(app);
        utc.put("timestamp", gmt8(Duration.ofHours(-8)));
        utc.put("sign", Signatures.hmacSha256(textOf(owner, utc), secret));
        assertThat(called("/serai/ping?" + query(utc)).path("sub_msg").asString())
                .contains("exactly −8 h: your process uses UTC");

        var seconds = serai(app);
        seconds.put("timestamp", Long.toString(clock.instant().getEpochSecond()));
        seconds.put("sign", Signatures.hmacSha256(textOf(owner, seconds), secret));
        assertThat(called("/serai/ping?" + query(seconds)).path("sub_msg").asString())
                .contains("it reads as seconds");
    }

    private String textOf(Person owner, Map<String, String> call) throws Exception {
        return explained(owner, "/serai/ping?" + query(call), "")
                .path("canonical_text")
                .asString();
    }

    @Test
    void nobody_has_anothers_signatures_explained_or_asks_without_end() throws Exception {
        var owner = approved();
        var other = approved();
        var app = app(owner, "SANDBOX");
        // The desk explains calls of apps that are seen.
        untilPing(app, secret(owner, app, 0), "OK");
        var call = "{'url':'/serai/ping?app_id=" + app + "&sign=x'}";
        var foreign = post("/portal/api/signature", other, call);
        assertThat(foreign.code()).isEqualTo("not_found");
        assertThat(foreign.body().toString()).doesNotContain(app);
        assertThat(post("/portal/api/signature", other, "{'url':'/serai/ping?app_id=nobody&sign=x'}")
                        .body())
                .isEqualTo(foreign.body());
        assertThat(post("/portal/api/signature", owner, "{'url':'/a?x=-----BEGIN RSA PRIVATE KEY-----'}")
                        .code())
                .isEqualTo("key.private");
        assertThat(post("/portal/api/signature", owner, "{}").code()).isEqualTo("request.invalid");

        // A minute that nobody has asked in yet: one that ended between the questions would begin the count anew.
        clock.advance(Duration.ofMinutes(1));
        var last = "";
        for (int i = 0; i < 40 && !last.equals("signature.throttled"); i++) {
            last = post("/portal/api/signature", owner, call).code();
        }
        assertThat(last).isEqualTo("signature.throttled");
        assertThat(post("/portal/api/signature", other, call).code()).isEqualTo("not_found");
        clock.advance(Duration.ofMinutes(1));
        assertThat(post("/portal/api/signature", owner, call).status()).isEqualTo(200);
    }
}
