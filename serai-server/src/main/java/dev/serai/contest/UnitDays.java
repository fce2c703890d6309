package dev.serai.contest;

import java.math.BigInteger;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What some participants' single business days add up to, without excluded documents; once published, as they did then. */
@Component
final class UnitDays {
    private final JdbcClient db;
    private final Endings endings;

    UnitDays(JdbcClient db, Endings endings) {
        this.db = db;
        this.endings = endings;
    }

    /** From {@code first} on and before {@code end}; days and participants without documents are left out. */
    Map<String, TreeMap<LocalDate, List<BigInteger>>> of(
            Contest contest, Collection<String> units, LocalDate first, LocalDate end) {
        var frozen = endings.frozen(contest);
        return frozen == null ? live(contest, units, first, end) : published(frozen.publication(), units, first, end);
    }

    private Map<String, TreeMap<LocalDate, List<BigInteger>>> published(
            Publication one, Collection<String> units, LocalDate first, LocalDate end) {
        return read(
                """
                        SELECT unit, day, sum(v1), sum(v2), sum(v3), sum(v4) FROM contest.publication_fact
                        WHERE activity_id = ? AND n = ? AND unit = ANY (?::text[]) AND day >= ? AND day < ? GROUP BY 1, 2""",
                List.of(
                        one.activityId(),
                        one.n(),
                        units.toArray(String[]::new),
                        Date.valueOf(first),
                        Date.valueOf(end)));
    }

    private Map<String, TreeMap<LocalDate, List<BigInteger>>> live(
            Contest contest, Collection<String> units, LocalDate first, LocalDate end) {
        var road = Organisation.road(contest);
        var hash = contest.definition().hash();
        List<Object> params = new ArrayList<>(List.of(
                hash,
                Date.valueOf(first),
                Date.valueOf(end),
                contest.activityId(),
                hash,
                Date.valueOf(first),
                Date.valueOf(end)));
        params.addAll(road.params());
        params.add(units.toArray(String[]::new));
        return read(
                "SELECT " + road.participant() + """
                        , u.day, sum(u.v1), sum(u.v2), sum(u.v3), sum(u.v4) FROM (
                            SELECT unit, day, documents, v1, v2, v3, v4 FROM contest.unit_day
                            WHERE definition = ? AND day >= ? AND day < ?
                            UNION ALL
                            SELECT c.unit, c.day, -1, -c.v1, -c.v2, -c.v3, -c.v4
                            FROM contest.exclusion x JOIN contest.contribution c ON c.type = x.type AND c.id = x.id
                            WHERE x.activity_id = ? AND c.definition = ? AND c.day >= ? AND c.day < ?
                        ) AS u""" + road.join() + " WHERE " + road.participant()
                        + " = ANY (?::text[]) GROUP BY 1, 2 HAVING sum(u.documents) > 0",
                params);
    }

    private Map<String, TreeMap<LocalDate, List<BigInteger>>> read(String sql, List<Object> params) {
        Map<String, TreeMap<LocalDate, List<BigInteger>>> days = new HashMap<>();
        db.sql(sql).params(params).query(rs -> {
            days.computeIfAbsent(rs.getString(1), _ -> new TreeMap<>())
                    .put(rs.getObject(2, LocalDate.class), Totals.values(rs, 3));
        });
        return days;
    }

    /** Their score of these days alone; no score for who has no documents in them. */
    static Fraction score(Contest contest, Map<LocalDate, List<BigInteger>> days) {
        if (days.isEmpty()) {
            var nothing = contest.rules().without(contest.score(Totals.NOTHING));
            return nothing == null ? Fraction.NONE : nothing;
        }
        List<BigInteger> sums = new ArrayList<>(Totals.NOTHING);
        days.values().forEach(values -> {
            for (int i = 0; i < sums.size(); i++) {
                sums.set(i, sums.get(i).add(values.get(i)));
            }
        });
        return contest.score(sums);
    }
}
