package dev.serai.order;

import dev.serai.kernel.Json;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** One line of an order: so many of one product of the core's. */
record Item(String productId, int quantity) {
    static List<Item> list(JsonNode array) {
        return array.valueStream()
                .map(one -> new Item(
                        one.path("product_id").asString(), one.path("quantity").intValue()))
                .toList();
    }

    static ArrayNode json(List<Item> items) {
        var array = Json.MAPPER.createArrayNode();
        items.forEach(
                item -> array.addObject().put("product_id", item.productId).put("quantity", item.quantity));
        return array;
    }

    static String text(List<Item> items) {
        return items.stream().map(Item::toString).collect(Collectors.joining(", ", "[", "]"));
    }

    @Override
    public String toString() {
        return productId + " × " + quantity;
    }
}
