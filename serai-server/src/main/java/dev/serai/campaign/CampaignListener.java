package dev.serai.campaign;

import dev.serai.fact.Fact;
import dev.serai.fact.FactListener;
import dev.serai.release.Snapshots;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Hears the facts that published campaigns ask for. A new campaign hears them without a line of code. */
@Component
class CampaignListener implements FactListener {
    private final Snapshots snapshots;
    private final CampaignSettlement settlement;
    private final ReplayMarks marks;

    CampaignListener(Snapshots snapshots, CampaignSettlement settlement, ReplayMarks marks) {
        this.snapshots = snapshots;
        this.settlement = settlement;
        this.marks = marks;
    }

    @Override
    public String name() {
        return "campaign";
    }

    @Override
    public Set<String> types() {
        return snapshots.now().all(Campaign.class).stream()
                .map(campaign -> campaign.goal().factType())
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void take(List<Fact> facts) {
        var now = snapshots.now();
        var campaigns = now.all(Campaign.class);
        marks.heard(facts.stream().map(Fact::type).collect(Collectors.toSet()), campaigns);
        for (var campaign : campaigns) {
            var heard = facts.stream()
                    .filter(fact -> fact.type().equals(campaign.goal().factType()))
                    .toList();
            if (!heard.isEmpty()) {
                settlement.settle(campaign, Revisions.of(now, campaign), heard);
            }
        }
    }
}
