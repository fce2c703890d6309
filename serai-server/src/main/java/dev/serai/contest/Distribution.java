package dev.serai.contest;

import dev.serai.kernel.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How the scores of one board lie: counts, quantiles, a histogram, ties. Numbers are shown at the metric's scale. */
final class Distribution {
    /** Bars of the histogram, all of one width. */
    static final int BARS = 20;

    /** Nearest rank, from the lowest score. */
    private static final List<Integer> QUANTILES = List.of(0, 10, 25, 50, 75, 90, 99, 100);

    /** Staff see whole boards and speak for nobody. */
    private final Contest contest;

    private final Board board;
    private final int withFacts;

    Distribution(DraftBoards.Counted counted) {
        this.contest = counted.contest();
        this.board = counted.board();
        this.withFacts = counted.withFacts();
    }

    /** {@code participants, with_facts, without_facts, zeros, nulls, ties:{groups, units, largest}}. */
    ObjectNode counts() {
        var rows = board.rows();
        var counts = Json.object();
        counts.put("participants", rows.size())
                .put("with_facts", withFacts)
                .put("without_facts", Math.max(0, rows.size() - withFacts));
        counts.put(
                "zeros", scores().stream().filter(one -> one.n().signum() == 0).count());
        counts.put("nulls", rows.size() - scores().size());
        Map<String, Integer> byPlace = new HashMap<>();
        rows.stream()
                .filter(row -> row.score().exists())
                .forEach(row -> byPlace.merge(list(row) + " " + row.rank(), 1, Integer::sum));
        var tied = byPlace.values().stream().filter(many -> many > 1).toList();
        counts.putObject("ties")
                .put("groups", tied.size())
                .put("units", tied.stream().mapToInt(many -> many).sum())
                .put("largest", tied.stream().mapToInt(many -> many).max().orElse(0));
        return counts;
    }

    private String list(Board.Row row) {
        return contest.groupTop() == 0 ? "" : board.groups().getOrDefault(row.unit(), "");
    }

    private List<Fraction> scores() {
        return board.rows().stream()
                .map(Board.Row::score)
                .filter(Fraction::exists)
                .toList();
    }

    /** {@code [{p, score}]}; empty where nobody has a score. */
    ArrayNode quantiles() {
        var list = Json.MAPPER.createArrayNode();
        var sorted = sorted();
        if (!sorted.isEmpty()) {
            for (int p : QUANTILES) {
                int place = Math.max(1, Math.ceilDiv(p * sorted.size(), 100));
                list.addObject().put("p", p).put("score", shown(sorted.get(place - 1)));
            }
        }
        return list;
    }

    private List<Fraction> sorted() {
        var sorted = new ArrayList<>(scores());
        sorted.sort(Fraction::compareValue);
        return sorted;
    }

    private String shown(Fraction score) {
        return String.valueOf(score.rounded(contest.metric().scale()));
    }

    /** {@code [{from, to, count}]}; the last bar holds its upper end too. One bar where all are equal. */
    ArrayNode histogram() {
        var list = Json.MAPPER.createArrayNode();
        var sorted = sorted();
        if (sorted.isEmpty()) {
            return list;
        }
        int scale = contest.metric().scale();
        var values = sorted.stream()
                .map(one -> new BigDecimal(one.n()).divide(new BigDecimal(one.d()), scale, RoundingMode.HALF_UP))
                .toList();
        var low = values.getFirst();
        var span = values.getLast().subtract(low);
        int bars = span.signum() == 0 ? 1 : BARS;
        int[] counts = new int[bars];
        for (var value : values) {
            int bar = span.signum() == 0
                    ? 0
                    : value.subtract(low)
                            .multiply(BigDecimal.valueOf(bars))
                            .divide(span, 0, RoundingMode.DOWN)
                            .intValue();
            counts[Math.min(bar, bars - 1)]++;
        }
        for (int i = 0; i < bars; i++) {
            list.addObject()
                    .put("from", edge(low, span, i, bars, scale))
                    .put("to", edge(low, span, i + 1, bars, scale))
                    .put("count", counts[i]);
        }
        return list;
    }

    private static String edge(BigDecimal low, BigDecimal span, int bar, int bars, int scale) {
        return low.add(span.multiply(BigDecimal.valueOf(bar))
                        .divide(BigDecimal.valueOf(bars), scale, RoundingMode.HALF_UP))
                .toPlainString();
    }

    /** The first rows, as staff see them. */
    ArrayNode top(int many) {
        var list = Json.MAPPER.createArrayNode();
        var rows = new BoardRows(contest, board, Sight.staff(contest, board));
        board.shown().stream().limit(many).forEach(row -> list.add(rows.row(row)));
        return list;
    }

    /**
     * Where a list is cut at a place and equal scores stand on both sides: {@code {place, beyond}}, who is on the list by his
     * rank though more than {@code place} are; beyond 0: the cut is clean.
     */
    ObjectNode cut(int place) {
        long within = board.shown().stream()
                .filter(row -> row.score().exists() && row.rank() <= place)
                .count();
        long room = contest.groupTop() == 0 ? place : Math.max(place, within);
        return Json.object().put("place", place).put("beyond", Math.max(0, within - room));
    }

    /** Everyone's rank; in his group, where groups are ranked by themselves. */
    Map<String, Integer> ranks() {
        Map<String, Integer> ranks = new HashMap<>();
        board.rows().forEach(row -> ranks.put(row.unit(), row.rank()));
        return ranks;
    }

    /** The codes of those on the first {@code places} ranks. */
    List<String> first(int places) {
        return board.rows().stream()
                .filter(row -> row.rank() <= places && row.score().exists())
                .map(Board.Row::unit)
                .sorted(Comparator.naturalOrder())
                .toList();
    }
}
