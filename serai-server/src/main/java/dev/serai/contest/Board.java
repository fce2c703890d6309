package dev.serai.contest;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All participants in order, as of one instant. Immutable; two with the same version hold the same.
 *
 * @param version rises when content changes, over restarts too
 * @param complete false while facts from before the contest was declared are still being counted
 */
record Board(long version, Instant asOf, boolean complete, List<Row> rows, Map<String, Integer> places) {
    /** A participant's place. */
    record Row(int rank, String unit, Fraction score) {}

    static Board of(long version, Instant asOf, boolean complete, List<Row> rows) {
        Map<String, Integer> places = new HashMap<>(rows.size() * 2);
        for (int i = 0; i < rows.size(); i++) {
            places.put(rows.get(i).unit, i);
        }
        return new Board(version, asOf, complete, List.copyOf(rows), places);
    }

    /** Where in {@link #rows} this unit stands, from 0. */
    Optional<Integer> place(String unit) {
        return Optional.ofNullable(places.get(unit));
    }
}
