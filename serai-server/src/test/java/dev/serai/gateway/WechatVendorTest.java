package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.wechat.pay.java.core.RSAPublicKeyConfig;
import com.wechat.pay.java.core.auth.Credential;
import com.wechat.pay.java.core.cipher.RSASigner;
import com.wechat.pay.java.core.exception.ServiceException;
import com.wechat.pay.java.core.exception.ValidationException;
import com.wechat.pay.java.core.http.ApacheHttpClientBuilder;
import com.wechat.pay.java.core.http.DefaultHttpClientBuilder;
import com.wechat.pay.java.core.http.HttpClient;
import com.wechat.pay.java.core.http.HttpHeaders;
import com.wechat.pay.java.core.http.JsonRequestBody;
import com.wechat.pay.java.core.http.RequestBody;
import dev.serai.merchant.Joining;
import java.net.URI;
import java.security.PublicKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WeChat Pay's own client, com.github.wechatpay-apiv3:wechatpay-java-core, unmodified, against the door. */
class WechatVendorTest extends VendorTests {
    private static final String BODY = "{\"memo\":\"中文 & more\",\"list\":[{\"a\":1}]}";

    @ParameterizedTest
    @ValueSource(strings = {"okhttp", "apache"})
    void both_of_its_transports_call_and_verify_the_answer(String transport) {
        var config =
                config(account().serial(), account().platformKey(), account().platformSerial());
        var client = transport.equals("okhttp")
                ? new DefaultHttpClientBuilder().config(config).build()
                : new ApacheHttpClientBuilder().config(config).build();
        assertThat(ping(client)).containsEntry("app_id", account().app());
    }

    @Test
    void a_get_with_a_query_verifies() {
        var answer = client().get(new HttpHeaders(), url("/wx/serai/ping?memo=%E4%B8%AD%E6%96%87&x=a+b"), Map.class);
        assertThat(answer.getServiceResponse())
                .isEqualTo(Map.of("app_id", account().app()));
    }

    @Test
    void an_order_is_placed_once_and_its_conflict_is_told() {
        var body = "{\"out_order_no\":\"" + UUID.randomUUID() + "\",\"product_id\":\"p1\",\"quantity\":%d}";
        var first = order(body.formatted(2));
        assertThat(first).containsKeys("order_id", "status", "amount", "currency");
        assertThat(order(body.formatted(2))).containsEntry("order_id", first.get("order_id"));
        var refused = refused(() -> order(body.formatted(3)));
        assertThat(refused.getHttpStatusCode()).isEqualTo(409);
        assertThat(refused.getErrorCode()).isEqualTo("order.conflict");
        assertThat(refused.getErrorMessage()).isNotEmpty();
    }

    private Map<String, Object> order(String body) {
        return named(client().post(json(), url("/wx/order/create_order"), body(body), Map.class)
                .getServiceResponse());
    }

    @Test
    void a_wrong_key_is_told() {
        var other = Joining.newPair();
        var config = new RSAPublicKeyConfig.Builder()
                .merchantId(account().app())
                .privateKey(other.getPrivate())
                .merchantSerialNumber(account().serial())
                .publicKey(account().platformKey())
                .publicKeyId(account().platformSerial())
                .build();
        expect(new DefaultHttpClientBuilder().config(config).build(), 401, "sign.mismatch");
    }

    @Test
    void an_unknown_serial_is_told_with_what_it_was() {
        var client = new DefaultHttpClientBuilder()
                .config(config("ABCDEF0123", account().platformKey(), account().platformSerial()))
                .build();
        expect(client, 401, "sign.mismatch");
        assertThat(refused(() -> ping(client)).getErrorMessage()).contains("ABCDEF0123");
    }

    @Test
    void an_unknown_mchid_is_told() {
        var config = new RSAPublicKeyConfig.Builder()
                .merchantId("nobody-here")
                .privateKey(account().pair().getPrivate())
                .merchantSerialNumber(account().serial())
                .publicKey(account().platformKey())
                .publicKeyId(account().platformSerial())
                .build();
        expect(new DefaultHttpClientBuilder().config(config).build(), 401, "app.unknown");
    }

    @ParameterizedTest
    @ValueSource(longs = {-330, 330, -8 * 3600})
    void a_clock_that_is_off_is_told(long seconds) {
        expect(with(new Signed(account(), Instant.now().getEpochSecond() + seconds, nonce())), 401, "sign.expired");
    }

    @Test
    void a_nonce_is_taken_once() {
        var client = with(new Signed(account(), Instant.now().getEpochSecond(), nonce()));
        assertThat(ping(client)).containsEntry("app_id", account().app());
        expect(client, 401, "sign.replayed");
    }

    @Test
    void an_ungranted_and_an_unknown_method_are_told() {
        var list = refused(() -> client().get(new HttpHeaders(), url("/wx/order/list_orders"), Map.class));
        assertThat(list.getErrorCode()).isEqualTo("api.not_granted");
        assertThat(list.getHttpStatusCode()).isEqualTo(403);
        var none = refused(() -> client().get(new HttpHeaders(), url("/wx/order/no_such"), Map.class));
        assertThat(none.getErrorCode()).isEqualTo("api.unknown");
        assertThat(none.getHttpStatusCode()).isEqualTo(404);
    }

    @Test
    void a_tampered_answer_is_refused_by_the_client_and_an_untouched_one_is_not() throws Exception {
        try (var honest = Between.start(door.port(), "no such text", "");
                var liar = Between.start(door.port(), "\"app_id\":\"app-", "\"app_id\":\"bpp-")) {
            assertThat(ping(client(), honest.port()))
                    .containsEntry("app_id", account().app());
            assertThatThrownBy(() -> ping(client(), liar.port())).isInstanceOf(ValidationException.class);
        }
    }

    @Test
    void an_answer_under_another_key_or_serial_is_refused_by_the_client() {
        var otherKey = new DefaultHttpClientBuilder()
                .config(config(
                        account().serial(),
                        Joining.newPair().getPublic(),
                        account().platformSerial()))
                .build();
        assertThatThrownBy(() -> ping(otherKey)).isInstanceOf(ValidationException.class);
        var otherSerial = new DefaultHttpClientBuilder()
                .config(config(account().serial(), account().platformKey(), "ABCDEF"))
                .build();
        assertThatThrownBy(() -> ping(otherSerial)).isInstanceOf(ValidationException.class);
    }

    /** Signs with the client's own signer, but at a time and with a nonce of ours. */
    private record Signed(VendorAccount account, long timestamp, String nonce) implements Credential {
        @Override
        public String getSchema() {
            return "WECHATPAY2-SHA256-RSA2048";
        }

        @Override
        public String getMerchantId() {
            return account.app();
        }

        @Override
        public String getAuthorization(URI uri, String httpMethod, String signBody) {
            var text = httpMethod + "\n" + uri.getRawPath() + "\n" + timestamp + "\n" + nonce + "\n" + signBody + "\n";
            var sign = new RSASigner(account.serial(), account.pair().getPrivate()).sign(text);
            return getSchema()
                    + " mchid=\"%s\",nonce_str=\"%s\",timestamp=\"%d\",serial_no=\"%s\",signature=\"%s\""
                            .formatted(
                                    account.app(), nonce, timestamp, sign.getCertificateSerialNumber(), sign.getSign());
        }
    }

    private RSAPublicKeyConfig config(String serial, PublicKey platform, String platformSerial) {
        return new RSAPublicKeyConfig.Builder()
                .merchantId(account().app())
                .privateKey(account().pair().getPrivate())
                .merchantSerialNumber(serial)
                .publicKey(platform)
                .publicKeyId(platformSerial)
                .build();
    }

    private HttpClient client() {
        var config =
                config(account().serial(), account().platformKey(), account().platformSerial());
        return new DefaultHttpClientBuilder().config(config).build();
    }

    private HttpClient with(Credential credential) {
        var config =
                config(account().serial(), account().platformKey(), account().platformSerial());
        return new DefaultHttpClientBuilder()
                .credential(credential)
                .validator(config.createValidator())
                .build();
    }

    private Map<String, Object> ping(HttpClient client) {
        return ping(client, door.port());
    }

    private Map<String, Object> ping(HttpClient client, int port) {
        return named(client.post(json(), "http://127.0.0.1:" + port + "/wx/serai/ping", body(BODY), Map.class)
                .getServiceResponse());
    }

    private static Map<String, Object> named(Map<?, ?> answer) {
        var named = new HashMap<String, Object>();
        answer.forEach((name, value) -> named.put(String.valueOf(name), value));
        return named;
    }

    private void expect(HttpClient client, int status, String code) {
        var refused = refused(() -> ping(client));
        assertThat(refused.getErrorCode()).as(refused.getResponseBody()).isEqualTo(code);
        assertThat(refused.getHttpStatusCode()).isEqualTo(status);
    }

    private static ServiceException refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ServiceException.class, call);
    }

    private static HttpHeaders json() {
        return new HttpHeaders(Map.of("Accept", "application/json", "Content-Type", "application/json"));
    }

    private static RequestBody body(String json) {
        return new JsonRequestBody.Builder().body(json).build();
    }

    private String url(String target) {
        return "http://127.0.0.1:" + door.port() + target;
    }

    private static String nonce() {
        return UUID.randomUUID().toString().replace("-", "");
    }
}
