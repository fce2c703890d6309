package dev.serai.contest;

import java.math.BigInteger;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Scores from nightly statements: what a participant's numbers are on the last visible night of the window, against the last
 * one before it. A night is visible once the fact that completes it arrived. A participant's number of a night is the sum of
 * his lines of that night; a line without a number gives no score.
 */
@Component
final class Nights {
    private final JdbcClient db;

    Nights(JdbcClient db) {
        this.db = db;
    }

    /** A participant's sums of one night. The column after the metric's own counts lines that lack a number. */
    private record Night(LocalDate day, long lines, List<BigInteger> values) {}

    /** Which nights a participant is measured by. */
    record Span(@Nullable LocalDate baseline, @Nullable LocalDate last) {}

    /** Those who have a visible night. */
    Map<String, Fraction> scores(Contest contest) {
        return scores(contest, DayTable.KEPT);
    }

    /** The same from other unit-days. */
    Map<String, Fraction> scores(Contest contest, DayTable days) {
        Map<String, Fraction> scores = new HashMap<>();
        nights(contest, null, days).forEach((unit, nights) -> {
            if (contest.roster().has(unit)) {
                scores.put(unit, score(contest, nights));
            }
        });
        return scores;
    }

    /** The nights one participant is measured by. */
    Span span(Contest contest, String unit) {
        if (contest.likeSeed001()) {
            return edges(contest, DayTable.KEPT);
        }
        var nights = nights(contest, unit, DayTable.KEPT).getOrDefault(unit, new TreeMap<>());
        if (nights.isEmpty()) {
            return new Span(null, null);
        }
        var baseline = baseline(contest, nights);
        return new Span(
                baseline == null ? null : baseline.day, nights.lastEntry().getValue().day);
    }

    private Fraction score(Contest contest, TreeMap<LocalDate, Night> nights) {
        var metric = contest.metric();
        var baseline = baseline(contest, nights);
        var last = nights.lastEntry().getValue();
        int missing = contest.definition().sources().getFirst().measures().size();
        boolean fromZero = baseline == null && "zero".equals(newcomers(contest));
        if (baseline == null && !fromZero
                || baseline != null && baseline.values.get(missing).signum() > 0
                || last.values.get(missing).signum() > 0) {
            return Fraction.NONE;
        }
        List<BigInteger> values = new ArrayList<>();
        for (var pick : metric.picks()) {
            var night = pick.last() ? last : baseline;
            values.add(night == null ? BigInteger.ZERO : night.values.get(pick.column()));
        }
        return contest.score(values);
    }

    private static String newcomers(Contest contest) {
        return contest.definition().given().value("newcomers", null) instanceof String policy ? policy : "first_inside";
    }

    private static @Nullable Night baseline(Contest contest, TreeMap<LocalDate, Night> nights) {
        var before = nights.lowerEntry(contest.definition().given().firstDay());
        if (before != null) {
            return before.getValue();
        }
        return "first_inside".equals(newcomers(contest)) ? nights.firstEntry().getValue() : null;
    }

    /** Of each participant the last night before the window, the first in it, and the last before its end. */
    private Map<String, TreeMap<LocalDate, Night>> nights(Contest contest, @Nullable String only, DayTable days) {
        var given = contest.definition().given();
        var road = Organisation.road(contest);
        List<Object> params = new ArrayList<>(road.params());
        params.addAll(List.of(contest.definition().hash(), Date.valueOf(given.endDay()), complete(contest)));
        var start = Date.valueOf(given.firstDay());
        if (only != null) {
            params.add(only);
        }
        params.addAll(List.of(start, start));
        Map<String, TreeMap<LocalDate, Night>> nights = new HashMap<>();
        var seen = "WITH " + days.with() + " seen AS (SELECT " + road.participant()
                + " AS unit, u.day, sum(u.documents) AS lines,"
                + " sum(u.v1) AS v1, sum(u.v2) AS v2, sum(u.v3) AS v3, sum(u.v4) AS v4 FROM " + days.table() + " u"
                + road.join() + " WHERE u.definition = ? AND u.documents > 0 AND u.day < ?"
                + " AND to_char(u.day, 'YYYY-MM-DD') IN (SELECT id FROM fact.document WHERE type = ?)"
                + (only == null ? "" : " AND " + road.participant() + " = ?") + " GROUP BY 1, 2)";
        db.sql(seen + """
                , mark AS (
                    SELECT unit, max(day) FILTER (WHERE day < ?) AS before, min(day) FILTER (WHERE day >= ?) AS inside,
                        max(day) AS last
                    FROM seen GROUP BY unit
                )
                SELECT s.unit, s.day, s.lines, s.v1, s.v2, s.v3, s.v4
                FROM mark m JOIN seen s ON s.unit = m.unit AND s.day IN (m.before, m.inside, m.last)""").params(days.and(params)).query(rs -> {
            var day = rs.getObject(2, LocalDate.class);
            nights.computeIfAbsent(rs.getString(1), _ -> new TreeMap<>())
                    .put(day, new Night(day, rs.getLong(3), Totals.values(rs, 4)));
        });
        return nights;
    }

    private static String complete(Contest contest) {
        var night = contest.definition().night();
        if (night == null) {
            throw new IllegalStateException("contest " + contest.activityId() + " is not nightly");
        }
        return night.complete();
    }

    /**
     * As document 001's printed SQL has it: one pair of nights for the whole contest, the first and last reported ones of
     * the dates from the window's first to its last instant; only who has lines on both; every line of the one night against every line of
     * the other. A pair that lacks a number adds nothing, and whose pairs all lack one has no score.
     */
    Map<String, Fraction> seed001(Contest contest) {
        return seed001(contest, DayTable.KEPT);
    }

    /** The same from other unit-days. */
    Map<String, Fraction> seed001(Contest contest, DayTable days) {
        var hash = contest.definition().hash();
        var edges = edges(contest, days);
        if (edges.baseline == null || edges.last == null) {
            return Map.of();
        }
        Map<String, Map<LocalDate, Night>> nights = new TreeMap<>();
        db.sql(days.withOnly() + "SELECT unit, day, documents, v1, v2, v3, v4 FROM " + days.table()
                        + " WHERE definition = ? AND documents > 0 AND day IN (?, ?)")
                .params(days.and(List.of(hash, Date.valueOf(edges.baseline), Date.valueOf(edges.last))))
                .query(rs -> {
                    var day = rs.getObject(2, LocalDate.class);
                    nights.computeIfAbsent(rs.getString(1), _ -> new HashMap<>())
                            .put(day, new Night(day, rs.getLong(3), Totals.values(rs, 4)));
                });
        Map<String, Fraction> scores = new TreeMap<>();
        nights.forEach((unit, both) -> {
            var first = both.get(edges.baseline);
            var last = both.get(edges.last);
            if (first != null && last != null) {
                scores.put(unit, everyPair(contest, first, last));
            }
        });
        return scores;
    }

    private Span edges(Contest contest, DayTable days) {
        var given = contest.definition().given();
        return db.sql(days.withOnly() + "SELECT min(day), max(day) FROM " + days.table()
                        + " WHERE definition = ? AND documents > 0 AND day >= ? AND day <= ?"
                        + " AND to_char(day, 'YYYY-MM-DD') IN (SELECT id FROM fact.document WHERE type = ?)")
                .params(days.and(List.of(
                        contest.definition().hash(),
                        Date.valueOf(given.firstDay()),
                        Date.valueOf(given.lastDay()),
                        complete(contest))))
                .query((rs, _) -> new Span(rs.getObject(1, LocalDate.class), rs.getObject(2, LocalDate.class)))
                .single();
    }

    private static Fraction everyPair(Contest contest, Night first, Night last) {
        int missing = contest.definition().sources().getFirst().measures().size();
        var before = BigInteger.valueOf(first.lines).subtract(first.values.get(missing));
        var after = BigInteger.valueOf(last.lines).subtract(last.values.get(missing));
        if (before.signum() == 0 || after.signum() == 0) {
            return Fraction.NONE;
        }
        // The sum over all pairs of b - a is (pairs a b stands in) times each b, less the same of a.
        List<BigInteger> values = new ArrayList<>();
        for (var pick : contest.metric().picks()) {
            values.add(
                    pick.last()
                            ? last.values.get(pick.column()).multiply(before)
                            : first.values.get(pick.column()).multiply(after));
        }
        return contest.score(values);
    }
}
