package dev.serai.contest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Competition ranking, 1,1,3, on exact fractions, of scores that are at hand. */
final class Ranking {
    private Ranking() {}

    static List<Board.Row> rank(Map<String, Fraction> scores, boolean descending) {
        return of(new Order(descending, false, false), scores, Map.of());
    }

    /** As document 001's page counts: 1, 2, 3 whatever is equal. */
    static List<Board.Row> asSeed001(Map<String, Fraction> scores) {
        return of(new Order(true, false, true), scores, Map.of());
    }

    /** Each group by itself, group after group in the order of their codes; who belongs to none comes last. */
    static List<Board.Row> rankInGroups(Map<String, Fraction> scores, Map<String, String> groups, boolean descending) {
        return of(new Order(descending, true, false), scores, groups);
    }

    private static List<Board.Row> of(Order order, Map<String, Fraction> scores, Map<String, String> groups) {
        List<Entry> entries = new ArrayList<>(scores.size());
        scores.forEach((unit, score) -> entries.add(Entry.of(unit, groups.get(unit), score)));
        return Standings.of(order, entries).rows();
    }
}
