package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.alipay.v3.ApiClient;
import com.alipay.v3.ApiException;
import com.alipay.v3.util.GenericExecuteApi;
import com.alipay.v3.util.model.AlipayConfig;
import com.alipay.v3.util.model.OpenApiGenericRequest;
import dev.serai.kernel.Json;
import dev.serai.merchant.Joining;
import java.security.KeyPair;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Alipay's own client for OpenAPI v3, com.alipay.sdk:alipay-sdk-java-v3, unmodified, against the door. */
class AlipayRestVendorTest extends VendorTests {
    private AlipayConfig config(int port, KeyPair pair) {
        var it = new AlipayConfig();
        it.setServerUrl("http://127.0.0.1:" + port);
        it.setAppId(account().app());
        it.setPrivateKey(VendorAccount.base64(pair.getPrivate().getEncoded()));
        return it;
    }

    private AlipayConfig byKey() {
        var it = config(door.port(), account().pair());
        it.setAlipayPublicKey(VendorAccount.base64(account().platformKey().getEncoded()));
        return it;
    }

    private AlipayConfig byCertificate(String platform) {
        var it = config(door.port(), account().pair());
        it.setAppCertContent(account().certificate().pem());
        it.setAlipayPublicCertContent(platform);
        it.setRootCertContent(account().house().rootCertificate());
        return it;
    }

    private static Map<?, ?> said(AlipayConfig config, String method, String path, Map<String, Object> parameters)
            throws ApiException {
        var client = new ApiClient();
        client.setAlipayConfig(config);
        var request = new OpenApiGenericRequest();
        if (method.equals("GET")) {
            request.setQueryParams(parameters);
        } else {
            request.setBizParams(parameters);
        }
        return (Map<?, ?>)
                new GenericExecuteApi(client).execute(path, method, request).getData();
    }

    private static Map<?, ?> ping(AlipayConfig config) throws ApiException {
        return said(config, "POST", "/v3/serai/ping", Map.of("memo", "江南 & more"));
    }

    private static String refused(AlipayConfig config, String path, Map<String, Object> parameters) {
        var thrown = catchThrowableOfType(ApiException.class, () -> said(config, "POST", path, parameters));
        return thrown.getCode() + " "
                + Json.read(thrown.getResponseBody()).path("code").asString();
    }

    @Test
    void calls_by_post_and_get_and_verifies_the_answers() throws Exception {
        assertThat(ping(byKey()).get("app_id")).isEqualTo(account().app());
        assertThat(said(byKey(), "GET", "/v3/serai/ping", Map.of("memo", "江南 & more"))
                        .get("app_id"))
                .isEqualTo(account().app());
        var number = "R-" + UUID.randomUUID();
        Map<String, Object> order = Map.of("out_order_no", number, "product_id", "1082185", "quantity", 2);
        var first = said(byKey(), "POST", "/v3/order/create_order", order);
        assertThat(said(byKey(), "POST", "/v3/order/create_order", order).get("order_id"))
                .isEqualTo(first.get("order_id"))
                .isNotNull();
    }

    @Test
    void calls_encrypted_and_by_certificate_and_both() throws Exception {
        var encrypting = byKey();
        encrypting.setEncryptKey(account().aesKey());
        assertThat(ping(encrypting).get("app_id")).isEqualTo(account().app());
        assertThat(said(encrypting, "GET", "/v3/serai/ping", Map.of("memo", "a"))
                        .get("app_id"))
                .isEqualTo(account().app());
        var certified = byCertificate(account().house().certificate());
        assertThat(ping(certified).get("app_id")).isEqualTo(account().app());
        certified.setEncryptKey(account().aesKey());
        assertThat(ping(certified).get("app_id")).isEqualTo(account().app());
    }

    @Test
    void refusals_are_told_with_their_status() {
        assertThat(refused(byKey(), "/v3/order/list_orders", Map.of("limit", 1)))
                .isEqualTo("403 api.not_granted");
        assertThat(refused(byKey(), "/v3/no/such_method", Map.of("a", 1))).isEqualTo("404 api.unknown");
        assertThat(refused(byKey(), "/v3/order/create_order", Map.of("quantity", 1)))
                .isEqualTo("400 param.missing");
        var encrypting = byKey();
        encrypting.setEncryptKey(account().aesKey());
        assertThat(refused(encrypting, "/v3/order/create_order", Map.of("quantity", 1)))
                .isEqualTo("400 param.missing");
        encrypting.setEncryptKey(joining.newAesKey());
        assertThat(refused(encrypting, "/v3/serai/ping", Map.of("memo", "a"))).isEqualTo("400 param.invalid");
    }

    @Test
    void a_call_signed_with_another_key_or_under_another_apps_certificate_is_refused() {
        var wrong = config(door.port(), Joining.newPair());
        wrong.setAlipayPublicKey(VendorAccount.base64(account().platformKey().getEncoded()));
        assertThat(refused(wrong, "/v3/serai/ping", Map.of("memo", "a"))).isEqualTo("401 sign.mismatch");
        var other = VendorAccount.made(joining, granting, apps, grants);
        var foreign = config(door.port(), other.pair());
        foreign.setAppCertContent(other.certificate().pem());
        foreign.setAlipayPublicCertContent(account().house().certificate());
        foreign.setRootCertContent(account().house().rootCertificate());
        assertThat(refused(foreign, "/v3/serai/ping", Map.of("memo", "a"))).isEqualTo("401 cert.unknown");
    }

    @Test
    void the_client_refuses_a_tampered_answer_another_platforms_key_and_an_unknown_certificate() throws Exception {
        try (var liar = Between.start(door.port(), "\"app_id\":\"app-", "\"app_id\":\"bpp-")) {
            var tampered = config(liar.port(), account().pair());
            tampered.setAlipayPublicKey(
                    VendorAccount.base64(account().platformKey().getEncoded()));
            assertThat(catchThrowableOfType(ApiException.class, () -> ping(tampered)))
                    .hasMessageContaining("sign check fail");
        }
        var foreign = config(door.port(), account().pair());
        foreign.setAlipayPublicKey(
                VendorAccount.base64(Joining.newPair().getPublic().getEncoded()));
        assertThat(catchThrowableOfType(ApiException.class, () -> ping(foreign)))
                .hasMessageContaining("sign check fail");
        var outdated = byCertificate(account().certificate().pem());
        assertThat(catchThrowableOfType(ApiException.class, () -> ping(outdated)))
                .hasMessageContaining(account().house().certSn());
    }
}
