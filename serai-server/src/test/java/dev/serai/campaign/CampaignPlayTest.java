package dev.serai.campaign;

import static dev.serai.campaign.CampaignRoom.repayment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.activity.Play;
import dev.serai.kernel.Json;
import dev.serai.protocol.Refusal;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class CampaignPlayTest {
    private static CampaignRoom room;
    private static Campaign campaign;

    @BeforeAll
    static void open() {
        room = new CampaignRoom();
        campaign = CampaignRoom.repay(201, 10_000, 50_000);
        room.settle(
                campaign, repayment("r1", 1, "A", 25_000, "SUCCEEDED"), repayment("r2", 1, "A", 5_500, "SUCCEEDED"));
    }

    private static JsonNode act(String action, String args) {
        return new CampaignPlay(campaign, room.views, room.rewards.book, room.rewards.clock.instant())
                .act(action, (ObjectNode) Json.read(args), new Play.Viewer("A", true, false));
    }

    @Test
    void progress_tells_how_much_is_missing() {
        var progress = act("progress", "{\"why\":true}");
        assertThat(progress.at("/total").longValue()).isEqualTo(30_500);
        assertThat(progress.at("/held").longValue()).isEqualTo(3);
        assertThat(progress.at("/next").longValue()).isEqualTo(9_500);
        assertThat(progress.at("/why").size()).isEqualTo(2);
    }

    @Test
    void rewards_are_paged_newest_first() {
        var first = act("my_rewards", "{\"limit\":2}");
        assertThat(first.at("/rewards/0/fact_id").asString()).isEqualTo("r2");
        assertThat(first.at("/rewards/0/status").asString()).isEqualTo("PENDING");
        assertThat(first.at("/rewards/0/granted_at").asString()).matches(".*[+-]\\d\\d:\\d\\d");
        var second = act(
                "my_rewards", "{\"limit\":2,\"after\":\"" + first.at("/next").asString() + "\"}");
        assertThat(second.at("/rewards").size()).isEqualTo(1);
        assertThat(second.at("/next").isNull()).isTrue();
    }

    @Test
    void a_limit_out_of_bounds_is_refused() {
        for (var args : List.of(
                "{\"limit\":0}",
                "{\"limit\":1001}",
                "{\"limit\":\"x\"}",
                "{\"limit\":1.5}",
                "{\"after\":-1}",
                "{\"after\":\"'\"}")) {
            assertThatThrownBy(() -> act("my_rewards", args)).isInstanceOf(Refusal.class);
        }
    }

    @Test
    void the_view_says_what_it_can_cost_at_worst() {
        var view = act("view", "{}");
        assertThat(view.at("/budget/worst_case").longValue()).isEqualTo(50_000);
        assertThat(view.at("/budget/spent").longValue()).isEqualTo(15);
        assertThat(view.at("/rules/zh-CN").asString()).contains("100.00 CNY");
    }
}
