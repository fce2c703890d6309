package dev.serai.order;

import dev.serai.kernel.Json;
import dev.serai.openapi.ApiCall;
import dev.serai.openapi.ApiMethod;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** All refunds of one order, from our copies. */
@Component
final class ListRefunds implements ApiMethod {
    private static final int MOST = 1_000;

    private final Wanted wanted;
    private final RefundTable table;

    ListRefunds(Wanted wanted, RefundTable table) {
        this.wanted = wanted;
        this.table = table;
    }

    @Override
    public String name() {
        return "order.list_refunds";
    }

    @Override
    public JsonNode answer(ApiCall call) {
        var order = wanted.find(call);
        var answer = Json.object();
        var refunds = answer.putArray("refunds");
        table.ofOrder(call.merchant(), order.orderId(), MOST).forEach(refund -> refunds.add(refund.answer()));
        return answer;
    }
}
