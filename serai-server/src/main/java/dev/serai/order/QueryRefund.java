package dev.serai.order;

import dev.serai.openapi.ApiCall;
import dev.serai.openapi.ApiMethod;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** One refund, from our copy. */
@Component
final class QueryRefund implements ApiMethod {
    private final Refunds refunds;

    QueryRefund(Refunds refunds) {
        this.refunds = refunds;
    }

    @Override
    public String name() {
        return "order.query_refund";
    }

    @Override
    public JsonNode answer(ApiCall call) {
        return refunds.find(call.merchant(), Wanted.required(call, "out_refund_no"))
                .answer();
    }
}
