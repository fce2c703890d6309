package dev.serai.campaign;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How far campaigns have read which facts. A mark that says "done" means that the listener has the rest, so it lasts only
 * while the listener hears these facts for that campaign.
 */
@Component
class ReplayMarks {
    private final JdbcClient db;
    private final Clock clock;

    ReplayMarks(JdbcClient db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    /** A campaign and the facts it reads. */
    record Pair(long campaign, String factType) {
        static Pair of(Campaign campaign) {
            return new Pair(campaign.id(), campaign.goal().factType());
        }
    }

    record Place(long afterSeq, Instant begunAt, boolean done) {}

    Set<Pair> done() {
        return db
                .sql("SELECT campaign_id, fact_type FROM campaign.replay WHERE done_at IS NOT NULL")
                .query((row, n) -> new Pair(row.getLong("campaign_id"), row.getString("fact_type")))
                .list()
                .stream()
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What was taken away reads all its facts once more, should it come back. */
    void forgetAllBut(Collection<Campaign> published) {
        forget(null, published);
    }

    /**
     * Facts of these types are being heard for these campaigns; whoever else reads them misses some, and begins anew. To be
     * called in the transaction that moves the cursor, before any spending is locked, as a replay does.
     */
    void heard(Set<String> factTypes, Collection<Campaign> by) {
        forget(factTypes.toArray(String[]::new), by);
    }

    /** Locked in one order, so that two nodes never wait for each other in a circle. */
    private void forget(String @Nullable [] factTypes, Collection<Campaign> but) {
        var kept = but.stream().map(Pair::of).toList();
        db.sql("""
                DELETE FROM campaign.replay r USING (
                    SELECT campaign_id, fact_type FROM campaign.replay
                    WHERE (:types::text[] IS NULL OR fact_type = ANY (:types::text[]))
                      AND (campaign_id, fact_type) NOT IN (SELECT * FROM unnest(:campaigns::bigint[], :goals::text[]))
                    ORDER BY campaign_id, fact_type FOR UPDATE) AS missing
                WHERE r.campaign_id = missing.campaign_id AND r.fact_type = missing.fact_type
                """)
                .param("types", factTypes)
                .param("campaigns", kept.stream().map(Pair::campaign).toArray(Long[]::new))
                .param("goals", kept.stream().map(Pair::factType).toArray(String[]::new))
                .update();
    }

    /** Nobody else reads on for this pair until the transaction ends. */
    Place lock(Pair pair) {
        db.sql("""
                INSERT INTO campaign.replay (campaign_id, fact_type, after_seq, begun_at)
                VALUES (:campaign, :type, 0, :now) ON CONFLICT DO NOTHING
                """)
                .param("campaign", pair.campaign())
                .param("type", pair.factType())
                .param("now", now())
                .update();
        return db.sql("""
                SELECT after_seq, begun_at, done_at IS NOT NULL AS done FROM campaign.replay
                WHERE campaign_id = :campaign AND fact_type = :type FOR UPDATE
                """)
                .param("campaign", pair.campaign())
                .param("type", pair.factType())
                .query((row, n) -> new Place(
                        row.getLong("after_seq"), row.getTimestamp("begun_at").toInstant(), row.getBoolean("done")))
                .single();
    }

    void move(Pair pair, long afterSeq, boolean done) {
        db.sql("""
                UPDATE campaign.replay SET after_seq = :seq, done_at = CASE WHEN :done THEN :now END
                WHERE campaign_id = :campaign AND fact_type = :type
                """)
                .param("seq", afterSeq)
                .param("done", done)
                .param("now", now())
                .param("campaign", pair.campaign())
                .param("type", pair.factType())
                .update();
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
