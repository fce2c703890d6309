package dev.serai.order;

import dev.serai.kernel.AppId;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * What a merchant orders, under his own number. The same items in another sequence are the same content.
 *
 * @param method by which, as the catalogue names it; not part of the content
 */
record NewOrder(MerchantId merchant, AppId app, String method, String outOrderNo, List<Item> items) {
    private static final int ITEMS_SHOWN_MAX = 5;

    String contentSha256() {
        try {
            var text = Json.canonical(Item.json(sorted(items)));
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Refuses when the number already stands for something else, and says what differs. */
    void mustBe(Order known) {
        if (known.contentSha256().equals(contentSha256())) {
            return;
        }
        throw new Refusal(
                SubCode.ORDER_CONFLICT,
                "out_order_no " + outOrderNo + " is taken by order " + known.orderId() + " with other content: "
                        + difference(known.items())
                        + ". Use a new out_order_no, or send the same content.");
    }

    private String difference(List<Item> before) {
        if (before.size() == 1 && items.size() == 1) {
            var was = before.getFirst();
            var is = items.getFirst();
            if (was.productId().equals(is.productId())) {
                return "quantity was " + was.quantity() + ", found " + is.quantity();
            }
            if (was.quantity() == is.quantity()) {
                return "product_id was " + was.productId() + ", found " + is.productId();
            }
        }
        return "items only there " + only(before, items) + ", only here " + only(items, before);
    }

    private static String only(List<Item> here, List<Item> there) {
        var rest = new ArrayList<>(sorted(here));
        there.forEach(rest::remove);
        return rest.size() <= ITEMS_SHOWN_MAX
                ? Item.text(rest)
                : Item.text(rest.subList(0, ITEMS_SHOWN_MAX)) + " and " + (rest.size() - ITEMS_SHOWN_MAX) + " more";
    }

    private static List<Item> sorted(List<Item> items) {
        return items.stream()
                .sorted(Comparator.comparing(Item::productId).thenComparing(Item::quantity))
                .toList();
    }
}
