package plaza;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrdersTest {
    private static Town town;

    @BeforeAll
    static void open() {
        town = Town.ready(Map.of());
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @Test
    void an_order_costs_the_sum_of_price_times_quantity() {
        var reply = town.post("/orders", """
                {"request_key":"sum","member_id":"u1001","items":[
                  {"product_id":"1082185","quantity":3},{"product_id":"1029743","quantity":2}]}""");
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.json().get("amount").longValue()).isEqualTo(3 * 91 + 2 * 269);
        assertThat(reply.at("/currency")).isEqualTo("CNY");
        assertThat(reply.at("/status")).isEqualTo("UNPAID");
        assertThat(reply.at("/version")).isEqualTo("1");
        assertThat(reply.at("/items/1/price")).isEqualTo("269");
        assertThat(town.get("/orders/" + reply.at("/id")).json()).isEqualTo(reply.json());
        assertThat(town.get("/orders?request_key=sum").json().at("/orders/0")).isEqualTo(reply.json());
    }

    @Test
    void the_same_request_key_again_answers_the_same_order() {
        var first = town.order("again", 2);
        var second = town.order("again", 2);
        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json()).isEqualTo(first.json());
    }

    @Test
    void the_same_request_key_for_other_items_is_refused() {
        town.order("other", 2);
        var reply = town.order("other", 3);
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.code()).isEqualTo("request_key_reused");
    }

    @Test
    void fifty_concurrent_orders_with_one_request_key_are_one_order() throws Exception {
        long before = stock();
        List<Callable<Town.Reply>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            calls.add(() -> town.order("race", 7));
        }
        Set<String> ids = new HashSet<>();
        int created = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Town.Reply> future : threads.invokeAll(calls)) {
                var reply = future.get();
                assertThat(reply.status()).isIn(200, 201);
                created += reply.status() == 201 ? 1 : 0;
                ids.add(reply.at("/id"));
            }
        }
        assertThat(ids).hasSize(1);
        assertThat(created).isEqualTo(1);
        assertThat(town.get("/orders?request_key=race").json().get("orders").size())
                .isEqualTo(1);
        assertThat(before - stock()).isEqualTo(7);
    }

    @Test
    void an_unknown_request_key_lists_nothing() {
        assertThat(town.get("/orders?request_key=never").json().get("orders").size())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "10000", "99999999999999999999"})
    void a_quantity_outside_1_to_9999_is_refused(String quantity) {
        var reply = town.post(
                "/orders",
                "{\"request_key\":\"q\",\"items\":[{\"product_id\":\"1082185\",\"quantity\":" + quantity + "}]}");
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.code()).isEqualTo("quantity_out_of_range");
    }

    @Test
    void an_unknown_product_is_refused_and_leaves_no_order() {
        var reply = town.post(
                "/orders", "{\"request_key\":\"unknown\",\"items\":[{\"product_id\":\"no\",\"quantity\":1}]}");
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.code()).isEqualTo("product_unknown");
        assertThat(town.get("/orders?request_key=unknown").json().get("orders").size())
                .isZero();
    }

    @Test
    void the_last_piece_is_sold_once_and_comes_back_with_a_cancel() {
        town.post("/products/981760", "{\"stock\":1}");
        String items = "\"items\":[{\"product_id\":\"981760\",\"quantity\":1}]}";
        var first = town.post("/orders", "{\"request_key\":\"last1\"," + items);
        var second = town.post("/orders", "{\"request_key\":\"last2\"," + items);
        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(422);
        assertThat(second.code()).isEqualTo("out_of_stock");
        town.post("/orders/" + first.at("/id") + "/cancel", "");
        assertThat(town.post("/orders", "{\"request_key\":\"last2\"," + items).status())
                .isEqualTo(201);
    }

    @Test
    void an_order_is_paid_completed_and_refunded_with_rising_versions() {
        String id = town.order("life", 1).at("/id");
        assertThat(moved(id, "pay")).isEqualTo("200 PAID 2");
        assertThat(moved(id, "pay")).isEqualTo("200 PAID 2");
        assertThat(moved(id, "complete")).isEqualTo("200 COMPLETED 3");
        assertThat(moved(id, "refund")).isEqualTo("200 REFUNDED 4");
    }

    @ParameterizedTest
    @CsvSource({
        "complete, UNPAID, COMPLETED",
        "refund, UNPAID, REFUNDED",
        "cancel pay, CANCELLED, PAID",
        "pay cancel, PAID, CANCELLED",
        "pay refund complete, REFUNDED, COMPLETED",
        "pay complete pay, COMPLETED, PAID"
    })
    void an_illegal_transition_is_refused_naming_from_and_to(String actions, String from, String to) {
        String id = town.order("illegal " + actions, 1).at("/id");
        Town.Reply last = town.get("/orders/" + id);
        for (String action : actions.split(" ")) {
            last = town.post("/orders/" + id + "/" + action, "");
        }
        assertThat(last.status()).isEqualTo(409);
        assertThat(last.code()).isEqualTo("illegal_transition");
        assertThat(last.at("/error/from")).isEqualTo(from);
        assertThat(last.at("/error/to")).isEqualTo(to);
        assertThat(town.get("/orders/" + id).at("/status")).isEqualTo(from);
    }

    @Test
    void two_users_moving_one_order_at_once_move_it_once() throws Exception {
        String id = town.order("both", 1).at("/id");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Town.Reply>> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String action = i % 2 == 0 ? "pay" : "cancel";
                calls.add(() -> town.post("/orders/" + id + "/" + action, ""));
            }
            threads.invokeAll(calls);
        }
        assertThat(town.get("/orders/" + id).at("/version")).isEqualTo("2");
    }

    @Test
    void pages_read_while_orders_are_placed_hold_every_order_once() throws Exception {
        AtomicBoolean placing = new AtomicBoolean(true);
        Set<String> placed = java.util.concurrent.ConcurrentHashMap.newKeySet();
        List<String> byId = new ArrayList<>();
        List<String> byChange = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers = new ArrayList<>();
            for (int w = 0; w < 4; w++) {
                int writer = w;
                writers.add(threads.submit(() -> {
                    for (int i = 0; i < 25; i++) {
                        placed.add(town.order("page " + writer + " " + i, 1).at("/id"));
                    }
                }));
            }
            Future<?> pager = threads.submit(() -> page("after", "id", byId, placing));
            Future<?> changes = threads.submit(() -> page("updated_after", "change", byChange, placing));
            for (Future<?> writer : writers) {
                writer.get();
            }
            placing.set(false);
            pager.get();
            changes.get();
        }
        assertThat(byId).doesNotHaveDuplicates().containsAll(placed);
        assertThat(byChange).containsAll(placed);
    }

    /** Follows the list as a poller would, keeping the last cursor it saw, until nothing more can come. */
    private static void page(String parameter, String cursorField, List<String> seen, AtomicBoolean more) {
        String cursor = "0";
        boolean moreBefore = true;
        while (true) {
            var orders = town.get("/orders?limit=7&" + parameter + "=" + cursor)
                    .json()
                    .get("orders");
            for (var order : orders) {
                seen.add(order.get("id").asString());
                cursor = order.get(cursorField).asString();
            }
            if (orders.isEmpty()) {
                if (!moreBefore) {
                    return;
                }
                moreBefore = more.get();
            }
        }
    }

    @Test
    void a_page_limit_outside_1_to_500_is_refused() {
        assertThat(town.get("/orders?limit=501").status()).isEqualTo(400);
        assertThat(town.get("/orders?limit=0").status()).isEqualTo(400);
        assertThat(town.get("/orders?limit=x").status()).isEqualTo(400);
        assertThat(town.get("/orders?limit=500").status()).isEqualTo(200);
    }

    private static String moved(String id, String action) {
        var reply = town.post("/orders/" + id + "/" + action, "");
        return reply.status() + " " + reply.at("/status") + " " + reply.at("/version");
    }

    private static long stock() {
        return town.get("/products/1082185").json().get("stock").longValue();
    }
}
