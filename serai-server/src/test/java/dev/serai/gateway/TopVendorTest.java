package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.taobao.api.BaseTaobaoRequest;
import com.taobao.api.DefaultTaobaoClient;
import com.taobao.api.TaobaoClient;
import com.taobao.api.TaobaoObject;
import com.taobao.api.TaobaoResponse;
import com.taobao.api.internal.mapping.ApiField;
import com.taobao.api.internal.mapping.ApiListField;
import dev.serai.consent.Consents;
import dev.serai.kernel.AppId;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Taobao's own client, unmodified, as it comes in com.aliyun:alibaba-dingtalk-service-sdk, against the door. */
class TopVendorTest extends VendorTests {
    @Autowired
    Consents consents;

    /** What a merchant writes to call a method the client does not know by name. */
    public static final class Asked<T extends TaobaoResponse> extends BaseTaobaoRequest<T> {
        private final Class<T> answer;
        private final String method;
        private final Map<String, String> texts;

        Asked(Class<T> answer, String method, Map<String, String> texts) {
            this.answer = answer;
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
        public Class<T> getResponseClass() {
            return answer;
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
        var said = client(account().secret(), signMethod)
                .execute(new Asked<>(Said.class, "serai.ping", Map.of("memo", "江南 & more")));
        assertThat(said.isSuccess()).as(said.getBody()).isTrue();
        assertThat(said.getBody())
                .contains("\"serai_ping_response\"")
                .contains(account().app());
    }

    @Test
    void places_an_order_and_placing_it_again_is_the_same_order() throws Exception {
        var order = Map.of("out_order_no", "T-" + UUID.randomUUID(), "product_id", "1082185", "quantity", "2");
        var client = client(account().secret(), "hmac-sha256");
        var first = client.execute(new Asked<>(Said.class, "order.create_order", order));
        assertThat(first.isSuccess()).as(first.getBody()).isTrue();
        var again = client.execute(new Asked<>(Said.class, "order.create_order", order));
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
        var said = client(account().secret(), "hmac-sha256").execute(new Asked<>(Said.class, method, Map.of()));
        assertThat(said.isSuccess()).isFalse();
        assertThat(said.getSubCode()).as(said.getBody()).endsWith(subCode);
        assertThat(said.getSubMsg()).isNotEmpty();
    }

    /** An order as a merchant declares it for this client. */
    public static final class Order extends TaobaoObject {
        private static final long serialVersionUID = 1L;

        @ApiField("out_order_no")
        private String number = "";

        public String getNumber() {
            return number;
        }

        public void setNumber(String number) {
            this.number = number;
        }
    }

    public static final class Listed extends TaobaoResponse {
        private static final long serialVersionUID = 1L;

        @ApiListField("orders")
        @ApiField("order")
        private List<Order> orders = List.of();

        public List<Order> getOrders() {
            return orders;
        }

        public void setOrders(List<Order> orders) {
            this.orders = orders;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lists_are_read_in_both_forms(boolean simplify) throws Exception {
        var app = new AppId(account().app());
        granting.call(app, "order.list_orders", 1);
        Awaitility.await().until(() -> grants.mayCall(app, "order.list_orders", 1));
        var client = (DefaultTaobaoClient) client(account().secret(), "hmac-sha256");
        client.setUseSimplifyJson(simplify);
        var list = new Asked<>(Listed.class, "order.list_orders", Map.of());
        assertThat(client.execute(list).getOrders()).isNullOrEmpty();
        assertThat(error(client.execute(new Asked<>(Said.class, "no.such_method", Map.of()))))
                .isEqualTo("22 isv.api.unknown");
        for (var number : List.of("T-1", "T-2")) {
            var order = Map.of("out_order_no", number, "product_id", "1082185", "quantity", "1");
            assertThat(client.execute(new Asked<>(Said.class, "order.create_order", order))
                            .isSuccess())
                    .isTrue();
        }
        var listed = client.execute(list);
        assertThat(listed.getOrders())
                .as(listed.getBody())
                .extracting(Order::getNumber)
                .containsExactlyInAnyOrder("T-1", "T-2");
        assertThat(listed.getBody())
                .startsWith(simplify ? "{\"orders\":[{" : "{\"order_list_orders_response\":{\"orders\":{\"order\":[{");
    }

    @Test
    void a_session_is_the_users_token() throws Exception {
        var app = new AppId(account().app());
        granting.call(app, "content.post.like", 1);
        Awaitility.await().until(() -> grants.mayCall(app, "content.post.like", 1));
        var client = client(account().secret(), "hmac-sha256");
        var like = new Asked<>(Said.class, "content.post.like", Map.of());
        assertThat(error(client.execute(like))).isEqualTo("26 isv.token.missing");
        assertThat(error(client.execute(like, "x".repeat(43)))).isEqualTo("27 isv.token.revoked");
        var token = consents.give(app, new MerchantId("m-" + app), "u1001", Set.of("posts.write"))
                .accessToken();
        // Past the token, the parameter it lacks is told.
        assertThat(error(client.execute(like, token))).isEqualTo("40 isv.param.missing");
    }

    private static String error(Said said) {
        return said.getErrorCode() + " " + said.getSubCode();
    }

    @Test
    void a_call_signed_with_another_secret_is_refused() throws Exception {
        var said = client("another", "hmac-sha256").execute(new Asked<>(Said.class, "serai.ping", Map.of()));
        assertThat(said.getSubCode()).endsWith("sign.mismatch");
    }

    @Test
    void md5_is_for_apps_flagged_legacy() throws Exception {
        var said = client(account().secret(), "md5").execute(new Asked<>(Said.class, "serai.ping", Map.of()));
        assertThat(said.getSubCode()).endsWith("sign.type_not_allowed");
    }
}
