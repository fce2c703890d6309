package dev.serai.campaign;

import dev.serai.campaign.ReplayMarks.Pair;
import dev.serai.fact.Facts;
import dev.serai.kernel.Loop;
import dev.serai.kernel.LoopBean;
import dev.serai.kernel.Outage;
import dev.serai.release.Snapshots;
import dev.serai.release.Snapshots.Snapshot;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    private static final Logger LOG = LoggerFactory.getLogger(CampaignReplay.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Snapshots snapshots;
    private final CampaignSettlement settlement;
    private final Facts accepted;
    private final ReplayMarks marks;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private final Set<Long> inTrouble = new HashSet<>();
    private long tidied = -1;

    CampaignReplay(
            Snapshots snapshots,
            CampaignSettlement settlement,
            Facts accepted,
            ReplayMarks marks,
            TransactionTemplate transactions,
            Clock clock) {
        this.snapshots = snapshots;
        this.settlement = settlement;
        this.accepted = accepted;
        this.marks = marks;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Reads at most one batch to each campaign that needs it. Returns whether there may be more at once. */
    boolean step() {
        var now = snapshots.now();
        var campaigns = now.all(Campaign.class);
        if (now.number() != tidied) {
            marks.forgetAllBut(campaigns);
            tidied = now.number();
        }
        // Asked each time: another node may have heard facts without a campaign that this one knows, and said so there.
        var done = marks.done();
        boolean more = false;
        for (var campaign : campaigns) {
            if (!done.contains(Pair.of(campaign))) {
                more |= attempt(campaign, now);
            }
        }
        return more;
    }

    /** One campaign's trouble is not the others'. It stays where it was, and is tried again at the next look. */
    private boolean attempt(Campaign campaign, Snapshot now) {
        try {
            boolean more = read(campaign, Revisions.of(now, campaign));
            inTrouble.remove(campaign.id());
            return more;
        } catch (RuntimeException e) {
            if (Outage.is(e)) {
                throw e;
            }
            if (inTrouble.add(campaign.id())) {
                LOG.error("campaign {} cannot read the facts from before it", campaign.id(), e);
            }
            return false;
        }
    }

    /** Returns whether there may be more at once. */
    private boolean read(Campaign campaign, String revision) {
        var pair = Pair.of(campaign);
        return transactions.execute(tx -> {
            var place = marks.lock(pair);
            if (place.done()) {
                return false;
            }
            var facts = accepted.each(pair.factType(), place.afterSeq(), BATCH_MAX);
            if (facts.isEmpty()) {
                if (clock.instant().isAfter(place.begunAt().plus(WATCH))) {
                    marks.move(pair, place.afterSeq(), true);
                }
                return false;
            }
            settlement.settle(campaign, revision, facts);
            marks.move(pair, facts.getLast().seq(), false);
            return true;
        });
    }

    @Override
    protected @Nullable Loop begin() {
        return new Loop("campaign-replay", PAUSE, this::step);
    }
}
