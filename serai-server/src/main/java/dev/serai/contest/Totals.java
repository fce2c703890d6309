package dev.serai.contest;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What each participant's unit-days add up to. */
@Component
final class Totals {
    static final List<BigInteger> NOTHING = Collections.nCopies(Metric.MEASURES_MAX, BigInteger.ZERO);

    /** Rows fetched at once: a board of a million must not lie in memory twice. */
    private static final int FETCH = 5_000;

    private static final String SUMS = "sum(u.v1), sum(u.v2), sum(u.v3), sum(u.v4), sum(u.documents)";

    /** Participant by participant: a join would be planned by what the table was before it was filled. */
    private static final String CHANGED = """
            WITH changed AS MATERIALIZED (
                SELECT DISTINCT unit FROM contest.unit_day WHERE definition = ? AND rev > ?)
            SELECT changed.unit, sums.* FROM changed CROSS JOIN LATERAL (
                SELECT %s FROM contest.unit_day u WHERE u.definition = ? AND u.unit = changed.unit) AS sums""".formatted(SUMS);

    private final JdbcClient db;
    private final Exclusions exclusions;
    private final TransactionTemplate reading;

    Totals(JdbcClient db, Exclusions exclusions, PlatformTransactionManager manager) {
        this.db = db;
        this.exclusions = exclusions;
        this.reading = new TransactionTemplate(manager);
        this.reading.setReadOnly(true);
    }

    /** Hears what one participant's unit-days add up to; no values: he has no document any more. */
    interface Hearer {
        void hear(String unit, List<BigInteger> values);
    }

    /** Tells all participants whose sums changed after {@code rev}, each once; through the organisation, all there are. */
    void changed(Contest contest, long rev, Hearer hearer) {
        if (contest.throughOrganisation() || rev < 0) {
            all(contest, hearer);
        } else {
            var hash = contest.definition().hash();
            hear(CHANGED, List.of(hash, rev, hash), hearer);
        }
    }

    private void all(Contest contest, Hearer hearer) {
        var road = Organisation.road(contest);
        List<Object> params = new ArrayList<>(road.params());
        params.add(contest.definition().hash());
        var sql = "SELECT " + road.participant() + ", " + SUMS + " FROM contest.unit_day u" + road.join()
                + " WHERE u.definition = ? AND " + road.participant() + " IS NOT NULL GROUP BY 1";
        hear(sql, params, hearer);
    }

    private void hear(String sql, List<Object> params, Hearer hearer) {
        // The driver hands rows on while they come only within a transaction.
        reading.executeWithoutResult(_ -> db.sql(sql)
                .params(params)
                .withFetchSize(FETCH)
                .query(rs -> {
                    // Who lost his last document is as one who never had any.
                    hearer.hear(rs.getString(1), rs.getLong(6) == 0 ? List.of() : values(rs, 2));
                }));
    }

    /** What everyone's unit-days add up to, who has documents. */
    Map<String, List<BigInteger>> all(Contest contest) {
        Map<String, List<BigInteger>> sums = new LinkedHashMap<>();
        changed(contest, -1, (unit, values) -> {
            if (!values.isEmpty()) {
                sums.put(unit, values);
            }
        });
        return sums;
    }

    /** Everyone's score who has documents, without those excluded. */
    Map<String, Fraction> scores(Contest contest, Map<String, List<BigInteger>> sums) {
        var excluded = exclusions.sums(contest);
        Map<String, Fraction> scores = new HashMap<>(sums.size() * 2);
        sums.forEach((unit, values) -> {
            if (contest.roster().has(unit)) {
                scores.put(unit, contest.score(Exclusions.less(values, excluded.get(unit))));
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
