package dev.serai.contest;

import dev.serai.release.DeclarationProblem;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Something that may be unfair, declared by a contest and looked for in the facts. It accuses nobody: a person decides.
 *
 * @param kind what it looks for
 * @param numbers its parameters, set or by default; null: there is no such bound
 */
record Suspicion(Kind what, Map<String, @Nullable BigInteger> numbers) {
    /** What can be looked for. Each names its parameters with their defaults; -1: none unless the contest sets it. */
    enum Kind {
        /** One purchase told as several receipts, to count more often or to stay below a threshold each. */
        ORDER_SPLITTING(Map.of("minutes", 30L, "receipts", 3L, "threshold", -1L), "拆单", "order splitting"),
        /** Sold within the window, brought back after it. */
        RETURN_AFTER_WINDOW(Map.of("days", 30L), "活动后退货", "returns after the window"),
        /** A clerk's own card at his own sales, or one card at one clerk's again and again. */
        STAFF_CARD(Map.of("times", 20L), "员工自用会员卡", "staff cards"),
        /** Many members opened by one clerk within minutes, who bought nothing. */
        REGISTRATION_BURST(Map.of("members", 5L, "minutes", 10L), "集中注册", "bursts of registrations"),
        /** A receipt given to another seller at the end of the contest or after it. */
        SELLER_CHANGED_LATE(Map.of("hours", 24L), "临近结束改卖家", "sellers changed late"),
        /** Lines sold just at the discount from which they count as full price. */
        PRICE_AT_THRESHOLD(Map.of("discount", 895L, "margin", 5L, "receipts", 3L), "价格贴近门槛", "prices at the threshold");

        private final Map<String, Long> defaults;
        private final String zh;
        private final String en;

        Kind(Map<String, Long> defaults, String zh, String en) {
            this.defaults = defaults;
            this.zh = zh;
            this.en = en;
        }

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    String kind() {
        return what.word();
    }

    String name(boolean chinese) {
        return chinese ? what.zh : what.en;
    }

    BigInteger number(String name) {
        var number = numbers.get(name);
        if (number == null) {
            throw new IllegalStateException(kind() + " has no " + name);
        }
        return number;
    }

    static Suspicion read(JsonNode node, String pointer, Given given) {
        var kind = Kind.valueOf(node.path("kind").asString().toUpperCase(java.util.Locale.ROOT));
        for (var e : node.properties()) {
            if (!e.getKey().equals("kind") && !kind.defaults.containsKey(e.getKey())) {
                List<String> known = new ArrayList<>(kind.defaults.keySet());
                known.sort(null);
                throw new DeclarationProblem(
                        pointer + "/" + e.getKey(), kind.word() + " has no such number; it has " + known);
            }
        }
        Map<String, @Nullable BigInteger> numbers = new LinkedHashMap<>();
        kind.defaults.forEach((name, usual) -> {
            var said = node.path(name);
            numbers.put(
                    name,
                    said.isIntegralNumber()
                            ? said.bigIntegerValue()
                            : ofTheContest(kind, name, given, usual < 0 ? null : BigInteger.valueOf(usual)));
        });
        if (kind == Kind.ORDER_SPLITTING && !node.has("receipts") && numbers.get("threshold") != null) {
            // Below a threshold each, two are suspicious already.
            numbers.put("receipts", BigInteger.TWO);
        }
        return new Suspicion(kind, numbers);
    }

    /** A threshold the contest has anyway is the one to look at. */
    private static @Nullable BigInteger ofTheContest(Kind kind, String name, Given given, @Nullable BigInteger usual) {
        var parameter = kind == Kind.ORDER_SPLITTING && name.equals("threshold")
                ? "sale_amount"
                : kind == Kind.PRICE_AT_THRESHOLD && name.equals("discount") ? "discount" : null;
        return parameter != null && given.value(parameter, usual) instanceof BigInteger set ? set : usual;
    }
}
