package dev.serai.order;

import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Money given back for an order, whole or in part. Unknown is PENDING.
 *
 * @param refundId also the key under which the core gives it once
 */
record Refund(
        String refundId,
        MerchantId merchant,
        String outRefundNo,
        String orderId,
        long amountMinor,
        String currency,
        String reason,
        Status status,
        @Nullable String failure,
        Instant createdAt,
        int tries) {
    enum Status {
        PENDING,
        SUCCEEDED,
        FAILED
    }

    boolean asks(Refund other) {
        return orderId.equals(other.orderId) && amountMinor == other.amountMinor && reason.equals(other.reason);
    }

    ObjectNode answer() {
        return Json.object()
                .put("refund_id", refundId)
                .put("out_refund_no", outRefundNo)
                .put("order_id", orderId)
                .put("amount", amountMinor)
                .put("currency", currency)
                .put("reason", reason)
                .put("status", status.name())
                .put("failure", failure)
                .put("created_at", createdAt.toString());
    }
}
