package dev.serai.campaign;

import dev.serai.fact.Facts;
import dev.serai.kernel.Loop;
import dev.serai.kernel.LoopBean;
import dev.serai.release.Snapshots;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads to a newly published campaign the facts that were accepted before it. The listener hears what comes meanwhile; a
 * fact heard by both counts once, because the second hearing brings no newer version.
 */
@Component
class CampaignReplay extends LoopBean {
    /** How many facts one transaction settles. */
    static final int BATCH_MAX = 500;

    /** How long the end is watched: another node may still have settled with the publication before. */
    static final Duration WATCH = Duration.ofMinutes(1);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Snapshots snapshots;
    private final CampaignSettlement settlement;
    private final Facts accepted;
    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private volatile long finishedSnapshot = -1;

    CampaignReplay(
            Snapshots snapshots,
            CampaignSettlement settlement,
            Facts accepted,
            JdbcClient db,
            TransactionTemplate transactions,
            Clock clock) {
        this.snapshots = snapshots;
        this.settlement = settlement;
        this.accepted = accepted;
        this.db = db;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Reads at most one batch to each campaign that needs it. Returns whether there may be more at once. */
    boolean step() {
        var now = snapshots.now();
        if (now.number() == finishedSnapshot) {
            return false;
        }
        var campaigns = now.all(Campaign.class);
        forgetAllBut(campaigns);
        boolean more = false;
        boolean open = false;
        for (var campaign : campaigns) {
            switch (read(campaign, Revisions.of(now, campaign))) {
                case MORE -> more = true;
                case WATCHING -> open = true;
                case DONE -> {}
            }
        }
        if (!more && !open) {
            finishedSnapshot = now.number();
        }
        return more;
    }

    /** A campaign taken away hears nothing; should it come back, it reads all facts once more. */
    private void forgetAllBut(Collection<Campaign> campaigns) {
        db.sql("DELETE FROM campaign.replay WHERE campaign_id <> ALL (:published)")
                .param("published", campaigns.stream().mapToLong(Campaign::id).toArray())
                .update();
    }

    private enum Reading {
        MORE,
        WATCHING,
        DONE
    }

    private record Place(long afterSeq, Instant begunAt, boolean done) {}

    private Reading read(Campaign campaign, String revision) {
        return transactions.execute(tx -> {
            var place = place(campaign);
            if (place.done()) {
                return Reading.DONE;
            }
            var facts = accepted.each(campaign.goal().factType(), place.afterSeq(), BATCH_MAX);
            if (facts.isEmpty()) {
                boolean done = clock.instant().isAfter(place.begunAt().plus(WATCH));
                if (done) {
                    move(campaign, place.afterSeq(), true);
                }
                return done ? Reading.DONE : Reading.WATCHING;
            }
            settlement.settle(campaign, revision, facts);
            move(campaign, facts.getLast().seq(), false);
            return Reading.MORE;
        });
    }

    private Place place(Campaign campaign) {
        db.sql("""
                INSERT INTO campaign.replay (campaign_id, fact_type, after_seq, begun_at)
                VALUES (:campaign, :type, 0, :now) ON CONFLICT DO NOTHING
                """)
                .param("campaign", campaign.id())
                .param("type", campaign.goal().factType())
                .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .update();
        return db.sql("""
                SELECT after_seq, begun_at, done_at IS NOT NULL AS done FROM campaign.replay
                WHERE campaign_id = :campaign AND fact_type = :type FOR UPDATE
                """)
                .param("campaign", campaign.id())
                .param("type", campaign.goal().factType())
                .query((row, n) -> new Place(
                        row.getLong("after_seq"), row.getTimestamp("begun_at").toInstant(), row.getBoolean("done")))
                .single();
    }

    private void move(Campaign campaign, long afterSeq, boolean done) {
        db.sql("""
                UPDATE campaign.replay SET after_seq = :seq, done_at = CASE WHEN :done THEN :now END
                WHERE campaign_id = :campaign AND fact_type = :type
                """)
                .param("seq", afterSeq)
                .param("done", done)
                .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .param("campaign", campaign.id())
                .param("type", campaign.goal().factType())
                .update();
    }

    @Override
    protected @Nullable Loop begin() {
        return new Loop("campaign-replay", PAUSE, this::step);
    }
}
