package dev.serai.order;

import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * An order as we last heard of it from the core; may lag the core by up to one poll.
 *
 * @param requestKey what the core knows it by before it has given it a number
 * @param coreOrderId null while unknown, like amount and currency
 * @param coreVersion the core's version we know; 0 while we know none
 * @param statusSeq counts the changes the merchant was told of: 1, 2, 3 …
 * @param place numbers the merchant's orders in the order in which they became visible
 * @param tries how often the core was asked in vain since something last changed
 */
record Order(
        String orderId,
        MerchantId merchant,
        String outOrderNo,
        String contentSha256,
        List<Item> items,
        String requestKey,
        OrderStatus status,
        @Nullable String coreOrderId,
        @Nullable Long amountMinor,
        @Nullable String currency,
        long coreVersion,
        int statusSeq,
        long place,
        Instant createdAt,
        Instant changedAt,
        @Nullable String failure,
        @Nullable Instant cancelRequestedAt,
        int tries) {

    /** What the core's word does to our copy. */
    sealed interface Heard {
        /** The merchant is told. */
        record Changed(Order now) implements Heard {}

        /** A newer version of the core's that looks the same from here. */
        record Newer(Order now) implements Heard {}

        /** Heard before, or older than what we know. */
        record Nothing() implements Heard {}

        /** No order may change this way. */
        record Illegal(String why) implements Heard {}
    }

    /** Versions only rise, so a word that comes late, twice or out of order does nothing. */
    Heard hear(CoreOrder word, Instant at) {
        if (coreOrderId != null && !coreOrderId.equals(word.id())) {
            return new Heard.Illegal("the core has a second order " + word.id() + " beside " + coreOrderId);
        }
        if (word.version() <= coreVersion) {
            return new Heard.Nothing();
        }
        if (status == word.status()) {
            boolean same = amountMinor != null
                    && amountMinor == word.amountMinor()
                    && word.currency().equals(currency);
            return same
                    ? new Heard.Newer(with(word, statusSeq, changedAt))
                    : new Heard.Changed(with(word, statusSeq + 1, at));
        }
        if (!status.mayBecome(word.status())) {
            return new Heard.Illegal(status + " may not become " + word.status());
        }
        return new Heard.Changed(with(word, statusSeq + 1, at));
    }

    private Order with(CoreOrder word, int seq, Instant changed) {
        boolean wishStands = word.status() == OrderStatus.UNPAID || word.status() == OrderStatus.CANCELLED;
        return new Order(
                orderId,
                merchant,
                outOrderNo,
                contentSha256,
                items,
                requestKey,
                word.status(),
                word.id(),
                word.amountMinor(),
                word.currency(),
                word.version(),
                seq,
                place,
                createdAt,
                changed,
                null,
                wishStands ? cancelRequestedAt : null,
                0);
    }

    /** The order as its merchant sees it. */
    ObjectNode answer() {
        return Json.object()
                .put("order_id", orderId)
                .put("out_order_no", outOrderNo)
                .put("core_order_id", coreOrderId)
                .put("status", status.name())
                .put("amount", amountMinor)
                .put("currency", currency)
                .put("created_at", createdAt.toString());
    }

    /** With what only a closer look shows. */
    ObjectNode fullAnswer() {
        var answer = answer().put("status_seq", statusSeq)
                .put("cancel_requested", cancelRequestedAt != null)
                .put("failure", failure);
        answer.set("items", Item.json(items));
        return answer;
    }
}
