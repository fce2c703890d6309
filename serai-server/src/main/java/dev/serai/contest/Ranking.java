package dev.serai.contest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Competition ranking, 1,1,3, on exact fractions. Who has no score comes after every number, in either order, and those
 * share one rank. Inside a tie the unit's code decides the order shown, not the rank.
 */
final class Ranking {
    private Ranking() {}

    private record Entry(String unit, Fraction score) {}

    static List<Board.Row> rank(Map<String, Fraction> scores, boolean descending) {
        Comparator<Fraction> order = order(descending);
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

    private static Comparator<Fraction> order(boolean descending) {
        Comparator<Fraction> best = descending ? (a, b) -> b.compareValue(a) : Fraction::compareValue;
        return (a, b) -> !a.exists() || !b.exists() ? Boolean.compare(b.exists(), a.exists()) : best.compare(a, b);
    }

    /** Each group by itself, group after group in the order of their codes; who belongs to none comes last. */
    static List<Board.Row> rankInGroups(Map<String, Fraction> scores, Map<String, String> groups, boolean descending) {
        Map<String, Map<String, Fraction>> byGroup = new TreeMap<>();
        Map<String, Fraction> rest = new TreeMap<>();
        scores.forEach((unit, score) -> {
            var group = groups.get(unit);
            (group == null ? rest : byGroup.computeIfAbsent(group, _ -> new TreeMap<>())).put(unit, score);
        });
        List<Board.Row> rows = new ArrayList<>(scores.size());
        byGroup.values().forEach(group -> rows.addAll(rank(group, descending)));
        rows.addAll(rank(rest, descending));
        return rows;
    }

    /**
     * As document 001's page counts: 1, 2, 3 whatever is equal, and who has no number stands first, where PostgreSQL puts
     * NULL in a descending order.
     */
    static List<Board.Row> asSeed001(Map<String, Fraction> scores) {
        Comparator<Fraction> order =
                (a, b) -> !a.exists() || !b.exists() ? Boolean.compare(a.exists(), b.exists()) : b.compareValue(a);
        List<Entry> entries = new ArrayList<>(scores.size());
        scores.forEach((unit, score) -> entries.add(new Entry(unit, score)));
        entries.sort(Comparator.comparing(Entry::score, order).thenComparing(Entry::unit));
        List<Board.Row> rows = new ArrayList<>(entries.size());
        for (var entry : entries) {
            rows.add(new Board.Row(rows.size() + 1, entry.unit, entry.score));
        }
        return rows;
    }
}
