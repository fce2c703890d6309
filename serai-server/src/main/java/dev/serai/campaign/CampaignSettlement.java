package dev.serai.campaign;

import dev.serai.campaign.Tally.Contribution;
import dev.serai.campaign.Tally.Seat;
import dev.serai.campaign.Tally.Standing;
import dev.serai.fact.Fact;
import dev.serai.kernel.Ids;
import dev.serai.reward.RewardBook;
import dev.serai.reward.Rewards;
import dev.serai.reward.Rewards.GrantOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Settles a batch of facts for one campaign: what changed in total, progress, grants, ledger and budget is one transaction. */
@Component
class CampaignSettlement {
    private final CampaignStore store;
    private final Rewards rewards;
    private final RewardBook book;
    private final Ids ids;

    CampaignSettlement(CampaignStore store, Rewards rewards, RewardBook book, Ids ids) {
        this.store = store;
        this.rewards = rewards;
        this.book = book;
        this.ids = ids;
    }

    /**
     * Must run inside a transaction. Versions not newer than what is known change nothing, so a fact may be heard twice.
     *
     * @param facts all of the campaign's fact type, in the order they were accepted
     */
    void settle(Campaign campaign, String revision, List<Fact> facts) {
        var tally = new Tally(campaign, store.lockSpending(campaign.id()));
        var verdicts = facts.stream().map(fact -> Verdict.on(fact, campaign)).toList();
        know(tally, campaign, facts, verdicts);
        var decided = new LinkedHashMap<String, CampaignStore.Decided>();
        for (int i = 0; i < facts.size(); i++) {
            if (tally.take(facts.get(i), verdicts.get(i))) {
                decided.put(facts.get(i).id(), new CampaignStore.Decided(facts.get(i), verdicts.get(i)));
            }
        }
        if (decided.isEmpty()) {
            return;
        }
        // Asked before granting: what is taken from the store is older than anything of this batch.
        var takenBack = takenFromStore(campaign, tally);
        var grantIds = grant(campaign, revision, tally);
        tally.takenBack().forEach(fresh -> takenBack.add(grantIds.get(fresh)));
        if (!takenBack.isEmpty()) {
            rewards.revert(takenBack, "the facts that earned it count no more");
        }
        store.keep(campaign, decided.values(), tally);
    }

    private void know(Tally tally, Campaign campaign, List<Fact> facts, List<Verdict> verdicts) {
        var known = store.contributions(
                campaign, facts.stream().map(Fact::id).distinct().toList());
        known.forEach(tally::know);
        Set<Seat> seats = new HashSet<>();
        known.values().stream().map(Contribution::seat).forEach(seats::add);
        verdicts.forEach(verdict -> seats.add(new Seat(campaign.ruleKey(), verdict.userId())));
        store.standings(campaign.id(), seats).forEach(tally::know);
    }

    private Map<Tally.Fresh, String> grant(Campaign campaign, String revision, Tally tally) {
        var grantIds = new HashMap<Tally.Fresh, String>();
        var orders = new ArrayList<GrantOrder>(tally.granted().size());
        for (var fresh : tally.granted()) {
            var grantId = ids.next();
            grantIds.put(fresh, grantId);
            orders.add(new GrantOrder(
                    grantId,
                    campaign.merchant(),
                    campaign.id(),
                    revision,
                    campaign.incentive().id(),
                    fresh.seat().userId(),
                    occurrencePrefix(fresh.seat().rule()) + fresh.number(),
                    campaign.incentive().kind(),
                    campaign.incentive().pool(),
                    campaign.incentive().costMinor(),
                    campaign.budget().currency(),
                    fresh.factId()));
        }
        if (!orders.isEmpty()) {
            rewards.grant(orders);
        }
        return grantIds;
    }

    private record Series(String rule, String reward) {}

    private List<String> takenFromStore(Campaign campaign, Tally tally) {
        var wanted = new HashMap<Series, Map<String, Long>>();
        for (Map.Entry<Seat, Standing> entry : tally.standings().entrySet()) {
            if (entry.getValue().fromStore > 0) {
                wanted.computeIfAbsent(
                                new Series(entry.getKey().rule(), entry.getValue().reward), series -> new HashMap<>())
                        .put(entry.getKey().userId(), entry.getValue().fromStore);
            }
        }
        var taken = new ArrayList<String>();
        wanted.forEach((series, counts) -> book.newestHeld(
                        campaign.id(), series.reward(), occurrencePrefix(series.rule()), counts)
                .values()
                .forEach(taken::addAll));
        long asked = wanted.values().stream()
                .flatMap(counts -> counts.values().stream())
                .mapToLong(Long::longValue)
                .sum();
        if (taken.size() != asked) {
            throw new IllegalStateException("campaign " + campaign.id() + " counts " + asked
                    + " grants to take back and the grants' own table has " + taken.size()
                    + "; see /api/rewards/invariants");
        }
        return taken;
    }

    private static String occurrencePrefix(String rule) {
        return rule + ":";
    }
}
