package dev.serai.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.order.FakeCore.Mood;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ListOrdersTest extends OrderHouse {
    @Test
    void pages_hold_every_order_once_while_new_ones_come() throws Exception {
        int writers = 8;
        int each = 60;
        var seen = new ArrayList<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writing = new ArrayList<Future<?>>();
            for (int w = 0; w < writers; w++) {
                var prefix = "W" + w + "-";
                writing.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        create(prefix + i, "P-1", 1);
                    }
                }));
            }
            String after = null;
            boolean done = false;
            while (seen.size() < writers * each && !done) {
                // Decided before the page is read: what was finished by then must be on it.
                done = writing.stream().allMatch(Future::isDone);
                String next;
                do {
                    var page = page(limit(7), after);
                    page.path("orders")
                            .forEach(
                                    order -> seen.add(order.path("out_order_no").asString()));
                    next = page.path("next").isNull() ? null : page.path("next").asString();
                    after = next != null ? next : after == null && seen.isEmpty() ? null : place(seen.getLast());
                } while (next != null);
            }
            for (var one : writing) {
                one.get();
            }
        }
        assertThat(seen).hasSize(writers * each);
        assertThat(new HashSet<>(seen)).hasSize(writers * each);
    }

    @Test
    void from_is_inclusive_to_is_exclusive_and_status_filters() {
        var first = create("A-1", "P-1", 1);
        clock.advance(Duration.ofSeconds(1));
        var second = create("A-2", "P-1", 1);
        cancel(second);
        var at = second.path("created_at").asString();
        assertThat(numbers(page(Json.object().put("from", at), null))).containsExactly("A-2");
        assertThat(numbers(page(Json.object().put("to", at), null))).containsExactly("A-1");
        assertThat(numbers(page(Json.object().put("from", at).put("to", at), null)))
                .isEmpty();
        assertThat(numbers(page(Json.object().put("status", "CANCELLED"), null)))
                .containsExactly("A-2");
        assertThat(page(Json.object(), null).path("orders").get(0)).isEqualTo(first);
    }

    @Test
    void the_last_page_says_so() {
        for (int i = 1; i <= 4; i++) {
            create("A-" + i, "P-1", 1);
        }
        var one = page(limit(2), null);
        assertThat(numbers(one)).containsExactly("A-1", "A-2");
        var two = page(limit(2), one.path("next").asString());
        assertThat(numbers(two)).containsExactly("A-3", "A-4");
        assertThat(two.path("next").isNull()).isTrue();
    }

    @Test
    void a_merchant_sees_his_own_orders_alone() {
        create("A-1", "P-1", 1);
        var stranger = new MerchantId(merchant + "-stranger");
        assertThat(numbers(listOrders.answer(call(stranger, Json.object())))).isEmpty();
    }

    @Test
    void orders_the_core_has_not_heard_of_are_listed_too() {
        CORE.everything(Mood.ERROR);
        create("A-1", "P-1", 1);
        assertThat(numbers(page(Json.object().put("status", "PENDING"), null))).containsExactly("A-1");
    }

    @Test
    void what_cannot_be_read_is_refused_with_its_name() {
        for (var name : List.of("from", "to", "status", "after")) {
            for (var bad :
                    List.of("yesterday", "2026-11-21T08:00:00", "-1", "'; DROP TABLE x", "+999999999-01-01T00:00Z")) {
                assertThatThrownBy(() -> page(Json.object().put(name, bad), null))
                        .isInstanceOfSatisfying(
                                Refusal.class, no -> assertThat(no.subCode()).isEqualTo(SubCode.PARAM_INVALID))
                        .hasMessageContaining(name);
            }
        }
    }

    private JsonNode page(ObjectNode params, @Nullable String after) {
        return listOrders.answer(call(after == null ? params : params.put("after", after)));
    }

    private static ObjectNode limit(int orders) {
        return Json.object().put("limit", orders);
    }

    /** The cursor behind an order; a page's last one is a cursor too when the page said that it was the end. */
    private String place(String outOrderNo) {
        return db.sql("SELECT place FROM orders.order_copy WHERE merchant_id = :merchant AND out_order_no = :number")
                .param("merchant", merchant.value())
                .param("number", outOrderNo)
                .query(Long.class)
                .single()
                .toString();
    }

    private static List<String> numbers(JsonNode page) {
        return page.path("orders")
                .valueStream()
                .map(order -> order.path("out_order_no").asString())
                .toList();
    }
}
