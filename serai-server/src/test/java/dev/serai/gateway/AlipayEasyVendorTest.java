package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alipay.easysdk.factory.Factory;
import com.alipay.easysdk.kernel.Config;
import com.alipay.easysdk.util.generic.models.AlipayOpenApiGenericResponse;
import dev.serai.kernel.Json;
import dev.serai.merchant.Joining;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alipay's easy client, com.alipay.sdk:alipay-easysdk, unmodified, against the door. Its set-up is global in its process. */
class AlipayEasyVendorTest extends VendorTests {
    private Config config(KeyPair pair) {
        var it = new Config();
        it.protocol = "http";
        it.gatewayHost = "127.0.0.1:" + door.port();
        it.signType = "RSA2";
        it.appId = account().app();
        it.merchantPrivateKey = VendorAccount.base64(pair.getPrivate().getEncoded());
        return it;
    }

    private Config byKey() {
        var it = config(account().pair());
        it.alipayPublicKey = VendorAccount.base64(account().platformKey().getEncoded());
        return it;
    }

    private static AlipayOpenApiGenericResponse said(Config config, String method, Map<String, Object> parameters)
            throws Exception {
        Factory.setOptions(config);
        return Factory.Util.Generic().execute(method, Map.of(), parameters);
    }

    @Test
    void calls_and_verifies_the_answer() throws Exception {
        var said = said(byKey(), "serai.ping", Map.of("memo", "江南 & more"));
        assertThat(said.code).as(said.httpBody).isEqualTo("10000");
        assertThat(said.httpBody).contains(account().app());
        Map<String, Object> order =
                Map.of("out_order_no", "Y-" + UUID.randomUUID(), "product_id", "1082185", "quantity", "2");
        var first = said(byKey(), "order.create_order", order);
        assertThat(id(said(byKey(), "order.create_order", order)))
                .isEqualTo(id(first))
                .isNotEmpty();
    }

    private static String id(AlipayOpenApiGenericResponse said) {
        return Json.read(said.httpBody)
                .path("order_create_order_response")
                .path("order_id")
                .asString("");
    }

    @Test
    void calls_by_certificate(@TempDir Path folder) throws Exception {
        var it = config(account().pair());
        it.merchantCertPath = file(folder, "app", account().certificate().pem());
        it.alipayCertPath = file(folder, "platform", account().house().certificate());
        it.alipayRootCertPath = file(folder, "root", account().house().rootCertificate());
        var said = said(it, "serai.ping", Map.of());
        assertThat(said.code).as(said.httpBody).isEqualTo("10000");
        it.alipayCertPath = it.merchantCertPath;
        assertThatThrownBy(() -> said(it, "serai.ping", Map.of())).hasStackTraceContaining("验签失败");
    }

    private static String file(Path folder, String name, String pem) throws Exception {
        return Files.writeString(folder.resolve(name + ".crt"), pem).toString();
    }

    @Test
    void refusals_are_told() throws Exception {
        assertThat(said(byKey(), "order.list_orders", Map.of()).subCode).isEqualTo("isv.api.not_granted");
        assertThat(said(byKey(), "no.such_method", Map.of()).subCode).isEqualTo("isv.api.unknown");
        var wrong = config(Joining.newPair());
        wrong.alipayPublicKey = VendorAccount.base64(account().platformKey().getEncoded());
        assertThat(said(wrong, "serai.ping", Map.of()).subCode).isEqualTo("isv.sign.mismatch");
    }

    @Test
    void the_client_refuses_a_tampered_answer_and_another_platforms_key() throws Exception {
        try (var liar = Between.start(door.port(), "\"app_id\":\"app-", "\"app_id\":\"bpp-")) {
            var tampered = byKey();
            tampered.gatewayHost = "127.0.0.1:" + liar.port();
            assertThatThrownBy(() -> said(tampered, "serai.ping", Map.of())).hasStackTraceContaining("验签失败");
        }
        var foreign = config(account().pair());
        foreign.alipayPublicKey =
                VendorAccount.base64(Joining.newPair().getPublic().getEncoded());
        assertThatThrownBy(() -> said(foreign, "serai.ping", Map.of())).hasStackTraceContaining("验签失败");
    }
}
