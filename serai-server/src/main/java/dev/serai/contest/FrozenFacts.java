package dev.serai.contest;

import java.sql.Date;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps with a publication the documents its scores add up from, so that they can be explained however facts move later. */
@Component
final class FrozenFacts {
    private final JdbcClient db;
    private final Nights nights;

    FrozenFacts(JdbcClient db, Nights nights) {
        this.db = db;
        this.nights = nights;
    }

    private static final String KEEP = """
            INSERT INTO contest.publication_fact
                (activity_id, n, unit, id, type, part, version, seq, occurred_at, day, nights, v1, v2, v3, v4)
            SELECT p.activity_id, p.n, %s, u.id, u.type, u.part, u.version, d.seq, u.occurred_at, u.day, %s, u.v1, u.v2, u.v3, u.v4
            FROM contest.publication p, contest.contribution u
                LEFT JOIN fact.document d ON d.type = u.type AND d.id = u.id AND d.version = u.version%s
            WHERE p.activity_id = ? AND p.n = ? AND u.definition = ? AND u.unit IS NOT NULL
                AND NOT EXISTS (SELECT FROM contest.exclusion x WHERE x.activity_id = p.activity_id AND x.type = u.type AND x.id = u.id)
                AND %s""";

    /** In the publication's transaction, under the definition's lock. */
    void keep(Contest contest, int n, List<Board.Row> rows) {
        var road = Organisation.road(contest);
        if (contest.metric().nightly()) {
            rows.forEach(row -> keepNights(contest, n, road, row.unit()));
            return;
        }
        List<Object> params = new ArrayList<>(road.params());
        params.addAll(List.of(contest.activityId(), n, contest.definition().hash(), contest.activityId(), n));
        // Rows of the board alone: a definition also counts units that take no part in this contest.
        db.sql(KEEP.formatted(
                        road.participant(),
                        "0",
                        road.join(),
                        road.participant()
                                + " IN (SELECT unit FROM contest.publication_row WHERE activity_id = ? AND n = ?)"))
                .params(params)
                .update();
    }

    /**
     * Whether something besides sums that decides where documents count was accepted after this fact. No lock keeps it from
     * being accepted, so it is asked once the documents are kept.
     */
    boolean movedBeside(Contest contest, long factsUpTo) {
        List<String> types = new ArrayList<>();
        if (contest.throughOrganisation()) {
            types.add(Scorekeeper.ORGANISATION);
        }
        var night = contest.definition().night();
        if (night != null) {
            types.add(night.complete());
        }
        return db.sql("SELECT EXISTS (SELECT FROM fact.accepted WHERE seq > ? AND type = ANY (?::text[]))")
                .params(factsUpTo, types.toArray(String[]::new))
                .query(Boolean.class)
                .single();
    }

    private void keepNights(Contest contest, int n, Organisation.Road road, String unit) {
        var span = nights.span(contest, unit);
        if (span.last() == null) {
            return;
        }
        var last = Date.valueOf(span.last());
        var baseline = span.baseline() == null ? last : Date.valueOf(span.baseline());
        var which = span.baseline() == null
                ? "CASE WHEN u.day = ? THEN 2 ELSE 0 END"
                : "CASE WHEN u.day = ? THEN 2 ELSE 0 END + CASE WHEN u.day = ? THEN 1 ELSE 0 END";
        List<Object> params = new ArrayList<>();
        params.add(last);
        if (span.baseline() != null) {
            params.add(baseline);
        }
        params.addAll(road.params());
        params.addAll(List.of(contest.activityId(), n, contest.definition().hash(), unit, last, baseline));
        db.sql(KEEP.formatted(road.participant(), which, road.join(), road.participant() + " = ? AND u.day IN (?, ?)"))
                .params(params)
                .update();
    }
}
