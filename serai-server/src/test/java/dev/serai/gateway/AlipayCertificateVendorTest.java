package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alipay.api.AlipayApiException;
import com.alipay.api.AlipayClient;
import com.alipay.api.CertAlipayRequest;
import com.alipay.api.DefaultAlipayClient;
import dev.serai.kernel.AppId;
import dev.serai.kernel.MerchantId;
import dev.serai.merchant.AppKeys;
import dev.serai.merchant.Joining;
import dev.serai.merchant.Party;
import dev.serai.operator.Actor;
import java.security.KeyPair;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Alipay's own client in certificate mode, unmodified, against the door. */
class AlipayCertificateVendorTest extends VendorTests {
    @Autowired
    AppKeys keys;

    private CertAlipayRequest setUp(KeyPair pair, String certificate, String platform) {
        var it = new CertAlipayRequest();
        it.setServerUrl("http://127.0.0.1:" + door.port() + "/gateway.do");
        it.setAppId(account().app());
        it.setPrivateKey(VendorAccount.base64(pair.getPrivate().getEncoded()));
        it.setFormat("json");
        it.setCharset("UTF-8");
        it.setSignType("RSA2");
        it.setCertContent(certificate);
        it.setAlipayPublicCertContent(platform);
        it.setRootCertContent(account().house().rootCertificate());
        return it;
    }

    private CertAlipayRequest setUp() {
        return setUp(
                account().pair(),
                account().certificate().pem(),
                account().house().certificate());
    }

    private static AlipayClient client(CertAlipayRequest it) throws AlipayApiException {
        return new DefaultAlipayClient(it);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA2", "RSA"})
    void calls_by_certificate_and_is_answered_and_refused_under_the_platforms(String signType) throws Exception {
        var it = setUp();
        it.setSignType(signType);
        var client = client(it);
        var said = client.certificateExecute(new AlipayAsked("serai.ping", "{\"memo\":\"江南\"}"));
        assertThat(said.isSuccess()).as(said.getBody()).isTrue();
        assertThat(said.getBody())
                .contains("\"alipay_cert_sn\":\"" + account().house().certSn() + "\"");
        var refused = client.certificateExecute(new AlipayAsked("order.list_orders", ""));
        assertThat(refused.getSubCode()).as(refused.getBody()).isEqualTo("isv.api.not_granted");
        assertThat(refused.getBody()).contains("\"alipay_cert_sn\"", "\"sign\"");
    }

    @Test
    void calls_encrypted_too() throws Exception {
        var it = setUp();
        it.setEncryptor(account().aesKey());
        it.setEncryptType("AES");
        var said = client(it).certificateExecute(new AlipayAsked("serai.ping", "{\"memo\":\"a\"}").encrypted());
        assertThat(said.isSuccess()).as(said.getBody()).isTrue();
        assertThat(said.getBody()).contains(account().app());
    }

    @Test
    void a_client_that_does_not_know_the_platforms_certificate_downloads_it_and_verifies_by_it() throws Exception {
        // Some other certificate of the same root stands for one that was replaced since.
        var client = client(setUp(
                account().pair(),
                account().certificate().pem(),
                account().certificate().pem()));
        var said = client.certificateExecute(new AlipayAsked("serai.ping", ""));
        assertThat(said.isSuccess()).as(said.getBody()).isTrue();
    }

    @Test
    void another_key_than_the_certificates_is_refused() throws Exception {
        var client = client(setUp(
                Joining.newPair(),
                account().certificate().pem(),
                account().house().certificate()));
        assertThat(subCode(client)).isEqualTo("isv.sign.mismatch");
    }

    @Test
    void another_apps_certificate_is_refused_though_its_key_signed() throws Exception {
        var other = VendorAccount.made(joining, granting, apps, grants);
        var client = client(
                setUp(other.pair(), other.certificate().pem(), account().house().certificate()));
        assertThat(subCode(client)).isEqualTo("isv.cert.unknown");
    }

    @Test
    void an_ended_certificate_is_refused() throws Exception {
        var app = new AppId(account().app());
        var certificate = keys.owned(new MerchantId("m-" + app), app.value()).keys().stream()
                .filter(key -> account().certificate().sn().equals(key.certSn()))
                .findFirst()
                .orElseThrow();
        keys.end(app, Party.staff(Actor.HOUSE), certificate.keyId());
        var client = client(setUp());
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(subCode(client)).isEqualTo("isv.cert.expired"));
    }

    private static @Nullable String subCode(AlipayClient client) throws AlipayApiException {
        return client.certificateExecute(new AlipayAsked("serai.ping", "")).getSubCode();
    }

    @Test
    void a_tampered_answer_is_refused_by_the_client() throws Exception {
        try (var liar = Between.start(door.port(), "\"app_id\":\"app-", "\"app_id\":\"bpp-")) {
            var it = setUp();
            it.setServerUrl("http://127.0.0.1:" + liar.port() + "/gateway.do");
            assertThatThrownBy(() -> client(it).certificateExecute(new AlipayAsked("serai.ping", "")))
                    .isInstanceOf(AlipayApiException.class);
        }
    }
}
