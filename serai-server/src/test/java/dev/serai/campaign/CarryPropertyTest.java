package dev.serai.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fact.Fact;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Whatever is reported in whatever order: every user holds ⌊valid total / 100⌋ coupons, and all books say so. */
class CarryPropertyTest {
    private static final class Rooms {
        static final CampaignRoom ROOM = new CampaignRoom();
        static long campaigns = 1_000;
    }

    @Provide
    Arbitrary<List<Fact>> histories() {
        var users = Arbitraries.of("A", "B", "C");
        var fact = Combinators.combine(
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.longs().between(1, 6),
                        users,
                        Arbitraries.longs().between(0, 700),
                        Arbitraries.of("SUCCEEDED", "SUCCEEDED", "REVERSED"))
                .as((id, version, user, amount, status) ->
                        CampaignRoom.repayment("f" + id, version, user, amount, status));
        return fact.list().ofMinSize(1).ofMaxSize(30);
    }

    /** The rule said the plain way: keep the newest version of each fact, add up, divide. */
    private static Map<String, Long> expected(List<Fact> heard) {
        var newest = new HashMap<String, Fact>();
        for (var fact : heard) {
            newest.merge(fact.id(), fact, (old, young) -> young.version() > old.version() ? young : old);
        }
        var totals = new HashMap<String, Long>();
        for (var fact : newest.values()) {
            if (fact.body().at("/status").asString().equals("SUCCEEDED")) {
                totals.merge(
                        fact.body().at("/user_id").asString(),
                        fact.body().at("/amount").longValue(),
                        Long::sum);
            }
        }
        var coupons = new HashMap<String, Long>();
        for (var user : List.of("A", "B", "C")) {
            coupons.put(user, totals.getOrDefault(user, 0L) / 100);
        }
        return coupons;
    }

    @Property(tries = 500)
    void in_memory_after_every_fact(@ForAll("histories") List<Fact> history) {
        var campaign = CampaignRoom.repay(1, 100, 1_000_000);
        var tally = new Tally(campaign, BigInteger.ZERO);
        var heard = new ArrayList<Fact>();
        for (var fact : history) {
            tally.take(fact, Verdict.on(fact, campaign));
            heard.add(fact);
            expected(heard)
                    .forEach((user, coupons) ->
                            assertThat(tally.held(user)).as(user).isEqualTo(coupons));
        }
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void in_the_books_after_every_batch(
            @ForAll("histories") List<Fact> history,
            @ForAll @net.jqwik.api.constraints.IntRange(min = 1, max = 9) int size) {
        var room = Rooms.ROOM;
        var campaign = CampaignRoom.repay(++Rooms.campaigns, 100, 1_000_000);
        for (int from = 0; from < history.size(); from += size) {
            int to = Math.min(history.size(), from + size);
            room.settle(campaign, history.subList(from, to));
            expected(history.subList(0, to))
                    .forEach((user, coupons) ->
                            assertThat(room.held(campaign, user)).as(user).isEqualTo(coupons));
        }
        var balance = room.rewards.book.balance(campaign.id());
        assertThat(balance.agrees()).isTrue();
        assertThat(balance.heldMinor())
                .isEqualTo(5
                        * expected(history).values().stream()
                                .mapToLong(Long::longValue)
                                .sum());
        assertThat(room.views.spending(campaign.id()).spentMinor()).isEqualTo(BigInteger.valueOf(balance.heldMinor()));
    }
}
