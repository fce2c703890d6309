package plaza;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputTest {
    private static Town town;

    @BeforeAll
    static void open() {
        town = Town.ready(Map.of());
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "\"x\"",
                "{\"request_key\":\"a\"}",
                "{\"request_key\":\"\",\"items\":[]}",
                "{\"request_key\":{},\"items\":[]}",
                "{\"request_key\":\"a\",\"items\":[]}",
                "{\"request_key\":\"a\",\"items\":{}}",
                "{\"request_key\":\"a\",\"items\":[1]}",
                "{\"request_key\":\"a\",\"items\":[{}]}",
                "{\"request_key\":\"a\",\"request_key\":\"b\",\"items\":[{\"product_id\":\"1082185\",\"quantity\":1}]}",
                "{\"request_key\":\"a\\u0000b\",\"items\":[{\"product_id\":\"1082185\",\"quantity\":1}]}",
                "{\"request_key\":\"a\\ud800b\",\"items\":[{\"product_id\":\"1082185\",\"quantity\":1}]}",
                "{\"request_key\":\"a\",\"items\":[{\"product_id\":\"1082185\",\"quantity\":1.5}]}",
                "{\"request_key\":\"a\",\"items\":[{\"product_id\":\"1082185\",\"quantity\":\"1\"}]}",
                "{\"request_key\":\"a\",\"items\":[{\"product_id\":\"1082185\",\"quantity\":1}]} x"
            })
    void a_body_that_is_no_order_is_a_clean_400(String body) {
        clean(town.post("/orders", body), 400);
        assertThat(town.get("/orders").json().get("orders").size()).isZero();
    }

    @Test
    void deep_json_broken_utf8_and_huge_bodies_are_clean_errors() {
        clean(town.post("/orders", "{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}"), 400);
        clean(town.post("/orders", new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}), 400);
        clean(town.post("/orders", new byte[(1 << 20) + 1]), 413);
        clean(town.post("/orders", new byte[10 << 20]), 413);
    }

    @Test
    void unknown_addresses_and_methods_are_clean_errors() {
        clean(town.get("/nothing"), 404);
        clean(town.get("/orders/1/pay/now"), 404);
        clean(town.get("/orders/abc"), 404);
        clean(town.delete("/orders"), 405);
        clean(town.send(HttpRequest.newBuilder(town.url("/orders/1/pay")).GET()), 405);
    }

    @Test
    void broken_queries_are_clean_errors() throws Exception {
        clean(town.get("/orders?request_key=%FF"), 400);
        clean(town.get("/orders?request_key=a%00b"), 400);
        clean(town.get("/orders?request_key=a&request_key=b"), 400);
        clean(town.get("/orders?request_key="), 400);
        clean(town.get("/orders?after=-1"), 400);
        // A client that does not even know percent-encoding.
        try (Socket socket = new Socket("127.0.0.1", town.url("/").getPort())) {
            socket.getOutputStream()
                    .write("GET /orders?request_key=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400");
        }
    }

    private static void clean(Town.Reply reply, int status) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.code()).isNotEmpty();
        assertThat(reply.at("/error/message")).isNotEmpty();
        assertThat(reply.text()).doesNotContain("Exception").doesNotContain("\\tat ");
    }
}
