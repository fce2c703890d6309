package dev.serai.campaign;

import static dev.serai.campaign.CampaignRoom.repayment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fact.Fact;
import dev.serai.kernel.AppId;
import dev.serai.release.Snapshots.Snapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplayTest {
    private final CampaignRoom room = new CampaignRoom();
    private final Campaign campaign = CampaignRoom.repay(201, 10_000, 50_000);
    private final List<Fact> accepted = new ArrayList<>();
    private List<Campaign> campaigns = List.of(campaign);
    private final Set<String> unreadable = new HashSet<>();
    private long number = 1;
    private final Snapshot published = new Snapshot() {
        @Override
        public long number() {
            return number;
        }

        @Override
        public <T> Optional<T> find(Class<T> type, String id, @Nullable AppId app) {
            return all(type).stream().findFirst();
        }

        @Override
        public <T> Collection<T> all(Class<T> type, @Nullable AppId app) {
            return type == Campaign.class ? campaigns.stream().map(type::cast).toList() : List.of();
        }

        @Override
        public Optional<String> revision(Class<?> type, String id, @Nullable AppId app) {
            return unreadable.contains(id) ? Optional.empty() : Optional.of("rev");
        }
    };
    private final ReplayMarks marks = new ReplayMarks(room.rewards.own.db(), room.rewards.clock);
    private final CampaignReplay replay = new CampaignReplay(
            () -> published,
            room.settlement,
            new AcceptedFacts(accepted),
            marks,
            room.rewards.own.transactions(),
            room.rewards.clock);
    private final CampaignListener listener = new CampaignListener(() -> published, room.settlement, marks);

    private Fact accept(Fact fact) {
        var numbered =
                new Fact(fact.type(), fact.id(), fact.version(), fact.occurredAt(), fact.body(), accepted.size() + 1L);
        accepted.add(numbered);
        return numbered;
    }

    private void hear(Fact fact) {
        room.rewards.own.transactions().executeWithoutResult(tx -> listener.take(List.of(fact)));
    }

    private void finish() {
        readAll();
        room.rewards.clock.advance(CampaignReplay.WATCH.plusSeconds(1));
        readAll();
    }

    private void readAll() {
        while (replay.step()) {
            // Each step is one batch.
        }
    }

    @Test
    void facts_accepted_before_the_campaign_was_published_count() {
        for (int i = 0; i < CampaignReplay.BATCH_MAX + 1; i++) {
            accept(repayment("r" + i, 1, "A", 100, "SUCCEEDED"));
        }
        readAll();
        assertThat(room.held(campaign, "A")).isEqualTo(5);
    }

    @Test
    void a_fact_heard_live_and_replayed_counts_once_also_when_the_live_one_is_newer() {
        accept(repayment("r1", 1, "A", 50_000, "SUCCEEDED"));
        var corrected = accept(repayment("r1", 2, "A", 20_000, "SUCCEEDED"));
        assertThat(listener.types()).containsExactly("repayment");
        hear(corrected);
        readAll();
        assertThat(room.held(campaign, "A")).isEqualTo(2);
    }

    @Test
    void the_end_is_watched_for_a_while_and_then_left() {
        readAll();
        accept(repayment("r1", 1, "A", 10_000, "SUCCEEDED"));
        readAll();
        assertThat(room.held(campaign, "A"))
                .as("a node that settled with the publication before")
                .isEqualTo(1);
        room.rewards.clock.advance(CampaignReplay.WATCH.plusSeconds(1));
        readAll();
        accept(repayment("r2", 1, "A", 10_000, "SUCCEEDED"));
        readAll();
        assertThat(room.held(campaign, "A")).as("the listener's from here on").isEqualTo(1);
    }

    private void publish(Campaign... now) {
        campaigns = List.of(now);
        number++;
        readAll();
    }

    @Test
    void a_campaign_that_was_taken_away_and_comes_back_counts_what_came_meanwhile() {
        accept(repayment("r1", 1, "A", 10_000, "SUCCEEDED"));
        finish();
        publish();
        accept(repayment("r2", 1, "A", 20_000, "SUCCEEDED"));
        accept(repayment("r1", 2, "A", 10_000, "REVERSED"));
        publish(campaign);
        assertThat(room.held(campaign, "A")).isEqualTo(2);
    }

    @Test
    void what_was_heard_while_the_campaign_was_away_counts_though_no_step_saw_it_away() {
        accept(repayment("r1", 1, "A", 10_000, "SUCCEEDED"));
        finish();
        campaigns = List.of();
        number++;
        hear(accept(repayment("r2", 1, "A", 20_000, "SUCCEEDED")));
        publish(campaign);
        assertThat(room.held(campaign, "A")).isEqualTo(3);
    }

    @Test
    void what_a_node_with_an_older_publication_heard_without_the_campaign_counts() {
        accept(repayment("r1", 1, "A", 10_000, "SUCCEEDED"));
        finish();
        var newer = campaigns;
        campaigns = List.of(CampaignRoom.repay(202, 10_000, 50_000));
        hear(accept(repayment("r2", 1, "A", 20_000, "SUCCEEDED")));
        campaigns = newer;
        readAll();
        assertThat(room.held(campaign, "A")).isEqualTo(3);
    }

    @Test
    void a_campaign_that_asked_for_other_facts_meanwhile_counts_what_it_missed() {
        var other = CampaignRoom.repay(202, 10_000, 50_000);
        var onInvoices = CampaignRoom.onInvoices(201);
        accept(repayment("r1", 1, "A", 10_000, "SUCCEEDED"));
        publish(campaign, other);
        finish();
        publish(onInvoices, other);
        hear(accept(repayment("r2", 1, "A", 20_000, "SUCCEEDED")));
        publish(campaign, other);
        assertThat(room.held(campaign, "A")).isEqualTo(3);
        assertThat(room.held(other, "A")).isEqualTo(3);
    }

    @Test
    void a_fact_heard_for_all_its_campaigns_leaves_them_done() {
        finish();
        hear(accept(repayment("r1", 1, "A", 10_000, "SUCCEEDED")));
        assertThat(marks.done()).containsExactly(new ReplayMarks.Pair(201, "repayment"));
    }

    @Test
    void a_campaign_that_cannot_read_does_not_keep_the_next_from_it() {
        var next = CampaignRoom.repay(202, 10_000, 50_000);
        accept(repayment("r1", 1, "A", 10_000, "SUCCEEDED"));
        unreadable.add("201");
        publish(campaign, next);
        assertThat(room.held(next, "A")).isEqualTo(1);
        unreadable.clear();
        readAll();
        assertThat(room.held(campaign, "A")).as("once it can").isEqualTo(1);
    }
}
