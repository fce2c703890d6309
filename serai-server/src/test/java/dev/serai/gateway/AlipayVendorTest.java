package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.alipay.api.AlipayApiException;
import com.alipay.api.AlipayClient;
import com.alipay.api.DefaultAlipayClient;
import dev.serai.kernel.Json;
import dev.serai.merchant.Joining;
import dev.serai.merchant.Sm2;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.BadPaddingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Alipay's own client, com.alipay.sdk:alipay-sdk-java, unmodified, against the door. */
class AlipayVendorTest extends VendorTests {
    private AlipayClient client(KeyPair pair, PublicKey platform, String charset, String signType) {
        return new DefaultAlipayClient(
                "http://127.0.0.1:" + door.port() + "/gateway.do",
                account().app(),
                VendorAccount.base64(pair.getPrivate().getEncoded()),
                "json",
                charset,
                VendorAccount.base64(platform.getEncoded()),
                signType);
    }

    private AlipayClient client() {
        return client(account().pair(), account().platformKey(), "UTF-8", "RSA2");
    }

    @ParameterizedTest
    @CsvSource({"UTF-8, RSA2", "GBK, RSA2", "gb2312, RSA2", "UTF-8, RSA"})
    void calls_and_verifies_the_answer_in_each_charset_and_by_either_hash(String charset, String signType)
            throws Exception {
        var said = client(account().pair(), account().platformKey(), charset, signType)
                .execute(new AlipayAsked("serai.ping", "{\"memo\":\"江南 & more\"}"));
        assertThat(said.isSuccess()).as(said.getBody()).isTrue();
        assertThat(said.getCode()).isEqualTo("10000");
        assertThat(said.getBody())
                .contains("\"serai_ping_response\"")
                .contains(account().app());
    }

    @Test
    void places_an_order_and_placing_it_again_is_the_same_order() throws Exception {
        var order = "{\"out_order_no\":\"A-" + UUID.randomUUID() + "\",\"product_id\":\"1082185\",\"quantity\":2}";
        var first = client().execute(new AlipayAsked("order.create_order", order));
        assertThat(first.isSuccess()).as(first.getBody()).isTrue();
        var again = client().execute(new AlipayAsked("order.create_order", order));
        assertThat(id(again)).isEqualTo(id(first)).isNotEmpty();
    }

    private static String id(AlipayAsked.Said said) {
        return Json.read(said.getBody())
                .path("order_create_order_response")
                .path("order_id")
                .asString("");
    }

    @ParameterizedTest
    @CsvSource({
        "order.list_orders, 40006, isv.api.not_granted",
        "no.such_method, 40002, isv.api.unknown",
        "order.create_order, 40001, isv.param.missing"
    })
    void a_refusal_is_told_and_signed(String method, String code, String subCode) throws Exception {
        var said = client().execute(new AlipayAsked(method, ""));
        assertThat(said.isSuccess()).isFalse();
        assertThat(said.getCode() + " " + said.getSubCode()).as(said.getBody()).isEqualTo(code + " " + subCode);
        assertThat(said.getSubMsg()).isNotEmpty();
        assertThat(said.getBody()).contains("\"sign\":\"");
    }

    @Test
    void a_call_signed_with_another_key_is_refused() throws Exception {
        var said = client(Joining.newPair(), account().platformKey(), "UTF-8", "RSA2")
                .execute(new AlipayAsked("serai.ping", ""));
        assertThat(said.getSubCode()).isEqualTo("isv.sign.mismatch");
    }

    @ParameterizedTest
    @CsvSource({"UTF-8", "GBK"})
    void an_encrypted_call_is_answered_encrypted_and_refused_encrypted(String charset) throws Exception {
        var client = encrypting(account().aesKey(), charset);
        var said = client.execute(new AlipayAsked("serai.ping", "{\"memo\":\"江南 & more\"}").encrypted());
        assertThat(said.isSuccess()).as(said.getBody()).isTrue();
        assertThat(said.getBody()).contains(account().app());
        var order = "{\"out_order_no\":\"E-" + UUID.randomUUID() + "\",\"product_id\":\"1082185\",\"quantity\":2}";
        var placed = client.execute(new AlipayAsked("order.create_order", order).encrypted());
        assertThat(placed.isSuccess()).as(placed.getBody()).isTrue();
        var refused = client.execute(new AlipayAsked("order.create_order", "{\"quantity\":2}").encrypted());
        assertThat(refused.getSubCode()).as(refused.getBody()).isEqualTo("isv.param.missing");
        var ungranted = client.execute(new AlipayAsked("order.list_orders", "{\"limit\":1}").encrypted());
        assertThat(ungranted.getSubCode()).isEqualTo("isv.api.not_granted");
    }

    @Test
    void a_call_encrypted_with_another_key_is_not_done_and_the_client_cannot_read_the_refusal() {
        // CBC's padding proves nothing: one wrong key of 256 fits it by chance, and the client reads nonsense.
        assertThat(Stream.generate(joining::newAesKey).limit(4))
                .extracting(key -> catchThrowable(() -> encrypting(key, "UTF-8")
                        .execute(new AlipayAsked("serai.ping", "{\"memo\":\"a\"}").encrypted())))
                .anySatisfy(thrown -> assertThat(thrown).hasRootCauseInstanceOf(BadPaddingException.class));
    }

    private AlipayClient encrypting(String aesKey, String charset) {
        return new DefaultAlipayClient(
                "http://127.0.0.1:" + door.port() + "/gateway.do",
                account().app(),
                VendorAccount.base64(account().pair().getPrivate().getEncoded()),
                "json",
                charset,
                VendorAccount.base64(account().platformKey().getEncoded()),
                "RSA2",
                aesKey,
                "AES");
    }

    @Test
    void sm2_signs_both_ways_and_another_pair_is_refused_by_either_side() throws Exception {
        var platform = Sm2.publicKey(joining.platformSm2Key());
        var said = client(account().sm2(), platform, "UTF-8", "SM2")
                .execute(new AlipayAsked("serai.ping", "{\"memo\":\"江南\"}"));
        assertThat(said.isSuccess()).as(said.getBody()).isTrue();
        var refused = client(account().sm2(), platform, "GBK", "SM2").execute(new AlipayAsked("no.such_method", ""));
        assertThat(refused.getSubCode()).isEqualTo("isv.api.unknown");
        var foreign = client(Sm2.newPair(), platform, "UTF-8", "SM2").execute(new AlipayAsked("serai.ping", ""));
        assertThat(foreign.getSubCode()).isEqualTo("isv.sign.mismatch");
        assertThatThrownBy(() -> client(account().sm2(), Sm2.newPair().getPublic(), "UTF-8", "SM2")
                        .execute(new AlipayAsked("serai.ping", "")))
                .isInstanceOf(AlipayApiException.class);
    }

    @Test
    void a_tampered_answer_is_refused_by_the_client_and_an_untouched_one_is_not() throws Exception {
        try (var honest = Between.start(door.port(), "no such text", "");
                var liar = Between.start(door.port(), "\"app_id\":\"app-", "\"app_id\":\"bpp-")) {
            assertThat(through(honest)
                            .execute(new AlipayAsked("serai.ping", ""))
                            .isSuccess())
                    .isTrue();
            assertThatThrownBy(() -> through(liar).execute(new AlipayAsked("serai.ping", "")))
                    .isInstanceOf(AlipayApiException.class);
        }
    }

    private AlipayClient through(Between between) {
        return new DefaultAlipayClient(
                "http://127.0.0.1:" + between.port() + "/gateway.do",
                account().app(),
                VendorAccount.base64(account().pair().getPrivate().getEncoded()),
                "json",
                "UTF-8",
                VendorAccount.base64(account().platformKey().getEncoded()),
                "RSA2");
    }

    @Test
    void the_client_refuses_an_answer_of_another_platform() {
        var foreign = Joining.newPair().getPublic();
        assertThatThrownBy(() ->
                        client(account().pair(), foreign, "UTF-8", "RSA2").execute(new AlipayAsked("serai.ping", "")))
                .isInstanceOf(AlipayApiException.class);
    }
}
