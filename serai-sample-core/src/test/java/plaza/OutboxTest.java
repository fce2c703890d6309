package plaza;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OutboxTest {
    private static final String SECRET = "shared";

    private record Delivery(int answered, String timestamp, String signature, String body) {
        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }
    }

    private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private HttpServer receiver;
    private int port;
    private Town town;

    @BeforeEach
    void open() throws Exception {
        port = Postgres.freePort();
        receiver = listen();
        town = Town.ready(
                Map.of("PLAZA_WEBHOOK_URL", "http://127.0.0.1:" + port + "/hook", "PLAZA_WEBHOOK_SECRET", SECRET));
    }

    @AfterEach
    void close() {
        town.close();
        receiver.stop(0);
    }

    @Test
    void every_change_of_an_order_is_told_in_order_and_signed() throws Exception {
        String id = town.order("told", 1).at("/id");
        town.post("/orders/" + id + "/pay", "");
        town.post("/orders/" + id + "/pay", "");
        town.post("/orders/" + id + "/complete", "");
        for (String expected : new String[] {"1 UNPAID", "2 PAID", "3 COMPLETED"}) {
            Delivery delivery = next();
            JsonNode order = delivery.json().get("order");
            assertThat(delivery.json().get("type").asString()).isEqualTo("order.changed");
            assertThat(order.get("version").asString() + " "
                            + order.get("status").asString())
                    .isEqualTo(expected);
            assertThat(order.get("request_key").asString()).isEqualTo("told");
            assertThat(order.get("amount").longValue()).isEqualTo(91);
            assertThat(order.has("updated_at")).isTrue();
            assertThat(delivery.signature()).isEqualTo(signature(delivery.timestamp() + "." + delivery.body()));
        }
        assertThat(deliveries.poll(700, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void an_event_refused_with_500_is_posted_again_before_the_next_of_its_order() throws Exception {
        refusals.set(2);
        String id = town.order("stubborn", 1).at("/id");
        town.post("/orders/" + id + "/pay", "");
        Delivery first = next();
        Delivery second = next();
        Delivery third = next();
        Delivery fourth = next();
        assertThat(first.answered()).isEqualTo(500);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(third.body()).isEqualTo(first.body());
        assertThat(third.answered()).isEqualTo(200);
        assertThat(fourth.json().at("/order/version").asString()).isEqualTo("2");
    }

    @Test
    void events_wait_for_a_receiver_that_was_away() throws Exception {
        receiver.stop(0);
        String first = town.order("away 1", 1).at("/id");
        String second = town.order("away 2", 1).at("/id");
        receiver = listen();
        assertThat(java.util.List.of(
                        next().json().at("/order/id").asString(),
                        next().json().at("/order/id").asString()))
                .containsExactlyInAnyOrder(first, second);
    }

    @Test
    void a_refused_order_is_not_told() throws Exception {
        town.post("/orders", "{\"request_key\":\"no\",\"items\":[{\"product_id\":\"no\",\"quantity\":1}]}");
        String id = town.order("yes", 1).at("/id");
        town.post("/orders/" + id + "/complete", "");
        assertThat(next().json().at("/order/id").asString()).isEqualTo(id);
        assertThat(deliveries.poll(700, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void a_repayment_and_its_reversal_are_told() throws Exception {
        String id = town.post("/repayments", "{\"member_id\":\"u1001\",\"amount\":25000}")
                .at("/id");
        town.post("/repayments/" + id + "/reverse", "");
        JsonNode made = next().json();
        JsonNode reversed = next().json();
        assertThat(made.get("type").asString()).isEqualTo("repayment.changed");
        assertThat(made.at("/repayment/member_id").asString()).isEqualTo("u1001");
        assertThat(made.at("/repayment/status").asString()).isEqualTo("SUCCEEDED");
        assertThat(reversed.at("/repayment/status").asString()).isEqualTo("REVERSED");
        assertThat(reversed.at("/repayment/version").asString()).isEqualTo("2");
        assertThat(reversed.at("/repayment/occurred_at")).isEqualTo(made.at("/repayment/occurred_at"));
    }

    private HttpServer listen() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/hook", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                int status = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0 ? 500 : 200;
                deliveries.add(new Delivery(
                        status,
                        exchange.getRequestHeaders().getFirst("Plaza-Timestamp"),
                        exchange.getRequestHeaders().getFirst("Plaza-Signature"),
                        body));
                exchange.sendResponseHeaders(status, -1);
            }
        });
        server.start();
        return server;
    }

    private Delivery next() throws InterruptedException {
        return Objects.requireNonNull(deliveries.poll(20, TimeUnit.SECONDS), "no delivery came");
    }

    private static String signature(String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }
}
