package dev.serai.order;

import dev.serai.HouseTest;
import dev.serai.MovableClock;
import dev.serai.core.CoreHttp;
import dev.serai.core.Cores;
import dev.serai.kernel.AppId;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.openapi.ApiCall;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The house with a core of the test's own. The background goes round when a test says so, not by itself. */
@HouseTest
@Import(OrderHouse.Own.class)
@TestPropertySource(properties = "serai.roles=console")
abstract class OrderHouse {
    static final FakeCore CORE = new FakeCore();

    /** How long a core is waited for that is silent on purpose. */
    static final Duration DEADLINE = Duration.ofSeconds(2);

    /** How long any other, which a busy machine may make slow. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final AtomicInteger NAMES = new AtomicInteger();

    @TestConfiguration(proxyBeanMethods = false)
    static class Own {
        @Bean
        @Primary
        CoreHttp ownCore() {
            var hasty = Cores.at(CORE.url(), DEADLINE);
            var patient = Cores.at(CORE.url(), PATIENCE);
            return (method, path, body) -> (CORE.isSilent(method) ? hasty : patient).call(method, path, body);
        }

        @Bean
        @Primary
        RecordingNotices recordingNotices() {
            return new RecordingNotices();
        }
    }

    final MerchantId merchant = new MerchantId("orders-m" + NAMES.incrementAndGet());

    @Autowired
    CreateOrder createOrder;

    @Autowired
    CreateOrderV2 createOrderV2;

    @Autowired
    QueryOrder queryOrder;

    @Autowired
    ListOrders listOrders;

    @Autowired
    CancelOrder cancelOrder;

    @Autowired
    OrderLoops loops;

    @Autowired
    CoreFeed feed;

    @Autowired
    Orders orders;

    @Autowired
    OrderWebhook webhook;

    @Autowired
    RecordingNotices notices;

    @Autowired
    MovableClock clock;

    @Autowired
    JdbcClient db;

    @AfterEach
    void makeTheCoreWell() {
        CORE.well();
        goRound(AskAgain.LEASE);
    }

    JsonNode create(String outOrderNo, String product, int quantity) {
        return createOrder.answer(call(Json.object()
                .put("out_order_no", outOrderNo)
                .put("product_id", product)
                .put("quantity", quantity)));
    }

    JsonNode query(JsonNode order) {
        return queryOrder.answer(
                call(Json.object().put("order_id", order.path("order_id").asString())));
    }

    JsonNode cancel(JsonNode order) {
        return cancelOrder.answer(
                call(Json.object().put("order_id", order.path("order_id").asString())));
    }

    ApiCall call(ObjectNode params) {
        return call(merchant, params);
    }

    static ApiCall call(MerchantId by, ObjectNode params) {
        return new ApiCall(by, new AppId("orders-app"), false, null, params, "r-1");
    }

    /** Lets time pass and does all that is due by then. */
    void goRound(Duration later) {
        clock.advance(later);
        boolean more = true;
        while (more) {
            more = loops.settle();
        }
        more = true;
        while (more) {
            more = feed.read();
        }
        more = true;
        while (more) {
            more = loops.refresh();
        }
    }

    String requestKey(JsonNode order) {
        return db.sql("SELECT request_key FROM orders.order_copy WHERE order_id = :order")
                .param("order", order.path("order_id").asString())
                .query(String.class)
                .single();
    }

    /** The core tells of an order as it is there. */
    void tell(JsonNode coreOrder) {
        var event = Json.object().put("type", "order.changed").put("id", "1");
        event.set("order", coreOrder);
        webhook.take(event);
    }

    static String status(JsonNode order) {
        return order.path("status").asString();
    }
}
