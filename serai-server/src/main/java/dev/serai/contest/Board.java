package dev.serai.contest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All participants in order, as of one instant. Immutable; two with the same version hold the same.
 *
 * @param version rises when content changes, over restarts too
 * @param complete false while facts from before the contest was declared are still being counted
 * @param rows each is made when it is asked for
 * @param shown the rows a list begins with: all, or of each group its first ranks
 * @param divisions to which division a participant belongs; empty where there are none
 */
record Board(
        long version,
        Instant asOf,
        boolean complete,
        List<Row> rows,
        List<Row> shown,
        Places places,
        Map<String, String> groups,
        Map<String, Called> names,
        Map<String, String> divisions) {
    /** Where in a list of rows a unit stands, from 0; -1 where it does not. */
    interface Places {
        int of(String unit);
    }

    /** A participant's place; in his group where groups are ranked by themselves. */
    record Row(int rank, String unit, Fraction score) {}

    /** What a participant is called, as far as it is known. */
    record Called(@Nullable String name, @Nullable String nickname) {}

    /** Of rows that are at hand. */
    static Board of(
            long version,
            Instant asOf,
            boolean complete,
            List<Row> rows,
            int groupTop,
            Map<String, String> groups,
            Map<String, Called> names) {
        Map<String, Integer> places = new HashMap<>(rows.size() * 2);
        for (int i = 0; i < rows.size(); i++) {
            places.put(rows.get(i).unit, i);
        }
        var shown = groupTop == 0
                ? rows
                : rows.stream().filter(row -> row.rank <= groupTop).toList();
        return new Board(
                version,
                asOf,
                complete,
                List.copyOf(rows),
                List.copyOf(shown),
                unit -> places.getOrDefault(unit, -1),
                Map.copyOf(groups),
                Map.copyOf(names),
                Map.of());
    }

    /** The same, its participants split into these. */
    Board in(Map<String, String> divided) {
        return new Board(version, asOf, complete, rows, shown, places, groups, names, Map.copyOf(divided));
    }

    /** One division's rows; they are ranked among themselves already. */
    List<Row> division(String division, List<Row> of) {
        return of.stream()
                .filter(row -> division.equals(divisions.get(row.unit)))
                .toList();
    }

    /** How many stand before a place in its own division, as far as {@code most}. */
    int before(int place, int most) {
        if (divisions.isEmpty()) {
            return Math.min(place, most);
        }
        var own = divisions.get(rows.get(place).unit);
        int before = 0;
        while (before < most
                && place - before > 0
                && Objects.equals(own, divisions.get(rows.get(place - before - 1).unit))) {
            before++;
        }
        return before;
    }

    /** Where in {@link #rows} this unit stands, from 0. */
    Optional<Integer> place(String unit) {
        int place = places.of(unit);
        return place < 0 ? Optional.empty() : Optional.of(place);
    }

    /** One group's rows, ranked among themselves. */
    List<Row> group(String group, List<Row> of) {
        List<Row> rows = new ArrayList<>();
        int rankHere = 0;
        int rankBefore = 0;
        for (var row : of) {
            if (!group.equals(groups.get(row.unit))) {
                continue;
            }
            if (row.rank != rankBefore) {
                rankHere = rows.size() + 1;
                rankBefore = row.rank;
            }
            rows.add(new Row(rankHere, row.unit, row.score));
        }
        return rows;
    }
}
