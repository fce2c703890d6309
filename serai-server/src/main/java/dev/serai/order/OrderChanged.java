package dev.serai.order;

import dev.serai.kernel.MerchantId;
import dev.serai.push.Notice;
import tools.jackson.databind.JsonNode;

/** Tells a merchant that his order changed; {@code status_seq} numbers the changes of one order 1, 2, 3 …. */
record OrderChanged(Order order) implements Notice {
    @Override
    public MerchantId to() {
        return order.merchant();
    }

    @Override
    public String type() {
        return "order.changed";
    }

    @Override
    public String subject() {
        return order.orderId();
    }

    @Override
    public JsonNode data() {
        return order.answer().put("status_seq", order.statusSeq());
    }
}
