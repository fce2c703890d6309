package dev.serai.campaign;

import dev.serai.fact.Fact;
import java.math.BigInteger;

/**
 * What one version of a fact counts for, and which clause of the file decided it.
 *
 * @param userId who earned; empty where that could not be told
 * @param amount what it adds to the user's total, in the unit rewards are counted in; 0 unless counted
 * @param detail the clause, as the file says it
 */
record Verdict(String userId, BigInteger amount, Outcome outcome, String detail) {
    enum Outcome {
        COUNTED,
        SCHEDULE,
        AUDIENCE,
        CONDITION,
        /** The rule could not be told for this fact: not eligible, and shown to operators. */
        ERROR
    }

    /** How long a user's id may be, in characters. */
    private static final int USER_ID_LENGTH_MAX = 128;

    static Verdict on(Fact fact, Campaign campaign) {
        var credit = campaign.goal().credit().in(fact.body());
        var userId = credit.isString() ? credit.asString() : "";
        if (userId.isEmpty()
                || userId.length() > USER_ID_LENGTH_MAX
                || userId.chars().anyMatch(Character::isISOControl)) {
            return not("", Outcome.ERROR, "credit: " + campaign.goal().credit() + " names no user");
        }
        if (!campaign.schedule().has(fact.occurredAt())) {
            return not(userId, Outcome.SCHEDULE, "schedule: occurred at " + fact.occurredAt());
        }
        if (!campaign.audience().has(userId)) {
            return not(userId, Outcome.AUDIENCE, "audience: the user is not in it");
        }
        var when = campaign.goal().when();
        try {
            if (!when.holds(fact.body())) {
                return not(userId, Outcome.CONDITION, "when: " + when.text());
            }
        } catch (Condition.Failed e) {
            return not(userId, Outcome.ERROR, "when: " + e.getMessage());
        }
        var of = campaign.threshold().of();
        var amount = of.in(fact.body());
        if (!amount.isIntegralNumber() || amount.bigIntegerValue().signum() < 0) {
            return not(userId, Outcome.ERROR, "of: " + of + " must be a whole number of minor units, at least 0");
        }
        var exact = amount.bigIntegerValue();
        // Without carry each fact stands alone, so what it counts for is whole rewards.
        var counted = campaign.threshold().carry()
                ? exact
                : exact.divide(campaign.threshold().every());
        return new Verdict(userId, counted, Outcome.COUNTED, "of: " + of + " = " + exact);
    }

    private static Verdict not(String userId, Outcome outcome, String detail) {
        return new Verdict(userId, BigInteger.ZERO, outcome, detail);
    }
}
