package dev.serai.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.order.FakeCore.Mood;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class QueryOrderTest extends OrderHouse {
    @Test
    void both_numbers_find_the_same_answer_here_with_the_core_stopped() {
        var order = create("A-1", "P-1", 2);
        CORE.everything(Mood.SILENT);
        var byOurs = query(order);
        assertThat(queryOrder.answer(call(Json.object().put("out_order_no", "A-1"))))
                .isEqualTo(byOurs);
        assertThat(byOurs.path("source").asString()).isEqualTo("here");
        assertThat(byOurs.path("items").toString()).isEqualTo("[{\"product_id\":\"P-1\",\"quantity\":2}]");
    }

    @Test
    void what_we_do_not_keep_is_fetched_from_the_core_on_request() {
        var order = create("A-1", "P-1", 2);
        CORE.move(requestKey(order), "PAID");
        var answer = queryOrder.answer(call(detailed(order)));
        assertThat(answer.path("source").asString()).isEqualTo("core");
        assertThat(answer.path("core").path("updated_at").asString()).isEqualTo("2026-11-21T08:00:00Z");
        assertThat(status(answer)).isEqualTo("PAID");

        CORE.everything(Mood.ERROR);
        assertThat(queryOrder.answer(call(detailed(order))).path("source").asString())
                .isEqualTo("here");
    }

    @Test
    void a_pending_order_is_looked_up_in_the_core() {
        CORE.writes(Mood.LOSE_ANSWER);
        var order = create("A-1", "P-1", 2);
        var answer = query(order);
        assertThat(status(answer)).isEqualTo("UNPAID");
        assertThat(answer.path("source").asString()).isEqualTo("core");
        assertThat(query(order).path("source").asString()).isEqualTo("here");
    }

    @Test
    void another_merchants_order_answers_like_one_that_never_was() {
        var order = create("A-1", "P-1", 2);
        var stranger = new MerchantId(merchant + "-stranger");
        var id = order.path("order_id").asString();
        var foreign =
                refusal(() -> queryOrder.answer(call(stranger, Json.object().put("order_id", id))));
        var absent =
                refusal(() -> queryOrder.answer(call(stranger, Json.object().put("order_id", "01NONE"))));
        assertThat(foreign.subCode()).isEqualTo(SubCode.NOT_FOUND);
        assertThat(foreign.explanation()).isEqualTo(absent.explanation());
        assertThat(refusal(() -> cancelOrder.answer(call(stranger, Json.object().put("order_id", id))))
                        .explanation())
                .isEqualTo(absent.explanation());
    }

    @Test
    void no_number_is_missing_and_two_that_disagree_are_invalid() {
        var order = create("A-1", "P-1", 2);
        create("A-2", "P-1", 2);
        assertThat(refusal(() -> queryOrder.answer(call(Json.object()))).subCode())
                .isEqualTo(SubCode.PARAM_MISSING);
        var id = order.path("order_id").asString();
        assertThat(refusal(() -> queryOrder.answer(
                                call(Json.object().put("order_id", id).put("out_order_no", "A-2"))))
                        .subCode())
                .isEqualTo(SubCode.PARAM_INVALID);
        assertThat(queryOrder
                        .answer(call(Json.object().put("order_id", id).put("out_order_no", "A-1")))
                        .path("order_id")
                        .asString())
                .isEqualTo(id);
    }

    private static ObjectNode detailed(JsonNode order) {
        return Json.object().put("order_id", order.path("order_id").asString()).put("detail", "core");
    }

    private static Refusal refusal(ThrowingCallable work) {
        var held = new Refusal[1];
        assertThatThrownBy(work).isInstanceOfSatisfying(Refusal.class, no -> held[0] = no);
        return held[0];
    }
}
