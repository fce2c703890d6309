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
import dev.serai.openapi.Grants;
import dev.serai.protocol.ContentDigest;
import dev.serai.protocol.HttpMessage;
import dev.serai.protocol.HttpMessage.Field;
import dev.serai.protocol.KeySerial;
import dev.serai.protocol.MessageSignature;
import dev.serai.protocol.SignatureAlgorithm;
import dev.serai.protocol.Signatures;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Calls whose signature stands in header fields: WeChat Pay v3 style and RFC 9421. */
@HouseTest
@Timeout(60)
class HeaderDialectsTest {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final String BODY = "{\"memo\":\"a&sign=b\",\"list\":[1,2]}";

    @Autowired
    Door door;

    @Autowired
    Joining joining;

    @Autowired
    Granting granting;

    @Autowired
    Apps apps;

    @Autowired
    Grants grants;

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
        joining.app(new Joining.NewApp(new AppId(app), merchant, "Test", true, false, 50));
        secret = joining.secret(new AppId(app));
        joining.rsaKey(
                new AppId(app),
                Base64.getEncoder().encodeToString(PAIR.getPublic().getEncoded()));
        platformKey = joining.platformPublicKey();
        granting.call(new AppId(app), "serai.ping", 1);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        // Its last key was given last: an app is seen before its keys are.
        while (apps.find(app).map(found -> found.rsaKeys().isEmpty()).orElse(true)
                || apps.platformKey() == null
                || !grants.mayCall(new AppId(app), "serai.ping", 1)) {
            assertThat(System.nanoTime()).as("the app is not known").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    // WeChat Pay v3 style

    @Test
    void a_wechat_call_is_answered_with_its_data_signed_by_the_platform() throws Exception {
        var answer = wechat(new Wechat());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"app_id\":\"" + app + "\"}");
        assertPlatformSigned(answer);
    }

    @Test
    void a_wechat_call_by_get_signs_its_query() throws Exception {
        var call = new Wechat();
        call.method = "GET";
        call.target = "/wx/serai/ping?memo=%E4%B8%AD&x=1";
        call.body = "";
        assertThat(wechat(call).statusCode()).isEqualTo(200);
        call.nonce = nonce();
        call.sentTarget = "/wx/serai/ping?memo=%E4%B8%AD&x=2";
        expectWechat(call, 401, "sign.mismatch");
    }

    @Test
    void the_fields_of_a_wechat_answer_stand_in_exactly_their_case() throws Exception {
        var call = new Wechat();
        var raw = raw("POST " + call.target
                + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                + call.body.length() + "\r\nAuthorization: " + call.authorization() + "\r\nConnection: close\r\n\r\n"
                + call.body);
        assertThat(raw)
                .startsWith("HTTP/1.1 200")
                .contains("\r\nWechatpay-Serial: " + KeySerial.of(Signatures.publicKey(platformKey)) + "\r\n")
                .contains("\r\nWechatpay-Timestamp: ")
                .contains("\r\nWechatpay-Nonce: ")
                .contains("\r\nWechatpay-Signature: ")
                .contains("\r\nWechatpay-Signature-Type: WECHATPAY2-SHA256-RSA2048\r\n")
                .contains("\r\nRequest-ID: ");
    }

    @ParameterizedTest
    @CsvSource({
        "body,401,sign.mismatch",
        "key,401,sign.mismatch",
        "serial,401,sign.mismatch",
        "unsigned,401,sign.missing",
        "none,401,sign.missing",
        "scheme,403,sign.type_not_allowed",
        "stranger,401,app.unknown",
        "past,401,sign.expired",
        "future,401,sign.expired",
        "millis,400,param.invalid",
        "nonce,400,param.invalid",
        "twice,400,param.invalid",
        "absent,400,param.missing",
        "ungranted,403,api.not_granted",
        "unknown,404,api.unknown",
        "verb,405,http.method",
        "type,415,body.type",
    })
    void what_is_wrong_in_a_wechat_call_is_named_and_signed(String wrong, int status, String code) throws Exception {
        var call = new Wechat();
        switch (wrong) {
            case "body" -> call.sentBody = "{\"memo\":\"b\"}";
            case "key" -> call.key = Joining.newPair();
            case "serial" -> call.serial = "ABCDEF";
            case "unsigned" -> call.sign = "";
            case "none" -> call.whole = "";
            case "scheme" -> call.whole = "WECHATPAY2-SM2-WITH-SM3 mchid=\"a\"";
            case "stranger" -> call.mchid = "nobody";
            case "past" -> call.timestamp -= 301;
            case "future" -> call.timestamp += 330;
            case "millis" -> call.timestamp *= 1000;
            case "nonce" -> call.nonce = "short";
            case "twice" -> call.whole = call.authorization() + ",mchid=\"x\"";
            case "absent" -> call.whole = call.authorization().replace("serial_no", "serial");
            case "ungranted" -> call.target = "/wx/order/list_orders";
            case "unknown" -> call.target = "/wx/order/no_such_thing";
            case "verb" -> call.method = "PUT";
            case "type" -> call.type = "text/xml";
            default -> throw new IllegalArgumentException(wrong);
        }
        expectWechat(call, status, code);
    }

    @Test
    void a_wechat_nonce_is_used_once_whatever_else_is_new() throws Exception {
        var call = new Wechat();
        assertThat(wechat(call).statusCode()).isEqualTo(200);
        expectWechat(call, 401, "sign.replayed");
        call.timestamp++;
        expectWechat(call, 401, "sign.replayed");
        call.nonce = nonce();
        assertThat(wechat(call).statusCode()).isEqualTo(200);
    }

    @Test
    void a_wechat_call_stays_one_whatever_else_its_header_holds() throws Exception {
        var call = new Wechat();
        var raw = raw("POST " + call.target + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Signature-Input: a=()\r\nContent-Length: " + call.body.length() + "\r\nAuthorization: "
                + call.authorization() + "\r\nConnection: close\r\n\r\n" + call.body);
        assertThat(raw).startsWith("HTTP/1.1 200").contains("Wechatpay-Signature: ");
    }

    @Test
    void the_time_is_told_to_wechat_callers_without_a_signature_too() throws Exception {
        var call = new Wechat();
        call.target = "/wx/serai/time/get";
        call.whole = "";
        var answer = wechat(call);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("epoch_ms").isNumber()).isTrue();
        assertPlatformSigned(answer);
    }

    /** One call; what is changed in it afterwards is what is wrong with it. */
    private final class Wechat {
        String method = "POST";
        String target = "/wx/serai/ping";
        String sentTarget = "";
        String body = BODY;
        String sentBody = "";
        String mchid = app;
        String nonce = nonce();
        long timestamp = clock.instant().getEpochSecond();
        KeyPair key = PAIR;
        String serial = KeySerial.of(PAIR.getPublic());
        String type = "application/json";
        String sign = "-";
        String whole = "-";

        String authorization() {
            if (!whole.equals("-")) {
                return whole;
            }
            var text = method + "\n" + target + "\n" + timestamp + "\n" + nonce + "\n" + body + "\n";
            var made = sign.equals("-") ? Signatures.rsa2(text, key.getPrivate()) : sign;
            return "WECHATPAY2-SHA256-RSA2048 mchid=\"%s\",nonce_str=\"%s\",timestamp=\"%d\",serial_no=\"%s\",signature=\"%s\""
                    .formatted(mchid, nonce, timestamp, serial, made);
        }
    }

    private HttpResponse<String> wechat(Wechat call) throws IOException, InterruptedException {
        var sent = call.sentBody.isEmpty() ? call.body : call.sentBody;
        var request = HttpRequest.newBuilder(uri(call.sentTarget.isEmpty() ? call.target : call.sentTarget))
                .method(
                        call.method,
                        sent.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(sent));
        if (!sent.isEmpty()) {
            request.header("Content-Type", call.type);
        }
        if (!call.authorization().isEmpty()) {
            request.header("Authorization", call.authorization());
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private void expectWechat(Wechat call, int status, String code) throws IOException, InterruptedException {
        var answer = wechat(call);
        assertThat(json(answer).path("code").asString()).as(answer.body()).isEqualTo(code);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(json(answer).path("message").asString()).isNotEmpty();
        assertThat(json(answer).path("detail").path("request_id").asString()).isNotEmpty();
        assertPlatformSigned(answer);
    }

    private void assertPlatformSigned(HttpResponse<String> answer) {
        var headers = answer.headers();
        var text = headers.firstValue("Wechatpay-Timestamp").orElseThrow() + "\n"
                + headers.firstValue("Wechatpay-Nonce").orElseThrow() + "\n" + answer.body() + "\n";
        assertThat(Signatures.rsa2Fits(
                        text,
                        headers.firstValue("Wechatpay-Signature").orElseThrow(),
                        Signatures.publicKey(platformKey)))
                .isTrue();
    }

    // RFC 9421

    @ParameterizedTest
    @EnumSource(names = {"HMAC_SHA256", "RSA_V1_5_SHA256", "RSA_PSS_SHA512"})
    void a_message_is_answered_by_one_that_is_signed_in_kind(SignatureAlgorithm algorithm) throws Exception {
        var call = new Message();
        call.algorithm = algorithm;
        var sent = call.signed();
        var answer = send(sent, call.body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).path("data").path("app_id").asString()).isEqualTo(app);
        assertAnswerSigned(answer, sent, algorithm);
    }

    @Test
    void a_refusal_is_signed_too_and_answers_this_call_only() throws Exception {
        var call = new Message();
        call.target = "/order/list_orders";
        call.algorithm = SignatureAlgorithm.RSA_V1_5_SHA256;
        var sent = call.signed();
        var answer = send(sent, call.body);
        expect(answer, 403, "api.not_granted");
        assertAnswerSigned(answer, sent, call.algorithm);
        var other = new Message();
        other.algorithm = call.algorithm;
        var message = answerMessage(answer, other.signed());
        assertThat(MessageSignature.of(message).getFirst().fits(message, call.algorithm, platform()))
                .as("an answer to another call")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "body,401,sign.mismatch",
        "digest,401,sign.mismatch",
        "query,401,sign.mismatch",
        "method_open,401,sign.mismatch",
        "query_open,401,sign.mismatch",
        "body_open,401,sign.mismatch",
        "absent_field,401,sign.mismatch",
        "key,401,sign.mismatch",
        "alg,403,sign.type_not_allowed",
        "alg_confused,401,sign.mismatch",
        "alg_unknown,403,sign.type_not_allowed",
        "stranger,401,app.unknown",
        "no_keyid,400,param.missing",
        "no_created,400,param.missing",
        "no_nonce,400,param.missing",
        "short_nonce,400,param.invalid",
        "past,401,sign.expired",
        "future,401,sign.expired",
        "expires,401,sign.expired",
        "no_signature,400,param.invalid",
        "broken,400,param.invalid",
    })
    void what_is_wrong_in_a_message_is_named(String wrong, int status, String subCode) throws Exception {
        var call = new Message();
        var body = call.body;
        switch (wrong) {
            case "body" -> body = "{\"memo\":\"b\"}";
            case "digest" -> call.digest = ContentDigest.of(new byte[1]);
            case "query" -> call.sentTarget = "/serai/ping?a=2";
            case "method_open" -> call.components.remove("@method");
            case "query_open" -> call.components.remove("@query");
            case "body_open" -> call.components.remove("content-digest");
            case "absent_field" -> call.extra = "\"x-absent\"";
            case "key" -> call.key = new SecretKeySpec(new byte[32], "HmacSHA256");
            case "alg" -> call.parameters.put("alg", "ed25519");
            case "alg_confused" -> call.parameters.put("alg", "rsa-v1_5-sha256");
            case "alg_unknown" -> call.parameters.put("alg", "none");
            case "stranger" -> call.parameters.put("keyid", "nobody");
            case "no_keyid" -> call.parameters.remove("keyid");
            case "no_created" -> call.parameters.remove("created");
            case "no_nonce" -> call.parameters.remove("nonce");
            case "short_nonce" -> call.parameters.put("nonce", "short");
            case "past" -> call.parameters.put("created", clock.instant().getEpochSecond() - 301);
            case "future" -> call.parameters.put("created", clock.instant().getEpochSecond() + 330);
            case "expires" -> call.parameters.put("expires", clock.instant().getEpochSecond());
            case "no_signature" -> call.dropped = "Signature";
            case "broken" -> call.broken = true;
            default -> throw new IllegalArgumentException(wrong);
        }
        expect(send(call.signed(), body), status, subCode);
    }

    @Test
    void a_message_is_taken_once_and_in_its_time() throws Exception {
        var call = new Message();
        var sent = call.signed();
        assertThat(send(sent, call.body).statusCode()).isEqualTo(200);
        expect(send(sent, call.body), 401, "sign.replayed");
        var late = new Message().signed();
        clock.advance(Duration.ofSeconds(301));
        expect(send(late, BODY), 401, "sign.expired");
    }

    @Test
    void a_caller_behind_tls_signs_https() throws Exception {
        var call = new Message();
        call.scheme = "https";
        call.components.removeAll(List.of("@path", "@query"));
        call.components.add("@target-uri");
        assertThat(send(call.signed(), call.body).statusCode()).isEqualTo(200);
    }

    /** One call; what is changed in it before it is signed is what is wrong with it. */
    private final class Message {
        String target = "/serai/ping?a=1";
        String sentTarget = "";
        String scheme = "http";
        String body = BODY;
        String digest = ContentDigest.of(BODY.getBytes(StandardCharsets.UTF_8));
        final List<String> components = new ArrayList<>(List.of("@method", "@path", "@query", "content-digest"));
        final Map<String, Object> parameters = new LinkedHashMap<>();
        SignatureAlgorithm algorithm = SignatureAlgorithm.HMAC_SHA256;
        Key key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
        String dropped = "";
        String extra = "";
        boolean broken;

        Message() {
            parameters.put("created", clock.instant().getEpochSecond());
            parameters.put("keyid", app);
            parameters.put("nonce", nonce());
        }

        HttpMessage signed() {
            var plain = List.of(new Field("Content-Type", "application/json"), new Field("Content-Digest", digest));
            var message = HttpMessage.request("POST", scheme, "127.0.0.1:" + door.port(), target, plain);
            var by = algorithm == SignatureAlgorithm.HMAC_SHA256 ? key : PAIR.getPrivate();
            var made = MessageSignature.sign(message, "sig1", components, parameters, algorithm, by);
            var input = extra.isEmpty() ? made.input() : made.input().replace("(", "(" + extra + " ");
            var fields = new ArrayList<>(plain);
            fields.add(new Field("Signature-Input", broken ? input.replace("(", "") : input));
            fields.add(new Field("Signature", made.signature()));
            fields.removeIf(field -> field.name().equals(dropped));
            return HttpMessage.request(
                    "POST", scheme, message.authority(), sentTarget.isEmpty() ? target : sentTarget, fields);
        }
    }

    private HttpResponse<String> send(HttpMessage message, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri(message.target())).POST(HttpRequest.BodyPublishers.ofString(body));
        message.fields().forEach(field -> request.header(field.name(), field.value()));
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private void assertAnswerSigned(HttpResponse<String> answer, HttpMessage request, SignatureAlgorithm algorithm) {
        var message = answerMessage(answer, request);
        var signature = MessageSignature.of(message).getFirst();
        var key = algorithm == SignatureAlgorithm.HMAC_SHA256
                ? new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256")
                : platform();
        assertThat(signature.fits(message, algorithm, key)).isTrue();
        assertThat(signature.covers("@status")).isTrue();
        assertThat(signature.covers("content-digest")).isTrue();
        assertThat(ContentDigest.fits(
                        answer.headers().firstValue("Content-Digest").orElseThrow(),
                        answer.body().getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }

    private static HttpMessage answerMessage(HttpResponse<String> answer, HttpMessage request) {
        var fields = new ArrayList<Field>();
        answer.headers().map().forEach((name, values) -> values.forEach(value -> fields.add(new Field(name, value))));
        return HttpMessage.answer(answer.statusCode(), fields, request);
    }

    private Key platform() {
        return Signatures.publicKey(platformKey);
    }

    private void expect(HttpResponse<String> answer, int status, String subCode) {
        assertThat(json(answer).path("sub_code").asString("")).as(answer.body()).isEqualTo(subCode);
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.read(answer.body());
    }

    private URI uri(String target) {
        return URI.create("http://127.0.0.1:" + door.port() + target);
    }

    private static String nonce() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private String raw(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", door.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
