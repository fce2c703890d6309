package dev.serai.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.kernel.Json;
import dev.serai.order.FakeCore.Mood;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class OrderChangesTest extends OrderHouse {
    @Test
    void each_change_is_told_once_and_numbered() {
        var order = create("A-1", "P-1", 2);
        tell(CORE.move(requestKey(order), "PAID"));
        tell(CORE.move(requestKey(order), "COMPLETED"));
        tell(CORE.order(requestKey(order)));
        assertThat(status(query(order))).isEqualTo("COMPLETED");
        assertThat(notices.of(order)).containsExactly("UNPAID 1", "PAID 2", "COMPLETED 3");
    }

    @Test
    void a_webhook_told_twice_or_late_changes_nothing() {
        var order = create("A-1", "P-1", 2);
        var paid = CORE.move(requestKey(order), "PAID");
        var refunded = CORE.move(requestKey(order), "REFUNDED");
        tell(refunded);
        tell(paid);
        tell(refunded);
        assertThat(status(query(order))).isEqualTo("REFUNDED");
        assertThat(notices.of(order)).containsExactly("UNPAID 1", "REFUNDED 2");
        assertThat(illegal(order)).isZero();
    }

    @Test
    void an_illegal_change_is_refused_and_kept_as_such() {
        var order = create("A-1", "P-1", 2);
        tell(CORE.move(requestKey(order), "CANCELLED"));
        var impossible = CORE.move(requestKey(order), "PAID");
        tell(impossible);
        tell(impossible);
        assertThat(status(query(order))).isEqualTo("CANCELLED");
        assertThat(notices.of(order)).containsExactly("UNPAID 1", "CANCELLED 2");
        assertThat(illegal(order)).isEqualTo(2);
    }

    @Test
    void a_webhook_that_comes_before_the_cores_answer_settles_the_order() {
        CORE.writes(Mood.LOSE_ANSWER);
        var order = create("A-1", "P-1", 2);
        tell(CORE.order(requestKey(order)));
        assertThat(status(query(order))).isEqualTo("UNPAID");
        assertThat(notices.of(order)).containsExactly("UNPAID 1");
    }

    @Test
    void an_order_that_never_came_through_our_door_is_none_of_our_business() {
        var foreign = coreOrder().put("request_key", "somebody-elses");
        tell(foreign);
        tell(coreOrder().putNull("request_key"));
    }

    @Test
    void an_event_that_is_no_order_is_named_as_such() {
        assertThatThrownBy(() -> tell(coreOrder().put("amount", 1.5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("amount");
        assertThatThrownBy(() -> tell(coreOrder().put("status", "LOST"))).hasMessageContaining("LOST");
    }

    @Test
    void what_a_lost_webhook_would_have_told_is_known_within_one_poll() {
        var order = create("A-1", "P-1", 2);
        CORE.move(requestKey(order), "PAID");
        goRound(AskAgain.POLL);
        assertThat(status(query(order))).isEqualTo("PAID");
        assertThat(notices.of(order)).containsExactly("UNPAID 1", "PAID 2");
    }

    @Test
    void more_changes_than_one_page_holds_are_all_known_within_one_poll() {
        var made = new ArrayList<JsonNode>();
        for (int i = 0; i < CoreFeed.PAGE_MAX + 20; i++) {
            made.add(create("A-" + i, "P-1", 2));
        }
        made.forEach(order -> CORE.move(requestKey(order), "PAID"));
        goRound(AskAgain.POLL);
        assertThat(made).allMatch(order -> status(query(order)).equals("PAID"));
        assertThat(made).allMatch(order -> notices.of(order).equals(List.of("UNPAID 1", "PAID 2")));
    }

    @Test
    void without_the_cores_list_young_orders_are_asked_about_singly() {
        CORE.listing(false);
        var order = create("A-1", "P-1", 2);
        CORE.move(requestKey(order), "PAID");
        goRound(AskAgain.SINGLY_MIN);
        assertThat(status(query(order))).isEqualTo("PAID");
    }

    @Test
    void orders_long_unchanged_are_asked_about_rarely_and_finished_ones_never() {
        CORE.listing(false);
        var order = create("A-1", "P-1", 2);
        goRound(Duration.ofDays(1));
        CORE.move(requestKey(order), "PAID");
        goRound(AskAgain.SINGLY_MIN);
        assertThat(status(query(order))).isEqualTo("UNPAID");
        goRound(Duration.ofDays(1).dividedBy(100));
        assertThat(status(query(order))).isEqualTo("PAID");
        tell(CORE.move(requestKey(order), "REFUNDED"));
        assertThat(db.sql("SELECT count(*) FROM orders.order_copy WHERE order_id = :order AND due_at IS NULL")
                        .param("order", order.path("order_id").asString())
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    private static ObjectNode coreOrder() {
        return Json.object()
                .put("id", "1")
                .put("request_key", "k")
                .put("status", "PAID")
                .put("amount", 1)
                .put("currency", "CNY")
                .put("version", 2);
    }

    private long illegal(JsonNode order) {
        return db.sql("SELECT coalesce(sum(times), 0) FROM orders.illegal_change WHERE order_id = :order")
                .param("order", order.path("order_id").asString())
                .query(Long.class)
                .single();
    }
}
