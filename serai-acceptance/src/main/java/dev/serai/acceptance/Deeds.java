package dev.serai.acceptance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this merchant asked for and what of it was acknowledged. Intent is noted before a call and the acknowledgement after
 * it, so that a proof interrupted itself finds both again.
 */
final class Deeds {
    private static final String PAID = "PAID";

    /** @param orderId empty while unacknowledged */
    record Order(String number, String productId, long amount, String orderId) {}

    /** The newest version of a fact that was reported; its content is what was sent. */
    record Report(
            String id, long version, String type, String subject, long amount, boolean counts, boolean acknowledged) {}

    private final Map<String, Order> orders = new ConcurrentHashMap<>();
    private final Map<String, Report> facts = new ConcurrentHashMap<>();
    private final Map<String, String> paid = new ConcurrentHashMap<>();
    private final Progress progress;

    /** Everything an earlier, interrupted run noted. */
    Deeds(Progress progress) throws IOException {
        this.progress = progress;
        for (var line : progress.lines()) {
            switch (line.getFirst()) {
                case "order" -> {
                    var order = new Order(line.get(1), line.get(2), Long.parseLong(line.get(3)), line.get(4));
                    orders.put(order.number(), order);
                }
                case "fact" -> {
                    var fact = new Report(
                            line.get(1),
                            Long.parseLong(line.get(2)),
                            line.get(3),
                            line.get(4),
                            Long.parseLong(line.get(5)),
                            Boolean.parseBoolean(line.get(6)),
                            Boolean.parseBoolean(line.get(7)));
                    facts.put(fact.id(), fact);
                }
                case "paid" -> paid.put(line.get(1), PAID);
                default -> {}
            }
        }
    }

    void put(Order order) {
        progress.note("order", order.number(), order.productId(), order.amount(), order.orderId());
        orders.put(order.number(), order);
    }

    void put(Report fact) {
        progress.note(
                "fact",
                fact.id(),
                fact.version(),
                fact.type(),
                fact.subject(),
                fact.amount(),
                fact.counts(),
                fact.acknowledged());
        facts.put(fact.id(), fact);
    }

    void paid(String number) {
        progress.note("paid", number);
        paid.put(number, PAID);
    }

    List<Order> orders() {
        return new ArrayList<>(orders.values());
    }

    List<Report> facts() {
        return new ArrayList<>(facts.values());
    }

    boolean isPaid(String number) {
        return paid.containsKey(number);
    }

    /** What counts per subject of a fact type: fen repaid per user, cents sold per store. */
    Map<String, Long> totals(String type) {
        var found = new TreeMap<String, Long>();
        for (var fact : facts.values()) {
            if (fact.type().equals(type)) {
                found.merge(fact.subject(), fact.counts() ? fact.amount() : 0, Long::sum);
            }
        }
        return found;
    }
}
