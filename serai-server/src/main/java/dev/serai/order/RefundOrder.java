package dev.serai.order;

import dev.serai.openapi.ApiCall;
import dev.serai.openapi.ApiMethod;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.util.Objects;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Gives money back for a paid order, whole or in part, by the merchant's own number. */
@Component
final class RefundOrder implements ApiMethod {
    private final Wanted wanted;
    private final Refunds refunds;

    RefundOrder(Wanted wanted, Refunds refunds) {
        this.wanted = wanted;
        this.refunds = refunds;
    }

    @Override
    public String name() {
        return "order.refund_order";
    }

    @Override
    public JsonNode answer(ApiCall call) {
        var refund = refunds.ask(
                wanted.find(call),
                Wanted.required(call, "out_refund_no"),
                call.integer("amount", 0),
                Objects.requireNonNullElse(call.text("reason"), ""));
        if (refund.status() == Refund.Status.FAILED) {
            throw new Refusal(
                    SubCode.CORE_REFUSED,
                    "the core refused refund " + refund.outRefundNo() + ": " + refund.failure()
                            + ". Another try needs a new out_refund_no.");
        }
        return refund.answer();
    }
}
