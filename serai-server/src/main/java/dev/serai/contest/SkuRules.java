package dev.serai.contest;

import dev.serai.kernel.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Goods a contest names ({@code tb_activity_sku}), each with what it earns. Of several that match the first pays alone. */
final class SkuRules {
    /**
     * One line of the list.
     *
     * @param colour null: any colour
     * @param points for each piece, or for each yuan paid
     */
    record Rule(String commodity, @Nullable String colour, long points, boolean perPiece, long priority) {}

    static final SkuRules NONE = new SkuRules(List.of());

    private final Map<String, List<Rule>> byCommodity = new HashMap<>();

    private SkuRules(List<Rule> rules) {
        // A lower priority number goes first; within one the list's order holds.
        rules.stream()
                .sorted(Comparator.comparingLong(Rule::priority))
                .forEach(rule -> byCommodity
                        .computeIfAbsent(rule.commodity, _ -> new ArrayList<>())
                        .add(rule));
    }

    static SkuRules read(JsonNode list) {
        List<Rule> rules = new ArrayList<>();
        for (var one : list) {
            if (one.isString()) {
                rules.add(new Rule(one.stringValue(), null, 1, true, 0));
                continue;
            }
            rules.add(new Rule(
                    one.path("commodity").asString(),
                    one.path("colour").isString() ? one.path("colour").stringValue() : null,
                    one.path("points").asLong(1),
                    !"yuan".equals(one.path("per").asString("piece")),
                    one.path("priority").asLong(0)));
        }
        return rules.isEmpty() ? NONE : new SkuRules(rules);
    }

    /** Whatever its colour. */
    @Nullable Rule first(String commodity) {
        var rules = byCommodity.get(commodity);
        return rules == null ? null : rules.getFirst();
    }

    @Nullable Rule first(String commodity, @Nullable String colour) {
        for (var rule : byCommodity.getOrDefault(commodity, List.of())) {
            if (rule.colour == null || Objects.equals(rule.colour, colour)) {
                return rule;
            }
        }
        return null;
    }

    /** For SQL: from commodity to its rules, in order. */
    JsonNode json() {
        var all = Json.object();
        new TreeMap<>(byCommodity).forEach((commodity, rules) -> {
            var list = all.putArray(commodity);
            rules.forEach(rule -> list.addObject()
                    .put("colour", rule.colour)
                    .put("points", rule.points)
                    .put("piece", rule.perPiece));
        });
        return all;
    }
}
