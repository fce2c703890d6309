package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alipay.api.AlipayApiException;
import com.alipay.api.AlipayClient;
import com.alipay.api.AlipayObject;
import com.alipay.api.AlipayRequest;
import com.alipay.api.AlipayResponse;
import com.alipay.api.DefaultAlipayClient;
import dev.serai.kernel.Json;
import dev.serai.merchant.Joining;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Alipay's own client, com.alipay.sdk:alipay-sdk-java, unmodified, against the door. */
class AlipayVendorTest extends VendorTests {
    /** What a merchant writes to call a method the client does not know by name. */
    public static final class Asked implements AlipayRequest<Said> {
        private final String method;
        private final Map<String, String> texts = new HashMap<>();
        private String version = "1.0";

        Asked(String method, String bizContent) {
            this.method = method;
            if (!bizContent.isEmpty()) {
                texts.put("biz_content", bizContent);
            }
        }

        @Override
        public String getApiMethodName() {
            return method;
        }

        @Override
        public Map<String, String> getTextParams() {
            return texts;
        }

        @Override
        public String getApiVersion() {
            return version;
        }

        @Override
        public void setApiVersion(String version) {
            this.version = version;
        }

        @Override
        public @Nullable String getTerminalType() {
            return null;
        }

        @Override
        public void setTerminalType(String type) {}

        @Override
        public @Nullable String getTerminalInfo() {
            return null;
        }

        @Override
        public void setTerminalInfo(String info) {}

        @Override
        public @Nullable String getProdCode() {
            return null;
        }

        @Override
        public void setProdCode(String code) {}

        @Override
        public @Nullable String getNotifyUrl() {
            return null;
        }

        @Override
        public void setNotifyUrl(String url) {}

        @Override
        public @Nullable String getReturnUrl() {
            return null;
        }

        @Override
        public void setReturnUrl(String url) {}

        @Override
        public Class<Said> getResponseClass() {
            return Said.class;
        }

        @Override
        public boolean isNeedEncrypt() {
            return false;
        }

        @Override
        public void setNeedEncrypt(boolean encrypt) {}

        @Override
        public @Nullable AlipayObject getBizModel() {
            return null;
        }

        @Override
        public void setBizModel(AlipayObject model) {}
    }

    public static final class Said extends AlipayResponse {
        private static final long serialVersionUID = 1L;
    }

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
                .execute(new Asked("serai.ping", "{\"memo\":\"江南 & more\"}"));
        assertThat(said.isSuccess()).as(said.getBody()).isTrue();
        assertThat(said.getCode()).isEqualTo("10000");
        assertThat(said.getBody())
                .contains("\"serai_ping_response\"")
                .contains(account().app());
    }

    @Test
    void places_an_order_and_placing_it_again_is_the_same_order() throws Exception {
        var order = "{\"out_order_no\":\"A-" + UUID.randomUUID() + "\",\"product_id\":\"1082185\",\"quantity\":2}";
        var first = client().execute(new Asked("order.create_order", order));
        assertThat(first.isSuccess()).as(first.getBody()).isTrue();
        var again = client().execute(new Asked("order.create_order", order));
        assertThat(id(again)).isEqualTo(id(first)).isNotEmpty();
    }

    private static String id(Said said) {
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
        var said = client().execute(new Asked(method, ""));
        assertThat(said.isSuccess()).isFalse();
        assertThat(said.getCode() + " " + said.getSubCode()).as(said.getBody()).isEqualTo(code + " " + subCode);
        assertThat(said.getSubMsg()).isNotEmpty();
        assertThat(said.getBody()).contains("\"sign\":\"");
    }

    @Test
    void a_call_signed_with_another_key_is_refused() throws Exception {
        var said = client(Joining.newPair(), account().platformKey(), "UTF-8", "RSA2")
                .execute(new Asked("serai.ping", ""));
        assertThat(said.getSubCode()).isEqualTo("isv.sign.mismatch");
    }

    @Test
    void the_client_refuses_an_answer_of_another_platform() {
        var foreign = Joining.newPair().getPublic();
        assertThatThrownBy(
                        () -> client(account().pair(), foreign, "UTF-8", "RSA2").execute(new Asked("serai.ping", "")))
                .isInstanceOf(AlipayApiException.class);
    }
}
