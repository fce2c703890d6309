package dev.serai.contest;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Documents that a person took out of a contest. They stay counted where everything is counted, as another contest may share
 * it; this contest takes off what they add, whatever they add by then. A newer version stays excluded: it is still the
 * document that was decided about.
 */
@Component
final class Exclusions {
    private final JdbcClient db;

    Exclusions(JdbcClient db) {
        this.db = db;
    }

    /** A document by its type and id. */
    record Key(String type, String id) {}

    /** What the excluded documents of each participant add up to; those without any are left out. */
    Map<String, List<BigInteger>> sums(Contest contest) {
        var road = Organisation.road(contest);
        List<Object> params = new ArrayList<>(road.params());
        params.add(contest.activityId());
        params.add(contest.definition().hash());
        Map<String, List<BigInteger>> sums = new HashMap<>();
        db.sql("SELECT " + road.participant() + ", sum(u.v1), sum(u.v2), sum(u.v3), sum(u.v4)"
                        + " FROM contest.exclusion x JOIN contest.contribution u ON u.type = x.type AND u.id = x.id"
                        + road.join() + " WHERE x.activity_id = ? AND u.definition = ? AND u.unit IS NOT NULL AND "
                        + road.participant() + " IS NOT NULL GROUP BY 1")
                .params(params)
                .query(rs -> {
                    sums.put(rs.getString(1), Totals.values(rs, 2));
                });
        return sums;
    }

    /** The excluded documents, each with the reason that was given. */
    Map<Key, String> reasons(Contest contest) {
        Map<Key, String> reasons = new HashMap<>();
        db.sql("SELECT type, id, reason FROM contest.exclusion WHERE activity_id = ?")
                .param(contest.activityId())
                .query(rs -> {
                    reasons.put(new Key(rs.getString(1), rs.getString(2)), rs.getString(3));
                });
        return reasons;
    }

    /**
     * Boards this contest or these documents count in are to be made again. In the caller's transaction, and after its flags:
     * nobody who holds a definition waits for a flag.
     */
    void touch(Contest contest, Collection<Key> documents) {
        var own = Stream.of(contest.definition(), contest.rules().baseline())
                .filter(Objects::nonNull)
                .map(Definition::hash)
                .toArray(String[]::new);
        // Of other revisions of it, too, which some apps may see. In the order in which everybody locks them.
        var all = db.sql("""
                        SELECT hash FROM contest.definition WHERE hash = ANY (?::text[]) OR hash IN (
                            SELECT c.definition FROM contest.contribution c
                            JOIN unnest(?::text[], ?::text[]) AS k (type, id) ON c.type = k.type AND c.id = k.id)
                        ORDER BY hash FOR UPDATE""")
                .params(
                        own,
                        documents.stream().map(Key::type).toArray(String[]::new),
                        documents.stream().map(Key::id).toArray(String[]::new))
                .query((rs, _) -> rs.getString(1))
                .list();
        db.sql("UPDATE contest.definition SET rev = rev + 1 WHERE hash = ANY (?::text[])")
                .param(all.toArray(String[]::new))
                .update();
    }

    /** What is left of sums without these; null: there are none. */
    static List<BigInteger> less(List<BigInteger> sums, @Nullable List<BigInteger> excluded) {
        if (excluded == null) {
            return sums;
        }
        List<BigInteger> left = new ArrayList<>(sums.size());
        for (int i = 0; i < sums.size(); i++) {
            left.add(sums.get(i).subtract(excluded.get(i)));
        }
        return left;
    }
}
