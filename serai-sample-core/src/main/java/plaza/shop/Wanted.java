package plaza.shop;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import plaza.web.Fields;
import plaza.web.Refusal;

/** What a caller wants to order, checked as far as it can be without the shelf. */
record Wanted(String requestKey, Optional<String> memberId, List<Item> items) {
    private static final int REQUEST_KEY_CHARS_MAX = 200;
    private static final int ITEMS_MAX = 100;
    private static final int QUANTITY_MAX = 9_999;

    record Item(String productId, int quantity) {}

    static Wanted read(Fields body) {
        String requestKey = body.text("request_key", REQUEST_KEY_CHARS_MAX);
        Optional<String> memberId = body.optionalText("member_id", 64);
        List<Item> items = new ArrayList<>();
        for (Fields item : body.objects("items", ITEMS_MAX)) {
            items.add(new Item(item.text("product_id", 64), (int) item.whole("quantity", 1, QUANTITY_MAX)));
        }
        return new Wanted(requestKey, memberId, items);
    }

    /** Two requests with equal content want the same thing, in whatever order they list it. */
    String content() {
        StringBuilder text = new StringBuilder(memberId.orElse(""));
        items.stream()
                .sorted(Comparator.comparing(Item::productId).thenComparing(Item::quantity))
                .forEach(item ->
                        text.append('\n').append(item.quantity).append(' ').append(item.productId));
        return text.toString();
    }

    /** Pieces per product, in the one order in which every order takes its locks. */
    TreeMap<String, Long> pieces() {
        TreeMap<String, Long> pieces = new TreeMap<>();
        items.forEach(item -> pieces.merge(item.productId, (long) item.quantity, Long::sum));
        return pieces;
    }

    long amount(Map<String, Price> prices) {
        try {
            long amount = 0;
            for (Item item : items) {
                amount = Math.addExact(amount, Math.multiplyExact(price(prices, item), (long) item.quantity));
            }
            return amount;
        } catch (ArithmeticException tooMuch) {
            throw new Refusal(422, "amount_too_large", "the order's amount does not fit 64 bits; order less");
        }
    }

    String currency(Map<String, Price> prices) {
        List<String> currencies =
                prices.values().stream().map(Price::currency).distinct().toList();
        if (currencies.size() != 1) {
            throw new Refusal(422, "currency_mixed", "the items are priced in " + currencies + "; order them apart");
        }
        return currencies.getFirst();
    }

    List<Order.Line> lines(Map<String, Price> prices) {
        return items.stream()
                .map(item -> new Order.Line(item.productId, item.quantity, price(prices, item)))
                .toList();
    }

    private static long price(Map<String, Price> prices, Item item) {
        Price price = prices.get(item.productId);
        if (price == null) {
            throw new Refusal(422, "product_unknown", "there is no product with id " + item.productId);
        }
        return price.amount();
    }

    /** The price of one piece, in minor units. */
    record Price(long amount, String currency) {}
}
