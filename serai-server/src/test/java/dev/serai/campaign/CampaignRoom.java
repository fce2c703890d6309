package dev.serai.campaign;

import dev.serai.fact.Fact;
import dev.serai.fact.FactType;
import dev.serai.fact.Shape;
import dev.serai.kernel.Ids;
import dev.serai.kernel.Json;
import dev.serai.release.DeclarationKind;
import dev.serai.reward.RewardBook;
import dev.serai.reward.RewardBook.Given;
import dev.serai.reward.RewardBook.Status;
import dev.serai.reward.RewardRoom;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Campaigns and rewards on a database of their own. */
final class CampaignRoom {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final FactType REPAYMENT = amounts("repayment");
    private static final FactType INVOICE = amounts("invoice");
    private static final DeclarationKind.Others PUBLISHED = new DeclarationKind.Others() {
        @Override
        public <O> Map<String, O> of(Class<O> type) {
            return type == FactType.class
                    ? Map.of(REPAYMENT.id(), type.cast(REPAYMENT), INVOICE.id(), type.cast(INVOICE))
                    : Map.of();
        }
    };

    private static FactType amounts(String id) {
        return new FactType(
                id,
                Map.of(),
                new Shape.Fields(
                        false,
                        Map.of(
                                "user_id", text(),
                                "status", text(),
                                "amount", new Shape.Whole(false, BigInteger.ONE, BigInteger.TEN.pow(30))),
                        Set.of("user_id", "status", "amount"),
                        null),
                null);
    }

    private static Shape text() {
        return new Shape.Text(false, 1, 200, null, Set.of(), Shape.Text.Format.ANY);
    }

    final RewardRoom rewards = new RewardRoom();
    final CampaignStore store = new CampaignStore(rewards.own.db(), rewards.clock);
    final CampaignViews views = new CampaignViews(rewards.own.db());
    final CampaignSettlement settlement =
            new CampaignSettlement(store, rewards.rewards, rewards.book, new Ids(rewards.clock));

    static Campaign compile(String json) {
        return new CampaignKind().compile(Json.read(json.replace('`', '"')), PUBLISHED);
    }

    static Campaign repay(long id, long every, long budget) {
        return compile(file(id, every, budget, "fact.status == 'SUCCEEDED'", "{ `everyone`: true }", "[]"));
    }

    /** As {@link #repay}, on invoices. */
    static Campaign onInvoices(long id) {
        return compile(file(id, 10_000, 50_000, "fact.status == 'SUCCEEDED'", "{ `everyone`: true }", "[]")
                .replace("`fact`: `repayment`", "`fact`: `invoice`"));
    }

    static String file(long id, long every, long budget, String when, String audience, String tests) {
        return """
                { `serai`: `campaign/v1`, `id`: %d, `name`: { `zh-CN`: `还款送券` }, `merchant`: `m1`,
                  `audience`: %s,
                  `goal`: { `fact`: `repayment`, `credit`: `fact.user_id`, `when`: `%s` },
                  `threshold`: { `every`: %d, `of`: `fact.amount`, `carry`: true },
                  `incentive`: [ { `id`: `coupon`, `type`: `coupon`, `pool`: `repayment`, `cost`: 5 } ],
                  `budget`: { `currency`: `CNY`, `total`: %d, `when_empty`: `stop` },
                  `schedule`: { `start`: `2026-01-01T00:00Z`, `end`: `2027-01-01T00:00Z`, `zone`: `Asia/Shanghai` },
                  `tests`: %s }
                """.formatted(id, audience, when, every, budget, tests);
    }

    static Fact repayment(String id, long version, String user, BigInteger amount, String status) {
        return new Fact(
                "repayment",
                id,
                version,
                START.plusSeconds(60),
                Json.object().put("user_id", user).put("amount", amount).put("status", status),
                1);
    }

    static Fact repayment(String id, long version, String user, long amount, String status) {
        return repayment(id, version, user, BigInteger.valueOf(amount), status);
    }

    void settle(Campaign campaign, Fact... facts) {
        settle(campaign, List.of(facts));
    }

    void settle(Campaign campaign, List<Fact> facts) {
        rewards.own.transactions().executeWithoutResult(tx -> settlement.settle(campaign, "rev", facts));
    }

    long held(Campaign campaign, String user) {
        return rewards.book.of(campaign.id(), user, null, RewardBook.PAGE_MAX).rewards().stream()
                .map(Given::status)
                .filter(status -> status != Status.REVERTED)
                .count();
    }
}
