package dev.serai.campaign;

import static dev.serai.campaign.CampaignRoom.repay;
import static dev.serai.campaign.CampaignRoom.repayment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.fact.Fact;
import dev.serai.kernel.Json;
import dev.serai.reward.RewardBook;
import dev.serai.reward.RewardBook.Given;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SettlementTest {
    private static CampaignRoom room;
    private static long ids;
    private long id;

    @BeforeAll
    static void open() {
        room = new CampaignRoom();
    }

    @BeforeEach
    void anotherCampaign() {
        id = ++ids;
    }

    private void booksAgree(Campaign campaign) {
        var balance = room.rewards.book.balance(campaign.id());
        assertThat(balance).matches(RewardBook.Balance::agrees);
        assertThat(room.views.spending(campaign.id()).spentMinor()).isEqualTo(BigInteger.valueOf(balance.heldMinor()));
    }

    @Test
    void two_hundred_and_fifty_yuan_then_fifty_then_the_reversal() {
        var campaign = repay(id, 10_000, 50_000);
        room.settle(campaign, repayment("r1", 1, "A", 25_000, "SUCCEEDED"));
        assertThat(room.held(campaign, "A")).isEqualTo(2);
        room.settle(campaign, repayment("r2", 1, "A", 5_000, "SUCCEEDED"));
        assertThat(room.held(campaign, "A")).isEqualTo(3);
        room.settle(campaign, repayment("r1", 2, "A", 25_000, "REVERSED"));
        assertThat(room.held(campaign, "A")).isZero();
        var entries = room.rewards.book.of(campaign.id(), "A", null, 10).rewards();
        assertThat(entries.stream().map(Given::factId)).containsExactly("r2", "r1", "r1");
        booksAgree(campaign);
    }

    @Test
    void one_batch_gives_what_three_give() {
        var campaign = repay(id, 10_000, 50_000);
        room.settle(
                campaign,
                repayment("r1", 1, "A", 25_000, "SUCCEEDED"),
                repayment("r2", 1, "A", 5_000, "SUCCEEDED"),
                repayment("r1", 2, "A", 25_000, "REVERSED"),
                repayment("r3", 1, "A", 15_000, "SUCCEEDED"));
        assertThat(room.held(campaign, "A")).isEqualTo(2);
        assertThat(room.rewards.book.of(campaign.id(), "A", null, 10).rewards()).hasSize(5);
        booksAgree(campaign);
    }

    @Test
    void a_fact_delivered_twice_or_late_counts_once() {
        var campaign = repay(id, 10_000, 50_000);
        var first = repayment("r1", 5, "A", 30_000, "SUCCEEDED");
        room.settle(campaign, first, first);
        room.settle(campaign, first);
        room.settle(campaign, repayment("r1", 4, "A", 90_000, "SUCCEEDED"));
        assertThat(room.held(campaign, "A")).isEqualTo(3);
        booksAgree(campaign);
    }

    @Test
    void a_corrected_fact_moves_to_the_other_user() {
        var campaign = repay(id, 10_000, 50_000);
        room.settle(campaign, repayment("r1", 1, "A", 20_000, "SUCCEEDED"));
        room.settle(campaign, repayment("r1", 2, "B", 20_000, "SUCCEEDED"));
        assertThat(room.held(campaign, "A")).isZero();
        assertThat(room.held(campaign, "B")).isEqualTo(2);
        booksAgree(campaign);
    }

    @Test
    void a_crash_in_the_middle_rolls_all_of_it_back_and_the_next_try_counts_once() {
        var campaign = repay(id, 10_000, 50_000);
        var facts = List.of(repayment("r1", 1, "A", 25_000, "SUCCEEDED"));
        int told = room.rewards.told.size();
        assertThatThrownBy(() -> room.rewards.own.transactions().executeWithoutResult(tx -> {
                    room.settlement.settle(campaign, "rev", facts);
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");
        assertThat(room.held(campaign, "A")).isZero();
        assertThat(room.rewards.told).hasSize(told);
        room.settle(campaign, facts);
        assertThat(room.held(campaign, "A")).isEqualTo(2);
        booksAgree(campaign);
    }

    @Test
    void the_budget_is_never_overspent_and_a_reversal_frees_it() {
        var campaign = repay(id, 100, 15); // three coupons
        room.settle(campaign, repayment("r1", 1, "A", 200, "SUCCEEDED"));
        room.settle(campaign, repayment("r2", 1, "B", 900, "SUCCEEDED"));
        assertThat(room.held(campaign, "A")).isEqualTo(2);
        assertThat(room.held(campaign, "B")).isEqualTo(1);
        assertThat(room.views.spending(campaign.id()).refused()).isEqualTo(8);
        room.settle(campaign, repayment("r1", 2, "A", 200, "REVERSED"));
        room.settle(campaign, repayment("r3", 1, "B", 1, "SUCCEEDED"));
        assertThat(room.held(campaign, "A")).isZero();
        assertThat(room.held(campaign, "B")).isEqualTo(3);
        booksAgree(campaign);
    }

    @Test
    void an_amount_beyond_every_long_stops_at_the_budget_and_is_exact() {
        var campaign = repay(id, 10_000, 500);
        var huge = BigInteger.TEN.pow(30);
        room.settle(campaign, repayment("r1", 1, "A", huge, "SUCCEEDED"));
        assertThat(room.held(campaign, "A")).isEqualTo(100);
        assertThat(room.views.progress(campaign.id(), campaign.ruleKey(), "A").total())
                .isEqualTo(huge);
        room.settle(campaign, repayment("r1", 2, "A", huge, "REVERSED"), repayment("r2", 1, "A", 9_999, "SUCCEEDED"));
        assertThat(room.held(campaign, "A")).isZero();
        booksAgree(campaign);
    }

    @Test
    void two_thousand_coupons_in_one_fact_reach_the_core_and_come_back() {
        var campaign = repay(id, 1, 50_000);
        room.rewards.deliver();
        long others = room.rewards.core.issued();
        room.settle(campaign, repayment("r1", 1, "A", 2_000, "SUCCEEDED"));
        room.rewards.deliver();
        var balance = room.rewards.book.balance(campaign.id());
        assertThat(balance.granted()).isEqualTo(2_000);
        assertThat(room.rewards.core.issued() - others).isEqualTo(2_000);
        room.settle(campaign, repayment("r1", 2, "A", 2_000, "REVERSED"));
        room.rewards.deliver();
        assertThat(room.rewards.core.issued()).isEqualTo(others);
        booksAgree(campaign);
    }

    @Test
    void facts_outside_the_schedule_or_the_audience_do_not_count() {
        var campaign = CampaignRoom.compile(CampaignRoom.file(
                id, 100, 500, "fact.status == 'SUCCEEDED'", "{ `users`: [`A`, `B`], `none`: [`B`] }", "[]"));
        var early = new Fact(
                "repayment",
                "early",
                1,
                CampaignRoom.START.minusMillis(1),
                repayment("early", 1, "A", 500, "SUCCEEDED").body(),
                1);
        room.settle(
                campaign,
                early,
                repayment("b", 1, "B", 500, "SUCCEEDED"),
                repayment("c", 1, "C", 500, "SUCCEEDED"),
                repayment("a", 1, "A", 500, "SUCCEEDED"));
        assertThat(List.of(room.held(campaign, "A"), room.held(campaign, "B"), room.held(campaign, "C")))
                .containsExactly(5L, 0L, 0L);
        assertThat(room.views.decisions(campaign.id(), "B").getFirst().outcome())
                .isEqualTo("AUDIENCE");
    }

    @Test
    void a_rule_that_cannot_be_told_gives_nothing_and_is_seen() {
        var campaign = repay(id, 100, 500);
        var bodies = new ArrayList<Fact>();
        for (var body : List.of(
                "{\"user_id\":\"A\",\"amount\":500}",
                "{\"user_id\":\"A\",\"amount\":500.5,\"status\":\"SUCCEEDED\"}",
                "{\"user_id\":\"A\",\"amount\":-500,\"status\":\"SUCCEEDED\"}",
                "{\"user_id\":\"A\",\"status\":\"SUCCEEDED\"}",
                "{\"user_id\":7,\"amount\":500,\"status\":\"SUCCEEDED\"}")) {
            bodies.add(new Fact(
                    "repayment", "bad" + bodies.size(), 1, CampaignRoom.START.plusSeconds(1), Json.read(body), 1));
        }
        room.settle(campaign, bodies);
        assertThat(room.held(campaign, "A")).isZero();
        assertThat(room.views.spending(campaign.id()).failedFacts()).isEqualTo(5);
    }

    @Test
    void a_changed_rule_leaves_promised_grants_as_they_are() {
        var before = repay(id, 100, 500);
        room.settle(before, repayment("r1", 1, "A", 350, "SUCCEEDED"));
        var after = repay(id, 1_000, 500);
        room.settle(after, repayment("r2", 1, "A", 1_050, "SUCCEEDED"));
        assertThat(room.held(after, "A"))
                .as("3 of the old bargain, 1 of the new")
                .isEqualTo(4);
        room.settle(after, repayment("r1", 2, "A", 350, "REVERSED"));
        assertThat(room.held(after, "A")).isEqualTo(1);
        booksAgree(after);
    }
}
