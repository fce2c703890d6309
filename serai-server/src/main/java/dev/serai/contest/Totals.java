package dev.serai.contest;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What each participant's unit-days add up to. */
@Component
final class Totals {
    static final List<BigInteger> NOTHING = Collections.nCopies(Metric.MEASURES_MAX, BigInteger.ZERO);

    private final JdbcClient db;
    private final Exclusions exclusions;

    Totals(JdbcClient db, Exclusions exclusions) {
        this.db = db;
        this.exclusions = exclusions;
    }

    /** Brings {@code sums} up to date: all units that changed after {@code rev}. */
    void renew(Contest contest, Map<String, List<BigInteger>> sums, long rev) {
        var hash = contest.definition().hash();
        if (contest.throughOrganisation()) {
            sums.clear();
            var road = Organisation.road(contest);
            List<Object> params = new ArrayList<>(road.params());
            params.add(hash);
            db.sql("SELECT " + road.participant()
                            + ", sum(u.v1), sum(u.v2), sum(u.v3), sum(u.v4) FROM contest.unit_day u"
                            + road.join() + " WHERE u.definition = ? AND u.documents > 0 AND " + road.participant()
                            + " IS NOT NULL GROUP BY 1")
                    .params(params)
                    .query(rs -> {
                        sums.put(rs.getString(1), values(rs, 2));
                    });
            return;
        }
        db.sql("""
                        SELECT unit, sum(v1), sum(v2), sum(v3), sum(v4), sum(documents) FROM contest.unit_day
                        WHERE definition = ? AND unit IN (
                            SELECT unit FROM contest.unit_day WHERE definition = ? AND rev > ?)
                        GROUP BY unit""").params(hash, hash, rev).query(rs -> {
            // Who lost his last document is as one who never had any.
            if (rs.getLong(6) == 0) {
                sums.remove(rs.getString(1));
            } else {
                sums.put(rs.getString(1), values(rs, 2));
            }
        });
    }

    /** Everyone's score who has documents, without those excluded. */
    Map<String, Fraction> scores(Contest contest, Map<String, List<BigInteger>> sums) {
        var excluded = exclusions.sums(contest);
        Map<String, Fraction> scores = new HashMap<>(sums.size() * 2);
        sums.forEach((unit, values) -> {
            if (contest.roster().has(unit)) {
                var less = excluded.get(unit);
                scores.put(unit, contest.score(less == null ? values : Exclusions.less(values, less)));
            }
        });
        return scores;
    }

    static List<BigInteger> values(ResultSet rs, int from) throws SQLException {
        List<BigInteger> values = new ArrayList<>(Metric.MEASURES_MAX);
        for (int i = 0; i < Metric.MEASURES_MAX; i++) {
            values.add(rs.getBigDecimal(from + i).toBigIntegerExact());
        }
        return values;
    }
}
