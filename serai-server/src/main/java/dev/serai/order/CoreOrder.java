package dev.serai.order;

import dev.serai.kernel.Json;
import tools.jackson.databind.JsonNode;

/**
 * An order as the core tells of it.
 *
 * @param version rises with every change of this order in the core
 */
record CoreOrder(String id, String requestKey, OrderStatus status, long amountMinor, String currency, long version) {
    CoreOrder {
        if (status == OrderStatus.PENDING || status == OrderStatus.FAILED) {
            throw new IllegalArgumentException("the core's order cannot be " + status + "; that is a word of ours");
        }
    }

    /** Throws IllegalArgumentException, telling which field, when this is not an order. */
    static CoreOrder read(JsonNode order) {
        var id = order.path("id");
        var amount = order.path("amount");
        var version = order.path("version");
        must(id.isString() || id.isIntegralNumber(), "id", id);
        must(amount.isIntegralNumber() && amount.canConvertToLong() && amount.longValue() >= 0, "amount", amount);
        must(version.isIntegralNumber() && version.canConvertToLong() && version.longValue() > 0, "version", version);
        return new CoreOrder(
                id.asString(),
                text(order, "request_key"),
                status(text(order, "status")),
                amount.longValue(),
                text(order, "currency"),
                version.longValue());
    }

    private static OrderStatus status(String word) {
        return switch (word) {
            case "UNPAID" -> OrderStatus.UNPAID;
            case "PAID" -> OrderStatus.PAID;
            case "COMPLETED" -> OrderStatus.COMPLETED;
            case "CANCELLED" -> OrderStatus.CANCELLED;
            case "REFUNDED" -> OrderStatus.REFUNDED;
            default -> throw new IllegalArgumentException("the core's order has a status unknown here: " + word);
        };
    }

    private static String text(JsonNode order, String name) {
        var value = order.path(name);
        must(value.isString() && !value.asString().isEmpty(), name, value);
        return value.asString();
    }

    private static void must(boolean holds, String name, JsonNode found) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "the core's order has no usable " + name + ", found " + Json.MAPPER.writeValueAsString(found));
        }
    }
}
