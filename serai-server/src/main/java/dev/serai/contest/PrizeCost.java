package dev.serai.contest;

import dev.serai.kernel.Json;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * What the prizes of a contest file would have cost on a board. Read tolerantly: {@code prizes: [{id, ranks: [from, to],
 * amount}]}, amount in minor units. A shared rank wins the prize for everybody on it, so ties make it dearer.
 */
final class PrizeCost {
    /** @param amount minor units each; null where the file names none */
    private record Prize(
            String id, int from, int to, @Nullable BigInteger amount) {}

    private final List<Prize> prizes = new ArrayList<>();

    PrizeCost(JsonNode file) {
        var list = file.path("prizes");
        for (int i = 0; i < list.size(); i++) {
            var one = list.get(i);
            var ranks = one.path("ranks");
            int from = ranks.isArray() ? ranks.path(0).asInt(1) : ranks.asInt(1);
            int to = ranks.isArray() ? ranks.path(1).asInt(from) : from;
            prizes.add(new Prize(one.path("id").asString("#" + (i + 1)), from, to, amount(one)));
        }
    }

    private static @Nullable BigInteger amount(JsonNode prize) {
        for (var place : List.of(prize.path("amount"), prize.path("reward").path("amount"))) {
            if (place.isIntegralNumber()) {
                return place.bigIntegerValue();
            }
        }
        return null;
    }

    boolean none() {
        return prizes.isEmpty();
    }

    /** {@code [{id, from, to, winners, more_by_ties, amount, cost}]}; in each group where groups are ranked by themselves. */
    ArrayNode on(Board board, int groups) {
        var list = Json.MAPPER.createArrayNode();
        for (var prize : prizes) {
            long winners = board.rows().stream()
                    .filter(row -> row.score().exists() && row.rank() >= prize.from && row.rank() <= prize.to)
                    .count();
            long planned = (prize.to - prize.from + 1L) * Math.max(1, groups);
            var node = list.addObject()
                    .put("id", prize.id)
                    .put("from", prize.from)
                    .put("to", prize.to)
                    .put("winners", winners)
                    .put("more_by_ties", Math.max(0, winners - planned));
            node.put("amount", prize.amount);
            node.put("cost", prize.amount == null ? null : prize.amount.multiply(BigInteger.valueOf(winners)));
        }
        return list;
    }

    /** The sum of what such a list costs; null where no prize has an amount. */
    static @Nullable BigInteger total(JsonNode list) {
        BigInteger total = null;
        for (var one : list) {
            if (one.path("cost").isIntegralNumber()) {
                var cost = one.path("cost").bigIntegerValue();
                total = total == null ? cost : total.add(cost);
            }
        }
        return total;
    }
}
