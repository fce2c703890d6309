package dev.serai.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.openapi.ApiCall;
import dev.serai.order.FakeCore.Mood;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class CreateOrderTest extends OrderHouse {
    @Autowired
    Intake intake;

    @Test
    void an_order_is_made_in_the_core_and_kept_here() {
        var order = create("A-1", "P-1", 2);
        assertThat(status(order)).isEqualTo("UNPAID");
        assertThat(order.path("amount").longValue()).isEqualTo(1_250);
        assertThat(order.path("currency").asString()).isEqualTo("CNY");
        assertThat(order.path("core_order_id").asString())
                .isEqualTo(CORE.order(requestKey(order)).path("id").asString());
        assertThat(OffsetDateTime.parse(order.path("created_at").asString())).isNotNull();
        assertThat(order.propertyNames())
                .containsExactly(
                        "order_id", "out_order_no", "core_order_id", "status", "amount", "currency", "created_at");
        assertThat(notices.of(order)).containsExactly("UNPAID 1");
    }

    @Test
    void the_same_call_again_is_the_same_order() {
        assertThat(create("A-1", "P-1", 2)).isEqualTo(create("A-1", "P-1", 2));
    }

    @Test
    void version_2_with_one_item_is_the_same_content_as_version_1() {
        var order = create("A-1", "P-1", 2);
        assertThat(createOrderV2.answer(items("A-1", "P-1", 2))).isEqualTo(order);
    }

    @Test
    void items_in_another_sequence_are_the_same_content() {
        var order = createOrderV2.answer(items("A-1", "P-1", 2, "P-2", 1));
        assertThat(createOrderV2.answer(items("A-1", "P-2", 1, "P-1", 2))).isEqualTo(order);
    }

    @Test
    void other_content_under_the_same_number_is_a_conflict_that_says_what_differs() {
        create("A-1", "P-1", 2);
        assertThatThrownBy(() -> create("A-1", "P-1", 3))
                .isInstanceOfSatisfying(
                        Refusal.class, no -> assertThat(no.subCode()).isEqualTo(SubCode.ORDER_CONFLICT))
                .hasMessageContaining("quantity was 2, found 3");
        assertThatThrownBy(() -> create("A-1", "P-9", 2)).hasMessageContaining("product_id was P-1, found P-9");
        assertThatThrownBy(() -> createOrderV2.answer(items("A-1", "P-1", 2, "P-2", 1)))
                .hasMessageContaining("only here [P-2 × 1]");
    }

    @Test
    void another_merchant_may_use_the_same_number() {
        var mine = create("A-1", "P-1", 2);
        var other = createOrderV2.answer(
                call(new MerchantId(merchant + "-other"), items("A-1", "P-1", 2).params()));
        assertThat(other.path("order_id")).isNotEqualTo(mine.path("order_id"));
    }

    @ParameterizedTest
    @EnumSource(names = {"SILENT", "LOSE_ANSWER", "ERROR", "GARBAGE"})
    void whatever_the_core_does_but_yes_or_no_leaves_pending_and_is_settled_later(Mood mood) {
        CORE.writes(mood);
        var order = create("A-1", "P-1", 2);
        assertThat(status(order)).isEqualTo("PENDING");
        assertThat(order.path("core_order_id").isNull()).isTrue();
        assertThat(order.path("amount").isNull()).isTrue();
        assertThat(notices.of(order)).isEmpty();

        CORE.well();
        goRound(AskAgain.POLL);
        assertThat(status(query(order))).isEqualTo("UNPAID");
        assertThat(notices.of(order)).containsExactly("UNPAID 1");
        // A lost answer is found by asking; only work not done is asked for again, with the same key.
        assertThat(CORE.postsOf(requestKey(order))).isEqualTo(1);
    }

    @Test
    void a_lost_answer_is_pending_also_when_the_cores_word_of_the_order_was_faster() {
        CORE.writes(Mood.LOSE_ANSWER);
        CORE.beforeLosing(() -> goRound(AskAgain.POLL));
        var order = create("A-1", "P-1", 2);
        assertThat(status(order)).isEqualTo("PENDING");
        assertThat(notices.of(order)).containsExactly("UNPAID 1");
        assertThat(status(query(order))).isEqualTo("UNPAID");
    }

    @Test
    void a_core_that_is_silent_for_long_is_asked_until_it_answers() {
        CORE.everything(Mood.ERROR);
        var order = create("A-1", "P-1", 2);
        for (int i = 0; i < 30; i++) {
            goRound(AskAgain.POLL);
        }
        assertThat(status(query(order))).isEqualTo("PENDING");
        CORE.well();
        goRound(AskAgain.POLL);
        assertThat(status(query(order))).isEqualTo("UNPAID");
    }

    @Test
    void a_refusal_is_told_with_its_reason_and_the_order_is_failed_from_then_on() {
        CORE.writes(Mood.REFUSE);
        assertThatThrownBy(() -> create("A-1", "P-1", 2))
                .isInstanceOfSatisfying(
                        Refusal.class, no -> assertThat(no.subCode()).isEqualTo(SubCode.CORE_REFUSED))
                .hasMessageContaining("out_of_stock");
        CORE.well();
        var order = create("A-1", "P-1", 2);
        assertThat(status(order)).isEqualTo("FAILED");
        assertThat(query(order).path("failure").asString()).contains("out_of_stock");
        assertThat(notices.of(order)).containsExactly("FAILED 1");
        goRound(Duration.ofMinutes(5));
        assertThat(CORE.knows(requestKey(order))).isFalse();
    }

    @Test
    void an_order_refused_after_an_attempt_without_answer_is_looked_at_again() {
        CORE.writes(Mood.ERROR);
        var order = create("A-1", "P-1", 2);
        CORE.writes(Mood.REFUSE);
        goRound(AskAgain.POLL);
        assertThat(status(query(order))).isEqualTo("FAILED");

        // The first attempt was only slow.
        CORE.well();
        CORE.make(requestKey(order));
        goRound(AskAgain.SECOND_LOOK);
        assertThat(status(query(order))).isEqualTo("UNPAID");
        assertThat(notices.of(order)).containsExactly("FAILED 1", "UNPAID 2");
    }

    @Test
    void an_order_saved_by_a_process_that_died_before_the_core_heard_becomes_one_core_order() {
        var saved = savedOnly("A-1");
        assertThat(CORE.knows(saved.requestKey())).isFalse();
        goRound(AskAgain.LEASE);
        assertThat(CORE.postsOf(saved.requestKey())).isEqualTo(1);
        var order = create("A-1", "P-1", 2);
        assertThat(order.path("order_id").asString()).isEqualTo(saved.orderId());
        assertThat(status(order)).isEqualTo("UNPAID");
    }

    @Test
    void identical_calls_at_once_make_one_order_here_and_one_in_the_core() throws Exception {
        var answers = atOnce(1_000, () -> create("A-1", "P-1", 2));
        var order = query(answers.getFirst());
        assertThat(status(order)).isEqualTo("UNPAID");
        // Who waited as long as anybody waits, on a machine with much to do, was told that it is not known yet.
        assertThat(answers)
                .hasSize(1_000)
                .allMatch(answer -> answer.path("order_id").equals(order.path("order_id")))
                .allMatch(answer -> status(answer).matches("PENDING|UNPAID"))
                .anyMatch(answer -> status(answer).equals("UNPAID"));
        assertThat(rows()).isEqualTo(1);
        assertThat(CORE.postsOf(requestKey(answers.getFirst()))).isEqualTo(1);
        assertThat(notices.of(answers.getFirst())).containsExactly("UNPAID 1");
    }

    @ParameterizedTest
    @EnumSource(names = {"SILENT", "LOSE_ANSWER", "ERROR"})
    void identical_calls_at_once_stay_one_order_when_the_core_misbehaves(Mood mood) throws Exception {
        CORE.writes(mood);
        var answers = atOnce(200, () -> create("A-1", "P-1", 2));
        assertThat(answers)
                .allMatch(answer -> status(answer).equals("PENDING")
                        && answer.path("order_id").equals(answers.getFirst().path("order_id")));
        CORE.well();
        goRound(AskAgain.POLL);
        assertThat(rows()).isEqualTo(1);
        assertThat(status(query(answers.getFirst()))).isEqualTo("UNPAID");
        assertThat(CORE.postsOf(requestKey(answers.getFirst()))).isEqualTo(1);
    }

    /** What is left when the process dies between saving and telling the core. */
    private Order savedOnly(String outOrderNo) {
        var call = items(outOrderNo, "P-1", 2);
        return intake.save(new NewOrder(
                        merchant, call.app(), "order.create_order", outOrderNo, List.of(new Item("P-1", 2))))
                .order();
    }

    private long rows() {
        return db.sql("SELECT count(*) FROM orders.order_copy WHERE merchant_id = :merchant")
                .param("merchant", merchant.value())
                .query(Long.class)
                .single();
    }

    private ApiCall items(String outOrderNo, Object... productsAndQuantities) {
        var params = Json.object().put("out_order_no", outOrderNo);
        var items = params.putArray("items");
        for (int i = 0; i < productsAndQuantities.length; i += 2) {
            items.addObject()
                    .put("product_id", (String) productsAndQuantities[i])
                    .put("quantity", (Integer) productsAndQuantities[i + 1]);
        }
        return call(params);
    }

    private static List<JsonNode> atOnce(int times, Callable<JsonNode> work) throws Exception {
        var answers = new ArrayList<JsonNode>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = new ArrayList<Future<JsonNode>>();
            for (int i = 0; i < times; i++) {
                waiting.add(threads.submit(work));
            }
            for (var one : waiting) {
                answers.add(one.get());
            }
        }
        return answers;
    }
}
