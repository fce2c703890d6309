package dev.serai.campaign;

import dev.serai.kernel.MerchantId;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A campaign as its file declares it: for whom, to do what, past which threshold, for which reward.
 *
 * @param merchant whose campaign it is; hears of its grants
 * @param open whether anybody may look at it
 * @param worstCaseMinor the most it can cost, whatever happens
 */
record Campaign(
        long id,
        MerchantId merchant,
        Map<String, String> name,
        boolean open,
        Audience audience,
        Goal goal,
        Threshold threshold,
        Incentive incentive,
        Budget budget,
        Schedule schedule,
        List<PageComponent> page,
        BigInteger worstCaseMinor) {

    /** Who takes part. An empty {@code only} means everyone; {@code none} is left out in any case. */
    record Audience(Set<String> only, Set<String> none) {
        boolean has(String userId) {
            return (only.isEmpty() || only.contains(userId)) && !none.contains(userId);
        }
    }

    /** Which facts count, and for whom. */
    record Goal(String factType, FactPath credit, Condition when) {}

    /** One reward for each full {@code every} of the amount; with {@code carry} what is left over counts on. */
    record Threshold(BigInteger every, FactPath of, boolean carry) {}

    /** What is given. */
    record Incentive(String id, String kind, String pool, long costMinor) {}

    /** Where giving stops. */
    record Budget(String currency, BigInteger totalMinor) {}

    /** Facts that occurred from start on and before end count. */
    record Schedule(Instant start, Instant end, String zone) {
        boolean has(Instant occurredAt) {
            return !occurredAt.isBefore(start) && occurredAt.isBefore(end);
        }
    }

    /** What the page can do is what the activity answers; {@code view} shows the page itself. */
    Set<String> actions() {
        var actions = new TreeSet<String>(Set.of("view", "info"));
        page.forEach(component -> actions.addAll(component.actions()));
        return actions;
    }

    /** What identifies the bargain offered. Totals under another bargain are counted apart. */
    String ruleKey() {
        return RuleKey.of(threshold, incentive, budget.currency());
    }

    /** How much of a fact's counted amount one reward takes. */
    BigInteger unit() {
        return threshold.carry() ? threshold.every() : BigInteger.ONE;
    }
}
