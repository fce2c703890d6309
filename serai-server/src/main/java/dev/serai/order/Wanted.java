package dev.serai.order;

import dev.serai.openapi.ApiCall;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import org.springframework.stereotype.Component;

/** Finds the order a call names, by our number or by the merchant's own, among that merchant's orders alone. */
@Component
final class Wanted {
    private final OrderTable table;

    Wanted(OrderTable table) {
        this.table = table;
    }

    Order find(ApiCall call) {
        var orderId = call.text("order_id");
        var outOrderNo = call.text("out_order_no");
        if (orderId != null && !orderId.isEmpty()) {
            var order = table.byOrderId(call.merchant(), orderId).orElseThrow(Wanted::absent);
            if (outOrderNo != null && !outOrderNo.isEmpty() && !outOrderNo.equals(order.outOrderNo())) {
                throw new Refusal(
                        SubCode.PARAM_INVALID,
                        "order_id and out_order_no name different orders: " + orderId + " has out_order_no "
                                + order.outOrderNo() + ", found " + outOrderNo + ". Send one of them.");
            }
            return order;
        }
        if (outOrderNo == null || outOrderNo.isEmpty()) {
            throw new Refusal(
                    SubCode.PARAM_MISSING, "order_id or out_order_no is required; both are absent. Send one.");
        }
        return table.byOutOrderNo(call.merchant(), outOrderNo).orElseThrow(Wanted::absent);
    }

    static String required(ApiCall call, String name) {
        var value = call.text(name);
        if (value == null || value.isEmpty()) {
            throw new Refusal(SubCode.PARAM_MISSING, name + " is required. Send it.");
        }
        return value;
    }

    // One text for what never was and for what is another merchant's.
    private static Refusal absent() {
        return new Refusal(SubCode.NOT_FOUND, "you have no order with this number. Check order_id or out_order_no.");
    }
}
