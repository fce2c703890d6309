package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.taobao.api.BaseTaobaoRequest;
import com.taobao.api.DefaultTaobaoClient;
import com.taobao.api.TaobaoClient;
import com.taobao.api.TaobaoResponse;
import dev.serai.kernel.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Taobao's own client, unmodified, as it comes in com.aliyun:alibaba-dingtalk-service-sdk, against the door. */
class TopVendorTest extends VendorTests {
    /** What a merchant writes to call a method the client does not know by name. */
    public static final class Asked extends BaseTaobaoRequest<Said> {
        private final String method;
        private final Map<String, String> texts;

        Asked(String method, Map<String, String> texts) {
            this.method = method;
            this.texts = new HashMap<>(texts);
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
        public Class<Said> getResponseClass() {
            return Said.class;
        }

        @Override
        public void check() {}
    }

    public static final class Said extends TaobaoResponse {
        private static final long serialVersionUID = 1L;
    }

    private TaobaoClient client(String secret, String signMethod) {
        return new DefaultTaobaoClient(
                "http://127.0.0.1:" + door.port() + "/top/router/rest",
                account().app(),
                secret,
                "json",
                3_000,
                15_000,
                signMethod);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hmac-sha256", "hmac"})
    void calls_by_each_sign_method_that_is_not_legacy(String signMethod) throws Exception {
        var said = client(account().secret(), signMethod).execute(new Asked("serai.ping", Map.of("memo", "江南 & more")));
        assertThat(said.isSuccess()).as(said.getBody()).isTrue();
        assertThat(said.getBody())
                .contains("\"serai_ping_response\"")
                .contains(account().app());
    }

    @Test
    void places_an_order_and_placing_it_again_is_the_same_order() throws Exception {
        var order = Map.of("out_order_no", "T-" + UUID.randomUUID(), "product_id", "1082185", "quantity", "2");
        var client = client(account().secret(), "hmac-sha256");
        var first = client.execute(new Asked("order.create_order", order));
        assertThat(first.isSuccess()).as(first.getBody()).isTrue();
        var again = client.execute(new Asked("order.create_order", order));
        assertThat(id(again)).isEqualTo(id(first)).isNotEmpty();
    }

    private static String id(Said said) {
        return Json.read(said.getBody())
                .path("order_create_order_response")
                .path("order_id")
                .asString("");
    }

    @ParameterizedTest
    @CsvSource({"order.list_orders, api.not_granted", "no.such_method, api.unknown", "order.create_order, param.missing"
    })
    void a_refusal_is_told(String method, String subCode) throws Exception {
        var said = client(account().secret(), "hmac-sha256").execute(new Asked(method, Map.of()));
        assertThat(said.isSuccess()).isFalse();
        assertThat(said.getSubCode()).as(said.getBody()).endsWith(subCode);
        assertThat(said.getSubMsg()).isNotEmpty();
    }

    @Test
    void a_call_signed_with_another_secret_is_refused() throws Exception {
        var said = client("another", "hmac-sha256").execute(new Asked("serai.ping", Map.of()));
        assertThat(said.getSubCode()).endsWith("sign.mismatch");
    }

    @Test
    void md5_is_for_apps_flagged_legacy() throws Exception {
        var said = client(account().secret(), "md5").execute(new Asked("serai.ping", Map.of()));
        assertThat(said.getSubCode()).endsWith("sign.type_not_allowed");
    }
}
