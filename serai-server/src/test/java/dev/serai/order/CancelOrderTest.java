package dev.serai.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.order.FakeCore.Mood;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CancelOrderTest extends OrderHouse {
    @Test
    void cancelling_cancels_in_the_core_and_twice_is_once() {
        var order = create("A-1", "P-1", 2);
        assertThat(status(cancel(order))).isEqualTo("CANCELLED");
        assertThat(status(cancel(order))).isEqualTo("CANCELLED");
        assertThat(status(CORE.order(requestKey(order)))).isEqualTo("CANCELLED");
        assertThat(notices.of(order)).containsExactly("UNPAID 1", "CANCELLED 2");
    }

    @Test
    void a_wish_the_core_did_not_hear_is_carried_out_when_it_answers() {
        var order = create("A-1", "P-1", 2);
        CORE.everything(Mood.SILENT);
        var kept = cancel(order);
        assertThat(status(kept)).isEqualTo("UNPAID");
        assertThat(kept.path("cancel_requested").booleanValue()).isTrue();
        CORE.well();
        goRound(AskAgain.POLL);
        assertThat(status(query(order))).isEqualTo("CANCELLED");
        assertThat(status(CORE.order(requestKey(order)))).isEqualTo("CANCELLED");
    }

    @Test
    void a_cancelling_whose_answer_was_lost_ends_cancelled_on_both_sides() {
        var order = create("A-1", "P-1", 2);
        CORE.writes(Mood.LOSE_ANSWER);
        assertThat(status(cancel(order))).isEqualTo("UNPAID");
        CORE.well();
        goRound(AskAgain.POLL);
        assertThat(status(query(order))).isEqualTo("CANCELLED");
        assertThat(notices.of(order)).containsExactly("UNPAID 1", "CANCELLED 2");
    }

    @Test
    void an_order_of_unknown_creation_is_settled_first_and_then_cancelled() {
        CORE.everything(Mood.ERROR);
        var order = create("A-1", "P-1", 2);
        var kept = cancel(order);
        assertThat(status(kept)).isEqualTo("PENDING");
        assertThat(kept.path("cancel_requested").booleanValue()).isTrue();
        CORE.well();
        goRound(AskAgain.LEASE);
        assertThat(status(query(order))).isEqualTo("CANCELLED");
        assertThat(status(CORE.order(requestKey(order)))).isEqualTo("CANCELLED");
        assertThat(notices.of(order)).containsExactly("UNPAID 1", "CANCELLED 2");
    }

    @Test
    void a_paid_order_cannot_be_cancelled_even_when_we_did_not_know_it_was_paid() {
        var known = create("A-1", "P-1", 2);
        tell(CORE.move(requestKey(known), "PAID"));
        assertState(known, "PAID");

        var unknown = create("A-2", "P-1", 2);
        CORE.move(requestKey(unknown), "PAID");
        assertState(unknown, "PAID");
        assertThat(query(unknown).path("cancel_requested").booleanValue()).isFalse();
        assertThat(notices.of(unknown)).containsExactly("UNPAID 1", "PAID 2");
    }

    @Test
    void a_refusal_without_a_change_is_told_and_the_wish_dropped() {
        var order = create("A-1", "P-1", 2);
        CORE.writes(Mood.REFUSE);
        assertThatThrownBy(() -> cancel(order))
                .isInstanceOfSatisfying(
                        Refusal.class, no -> assertThat(no.subCode()).isEqualTo(SubCode.CORE_REFUSED));
        CORE.well();
        goRound(AskAgain.LEASE);
        assertThat(status(query(order))).isEqualTo("UNPAID");
    }

    @Test
    void a_kept_wish_gives_way_to_a_payment_that_came_first() {
        var order = create("A-1", "P-1", 2);
        CORE.everything(Mood.ERROR);
        cancel(order);
        CORE.well();
        CORE.move(requestKey(order), "PAID");
        goRound(AskAgain.POLL);
        var now = query(order);
        assertThat(status(now)).isEqualTo("PAID");
        assertThat(now.path("cancel_requested").booleanValue()).isFalse();
    }

    private void assertState(JsonNode order, String found) {
        assertThatThrownBy(() -> cancel(order))
                .isInstanceOfSatisfying(
                        Refusal.class, no -> assertThat(no.subCode()).isEqualTo(SubCode.ORDER_STATE))
                .hasMessageContaining(found);
    }
}
