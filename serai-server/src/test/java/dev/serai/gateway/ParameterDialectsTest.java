package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.MovableClock;
import dev.serai.kernel.Json;
import dev.serai.merchant.Apps;
import dev.serai.merchant.Joining;
import dev.serai.openapi.Granting;
import dev.serai.openapi.Grants;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Calls as clients of Alipay v2, Alipay v3 and TOP make them, built by hand. */
@HouseTest
@Timeout(120)
class ParameterDialectsTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.ofHours(8));

    private static @Nullable VendorAccount made;

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

    private VendorAccount account() {
        var account = made;
        if (account == null) {
            account = VendorAccount.made(joining, granting, apps, grants);
            made = account;
        }
        return account;
    }

    @BeforeEach
    void an_app() {
        account();
    }

    private TreeMap<String, String> alipay(String method, String bizContent) {
        return new TreeMap<>(Map.of(
                "app_id",
                account().app(),
                "method",
                method,
                "sign_type",
                "RSA2",
                "charset",
                "utf-8",
                "version",
                "1.0",
                "format",
                "json",
                "timestamp",
                TIME.format(clock.instant()),
                "biz_content",
                bizContent));
    }

    private TreeMap<String, String> signedAlipay(TreeMap<String, String> call) throws Exception {
        var text = call.entrySet().stream()
                .filter(it -> !it.getValue().isEmpty())
                .map(it -> it.getKey() + "=" + it.getValue())
                .collect(Collectors.joining("&"));
        var signature = Signature.getInstance("RSA".equals(call.get("sign_type")) ? "SHA1withRSA" : "SHA256withRSA");
        signature.initSign(account().pair().getPrivate());
        signature.update(text.getBytes(charset(call)));
        call.put("sign", Base64.getEncoder().encodeToString(signature.sign()));
        return call;
    }

    private static Charset charset(Map<String, String> call) {
        return Charset.forName(call.getOrDefault("charset", "utf-8"));
    }

    private HttpResponse<byte[]> sent(String path, Map<String, String> call) throws Exception {
        var form = call.entrySet().stream()
                .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), charset(call)))
                .collect(Collectors.joining("&"));
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + path))
                        .header("Content-Type", "application/x-www-form-urlencoded;charset=" + charset(call))
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    /** The inner object, after its signature was verified over its exact bytes. */
    private JsonNode alipayAnswer(Map<String, String> call, String root) throws Exception {
        var response = sent("/gateway.do", call);
        assertThat(response.statusCode()).isEqualTo(200);
        var text = new String(response.body(), charset(call));
        var head = "{\"" + root + "\":";
        assertThat(text).startsWith(head);
        int end = text.lastIndexOf(",\"sign\":\"");
        var inner = text.substring(head.length(), end);
        var signature = Signature.getInstance("RSA".equals(call.get("sign_type")) ? "SHA1withRSA" : "SHA256withRSA");
        signature.initVerify(account().platformKey());
        signature.update(inner.getBytes(charset(call)));
        assertThat(signature.verify(Base64.getDecoder().decode(text.substring(end + 9, text.length() - 2))))
                .isTrue();
        return Json.read(inner);
    }

    @ParameterizedTest
    @CsvSource({"RSA2,utf-8", "RSA,utf-8", "RSA2,GBK", "RSA,GB2312"})
    void an_alipay_call_is_answered_signed_in_its_charset(String type, String charset) throws Exception {
        var call = alipay("serai.ping", "{\"memo\":\"中文\"}");
        call.put("sign_type", type);
        call.put("charset", charset);
        call.put("note", "还款");
        var inner = alipayAnswer(signedAlipay(call), "serai_ping_response");
        assertThat(inner.path("code").asString()).isEqualTo("10000");
        assertThat(inner.path("app_id").asString()).isEqualTo(account().app());
    }

    @ParameterizedTest
    @CsvSource({
        "sign, , 40001, isv.sign.missing",
        "sign, bm8=, 40002, isv.sign.mismatch",
        "app_id, nobody, 40002, isv.app.unknown",
        "sign_type, SM9, 40002, isv.param.invalid",
        "biz_content, '{', 40002, isv.param.invalid",
        "note, 'x&product_id=1&sign_type=2', 40002, isv.param.invalid"
    })
    void an_alipay_fault_is_told_signed(String name, @Nullable String value, String code, String subCode)
            throws Exception {
        var call = signedAlipay(alipay("serai.ping", "{}"));
        call.put(name, value == null ? "" : value);
        var inner = alipayAnswer(call, "serai_ping_response");
        assertThat(inner.path("sub_code").asString()).as(inner.toString()).isEqualTo(subCode);
        assertThat(inner.path("code").asString()).isEqualTo(code);
    }

    @Test
    void alipay_kinds_have_their_codes() throws Exception {
        assertThat(alipayAnswer(signedAlipay(alipay("fact.report", "{}")), "fact_report_response")
                        .path("code")
                        .asString())
                .isEqualTo("40006");
        assertThat(alipayAnswer(signedAlipay(alipay("no.such", "{}")), "no_such_response")
                        .path("sub_code")
                        .asString())
                .isEqualTo("isv.api.unknown");
        var late = alipay("serai.ping", "{}");
        late.put("timestamp", TIME.format(clock.instant().minusSeconds(400)));
        assertThat(alipayAnswer(signedAlipay(late), "serai_ping_response")
                        .path("sub_code")
                        .asString())
                .isEqualTo("isv.sign.expired");
    }

    @Test
    void the_same_signature_reads_again_and_writes_once() throws Exception {
        var read = signedAlipay(alipay("serai.ping", "{}"));
        alipayAnswer(read, "serai_ping_response");
        assertThat(alipayAnswer(read, "serai_ping_response").path("code").asString())
                .isEqualTo("10000");
        var order = signedAlipay(alipay(
                "order.create_order",
                "{\"out_order_no\":\"" + UUID.randomUUID() + "\",\"product_id\":\"p1\",\"quantity\":2}"));
        var first = sent("/gateway.do", order);
        assertThat(new String(first.body(), StandardCharsets.UTF_8)).contains("\"code\":\"10000\"", "order_id");
        var again = sent("/gateway.do", order);
        assertThat(again.headers().firstValue("Serai-Replayed")).contains("1");
        assertThat(again.body()).isEqualTo(first.body());
    }

    private TreeMap<String, String> encrypted(String method, String plain, String aesKey) throws Exception {
        var cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(Base64.getDecoder().decode(aesKey), "AES"),
                new IvParameterSpec(new byte[16]));
        var closed = Base64.getEncoder().encodeToString(cipher.doFinal(plain.getBytes(StandardCharsets.UTF_8)));
        var call = alipay(method, closed);
        call.put("encrypt_type", "AES");
        return call;
    }

    /** What stands in an encrypted answer. */
    private JsonNode opened(Map<String, String> call, String root) throws Exception {
        var inner = alipayAnswer(call, root).asString();
        var cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(Base64.getDecoder().decode(account().aesKey()), "AES"),
                new IvParameterSpec(new byte[16]));
        return Json.read(new String(cipher.doFinal(Base64.getDecoder().decode(inner)), StandardCharsets.UTF_8));
    }

    @Test
    void an_encrypted_call_is_answered_so_and_the_same_signature_again_with_the_same_bytes() throws Exception {
        var order = signedAlipay(encrypted(
                "order.create_order",
                "{\"out_order_no\":\"" + UUID.randomUUID() + "\",\"product_id\":\"p1\",\"quantity\":2}",
                account().aesKey()));
        var first = sent("/gateway.do", order);
        assertThat(opened(order, "order_create_order_response").path("order_id").asString())
                .isNotEmpty();
        var again = sent("/gateway.do", order);
        assertThat(again.headers().firstValue("Serai-Replayed")).contains("1");
        assertThat(again.body()).isEqualTo(first.body());
    }

    /** Otherwise whoever took a ciphertext from the wire could try paddings until he knows the text. */
    @Test
    void nothing_is_decrypted_before_the_signature_fits() throws Exception {
        var fine = signedAlipay(encrypted("serai.ping", "{}", account().aesKey()));
        fine.put("sign", "bm8=");
        var broken = signedAlipay(encrypted("serai.ping", "{}", joining.newAesKey()));
        broken.put("sign", "bm8=");
        var told = opened(fine, "serai_ping_response").toString();
        assertThat(told).contains("isv.sign.mismatch");
        assertThat(opened(broken, "serai_ping_response").toString()).isEqualTo(told);
    }

    @Test
    void what_cannot_be_opened_or_says_too_much_inside_is_refused() throws Exception {
        for (var call : List.of(
                encrypted("serai.ping", "{}", joining.newAesKey()),
                encrypted("serai.ping", "[]", account().aesKey()),
                encrypted("serai.ping", "{\"app_id\":\"another\"}", account().aesKey()),
                encrypted("serai.ping", "{\"version\":\"v2\"}", account().aesKey()))) {
            assertThat(opened(signedAlipay(call), "serai_ping_response")
                            .path("sub_code")
                            .asString())
                    .isEqualTo("isv.param.invalid");
        }
        var other = encrypted("serai.ping", "{}", account().aesKey());
        other.put("encrypt_type", "SM4");
        var open = encrypted("serai.time.get", "{}", account().aesKey());
        for (var call : List.of(other, open)) {
            var inner = alipayAnswer(
                    signedAlipay(call), call.getOrDefault("method", "").replace('.', '_') + "_response");
            assertThat(inner.path("code").asString()).as(inner.toString()).isNotEqualTo("10000");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', 10000",
        "app_cert_sn=00000000000000000000000000000000, isv.cert.unknown",
        "alipay_root_cert_sn=0, isv.cert.unknown",
        "sign_type=SM2, isv.param.invalid"
    })
    void a_call_by_certificate_names_ours(String changed, String told) throws Exception {
        var call = alipay("serai.ping", "{}");
        call.put("app_cert_sn", account().certificate().sn());
        call.put("alipay_root_cert_sn", account().house().rootCertSn());
        if (!changed.isEmpty()) {
            call.put(changed.split("=")[0], changed.split("=")[1]);
        }
        var answer = new String(sent("/gateway.do", signedAlipay(call)).body(), StandardCharsets.UTF_8);
        assertThat(answer)
                .contains("\"" + told + "\"")
                .contains(",\"alipay_cert_sn\":\"" + account().house().certSn() + "\"");
    }

    @Test
    void the_platforms_certificate_is_given_to_anybody() throws Exception {
        var house = account().house();
        var call = alipay(AlipayEnvelope.DOWNLOAD, "{\"alipay_cert_sn\":\"" + house.certSn() + "\"}");
        var inner = alipayAnswer(signedAlipay(call), "alipay_open_app_alipaycert_download_response");
        assertThat(Base64.getDecoder().decode(inner.path("alipay_cert_content").asString()))
                .isEqualTo(house.certificate().getBytes(StandardCharsets.US_ASCII));
        call.remove("sign");
        call.put("biz_content", "{\"alipay_cert_sn\":\"none\"}");
        assertThat(alipayAnswer(signedAlipay(call), "alipay_open_app_alipaycert_download_response")
                        .path("sub_code")
                        .asString())
                .isEqualTo("isv.not.found");
        var plain = CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + "/serai/certificate/get"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        var data = Json.read(plain.body()).path("data");
        assertThat(data.path("certificate").asString()).isEqualTo(house.certificate());
        assertThat(data.path("root_certificate").asString()).isEqualTo(house.rootCertificate());
    }

    @Test
    void top_lists_are_named_after_what_is_in_them() {
        var data = (ObjectNode)
                Json.read(
                        "{\"orders\":[{\"types\":[\"a\"]}],\"counts\":[1],\"flags\":[true],\"none\":[],\"one\":{\"rows\":[{}]}}");
        TopLists.wrap(data);
        assertThat(data)
                .isEqualTo(Json.read("{\"orders\":{\"order\":[{\"types\":{\"string\":[\"a\"]}}]},"
                        + "\"counts\":{\"number\":[1]},\"flags\":{\"boolean\":[true]},\"none\":{},"
                        + "\"one\":{\"rows\":{\"row\":[{}]}}}"));
    }

    private TreeMap<String, String> top(String method, String signMethod) {
        var call = new TreeMap<>(Map.of(
                "app_key",
                account().app(),
                "method",
                method,
                "sign_method",
                signMethod,
                "v",
                "2.0",
                "format",
                "json",
                "timestamp",
                TIME.format(clock.instant()),
                "memo",
                "中文 a"));
        return signedTop(call);
    }

    private TreeMap<String, String> signedTop(TreeMap<String, String> call) {
        var text =
                call.entrySet().stream().map(it -> it.getKey() + it.getValue()).collect(Collectors.joining());
        call.put(
                "sign",
                TopDialect.signed(
                        call.getOrDefault("sign_method", ""), text, account().secret()));
        return call;
    }

    private JsonNode topAnswer(Map<String, String> call) throws Exception {
        var response = sent("/top/router/rest", call);
        assertThat(response.statusCode()).isEqualTo(200);
        return Json.read(new String(response.body(), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "md5, 66987CB115214E59E6EC978214934FB8",
        "hmac, D56D7858309C31B6251083A874D48273",
        "hmac-sha256, 04DB15AD0774D5CFCE2C837DE43E3FCEA9011ED74F3038FB6AB5F3C4CEA119E8"
    })
    void top_signatures_are_those_of_its_vectors(String method, String sign) {
        var text =
                "app_key12345678fieldsnum_iid,title,nick,price,numformatjsonmethodtaobao.item.seller.getnum_iid11223344"
                        + "sessiontestsign_method" + method + "timestamp2016-01-01 12:00:00v2.0";
        assertThat(TopDialect.signed(method, text, "helloworld")).isEqualToIgnoringCase(sign);
    }

    @Test
    void a_top_call_is_answered() throws Exception {
        for (var method : new String[] {"hmac", "hmac-sha256"}) {
            var answer = topAnswer(top("serai.ping", method)).path("serai_ping_response");
            assertThat(answer.path("app_id").asString()).isEqualTo(account().app());
            assertThat(answer.path("request_id").asString()).isNotEmpty();
        }
    }

    @Test
    void top_faults_are_told() throws Exception {
        assertThat(topError(top("serai.ping", "md5"))).isEqualTo("11 isv.sign.type_not_allowed");
        var wrong = top("serai.ping", "hmac");
        wrong.put("memo", "other");
        assertThat(topError(wrong)).isEqualTo("25 isv.sign.mismatch");
        assertThat(topError(top("fact.report", "hmac"))).isEqualTo("11 isv.api.not_granted");
        assertThat(topError(top("no.such", "hmac"))).isEqualTo("22 isv.api.unknown");
        wrong.put("app_key", "nobody");
        assertThat(topError(wrong)).isEqualTo("29 isv.app.unknown");
    }

    private String topError(Map<String, String> call) throws Exception {
        var error = topAnswer(call).path("error_response");
        return error.path("code").asInt() + " " + error.path("sub_code").asString();
    }

    @Test
    void an_alipay_v3_call_is_answered_signed_and_its_faults_too() throws Exception {
        var said = "app_id=" + account().app() + ",nonce=" + UUID.randomUUID() + ",timestamp=" + clock.millis();
        var target = "/v3/serai/ping";
        var body = "{\"list\":[1]}";
        var text = said + "\nPOST\n" + target + "\n" + body + "\n";
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(account().pair().getPrivate());
        signature.update(text.getBytes(StandardCharsets.UTF_8));
        var field =
                "ALIPAY-SHA256withRSA " + said + ",sign=" + Base64.getEncoder().encodeToString(signature.sign());
        var answer = rest(target, field, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"app_id\":\"" + account().app() + "\"}");
        var replayed = rest(target, field, body);
        assertThat(replayed.statusCode()).isEqualTo(401);
        assertThat(Json.read(replayed.body()).path("code").asString()).isEqualTo("sign.replayed");
        var wrong = rest(target, field, body + " ");
        assertThat(Json.read(wrong.body()).path("code").asString()).isEqualTo("sign.mismatch");
        assertThat(Json.read(wrong.body()).path("links").get(0).path("link").asString())
                .isNotEmpty();
    }

    private HttpResponse<String> rest(String target, String authorization, String body) throws Exception {
        var answer = CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + target))
                        .header("Content-Type", "application/json")
                        .header("Authorization", authorization)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        var headers = answer.headers();
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(account().platformKey());
        signature.update((headers.firstValue("alipay-timestamp").orElseThrow() + "\n"
                        + headers.firstValue("alipay-nonce").orElseThrow() + "\n" + answer.body() + "\n")
                .getBytes(StandardCharsets.UTF_8));
        assertThat(signature.verify(Base64.getDecoder()
                        .decode(headers.firstValue("alipay-signature").orElseThrow())))
                .isTrue();
        return answer;
    }
}
