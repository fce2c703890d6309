package dev.serai.contest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Competition ranking, 1,1,3, on exact fractions. Who has no score comes after every number, in either order, and those
 * share one rank. Inside a tie the unit's code decides the order shown, not the rank.
 */
final class Ranking {
    private Ranking() {}

    static List<Board.Row> rank(Map<String, Fraction> scores, boolean descending) {
        record Entry(String unit, Fraction score) {}
        Comparator<Fraction> best = descending ? (a, b) -> b.compareValue(a) : Fraction::compareValue;
        Comparator<Fraction> order =
                (a, b) -> !a.exists() || !b.exists() ? Boolean.compare(b.exists(), a.exists()) : best.compare(a, b);
        List<Entry> entries = new ArrayList<>(scores.size());
        scores.forEach((unit, score) -> entries.add(new Entry(unit, score)));
        entries.sort(Comparator.comparing(Entry::score, order).thenComparing(Entry::unit));
        List<Board.Row> rows = new ArrayList<>(entries.size());
        int rank = 0;
        for (int i = 0; i < entries.size(); i++) {
            var entry = entries.get(i);
            if (i == 0 || order.compare(entries.get(i - 1).score, entry.score) != 0) {
                rank = i + 1;
            }
            rows.add(new Board.Row(rank, entry.unit, entry.score));
        }
        return rows;
    }
}
