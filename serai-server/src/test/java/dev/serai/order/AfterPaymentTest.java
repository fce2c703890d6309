package dev.serai.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.order.FakeCore.Mood;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AfterPaymentTest extends OrderHouse {
    @Autowired
    PayOrder payOrder;

    @Autowired
    RefundOrder refundOrder;

    @Autowired
    QueryRefund queryRefund;

    @Autowired
    ListRefunds listRefunds;

    @Autowired
    Refunds refunds;

    private static ObjectNode params(JsonNode order) {
        return Json.object().put("order_id", order.path("order_id").asString());
    }

    private JsonNode pay(JsonNode order, long amount) {
        return payOrder.answer(call(params(order).put("amount", amount)));
    }

    private JsonNode refund(JsonNode order, String number, long amount) {
        return refundOrder.answer(
                call(params(order).put("out_refund_no", number).put("amount", amount)));
    }

    private String refundStatus(String number) {
        return queryRefund
                .answer(call(Json.object().put("out_refund_no", number)))
                .path("status")
                .asString();
    }

    private static SubCode refused(Runnable call) {
        return catchThrowableOfType(Refusal.class, call::run).subCode();
    }

    @Test
    void an_order_is_paid_once_with_its_own_amount() {
        var order = create("P-1", "P", 1);
        assertThat(refused(() -> pay(order, 1_249))).isEqualTo(SubCode.ORDER_CONFLICT);
        assertThat(pay(order, 1_250).path("payment").asString()).isEqualTo("SUCCEEDED");
        assertThat(pay(order, 1_250).path("status").asString()).isEqualTo("PAID");
        assertThat(notices.of(order)).containsExactly("UNPAID 1", "PAID 2");
    }

    @Test
    void a_payment_the_core_did_not_answer_is_pending_and_then_told() {
        var order = create("P-1", "P", 1);
        CORE.writes(Mood.LOSE_ANSWER);
        assertThat(pay(order, 1_250).path("payment").asString()).isEqualTo("PENDING");
        CORE.well();
        goRound(AskAgain.POLL);
        assertThat(query(order).path("status").asString()).isEqualTo("PAID");
    }

    @Test
    void parts_are_refunded_by_the_merchants_own_numbers_and_the_last_part_refunds_the_order() {
        var order = create("R-1", "P", 1);
        pay(order, 1_250);
        assertThat(refund(order, "r1", 1_000).path("status").asString()).isEqualTo("SUCCEEDED");
        assertThat(refund(order, "r1", 1_000).path("refund_id"))
                .isEqualTo(refund(order, "r1", 1_000).path("refund_id"));
        assertThat(refused(() -> refund(order, "r1", 999))).isEqualTo(SubCode.ORDER_CONFLICT);
        assertThat(refused(() -> refund(order, "r2", 251))).isEqualTo(SubCode.CORE_REFUSED);
        assertThat(refundStatus("r2")).isEqualTo("FAILED");
        assertThat(query(order).path("status").asString()).isEqualTo("PAID");
        assertThat(refund(order, "r3", 250).path("status").asString()).isEqualTo("SUCCEEDED");
        assertThat(query(order).path("status").asString()).isEqualTo("REFUNDED");
        assertThat(listRefunds.answer(call(params(order))).path("refunds").size())
                .isEqualTo(3);
    }

    @Test
    void a_refund_whose_answer_was_lost_is_pending_and_given_once() {
        var order = create("R-1", "P", 1);
        pay(order, 1_250);
        int before = CORE.refunds();
        CORE.writes(Mood.LOSE_ANSWER);
        assertThat(refund(order, "r1", 100).path("status").asString()).isEqualTo("PENDING");
        CORE.well();
        clock.advance(AskAgain.LEASE);
        refunds.goOn();
        assertThat(refundStatus("r1")).isEqualTo("SUCCEEDED");
        assertThat(CORE.refunds()).isEqualTo(before + 1);
    }

    @Test
    void another_merchants_order_and_refund_are_as_if_they_never_were() {
        var order = create("R-1", "P", 1);
        pay(order, 1_250);
        refund(order, "r1", 100);
        var other = new MerchantId("orders-other");
        assertThat(refused(() -> refundOrder.answer(
                        call(other, params(order).put("out_refund_no", "r2").put("amount", 1)))))
                .isEqualTo(SubCode.NOT_FOUND);
        assertThat(refused(() -> queryRefund.answer(call(other, Json.object().put("out_refund_no", "r1")))))
                .isEqualTo(SubCode.NOT_FOUND);
        assertThat(refused(() -> payOrder.answer(call(other, params(order).put("amount", 1_250)))))
                .isEqualTo(SubCode.NOT_FOUND);
    }
}
