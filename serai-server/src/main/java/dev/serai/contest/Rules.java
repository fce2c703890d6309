package dev.serai.contest;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a contest says, beyond its metric, of who is ranked among whom.
 *
 * @param withoutFacts what becomes of a participant who has no facts
 * @param ties how equal scores are told apart
 * @param leastVolume below this denominator of a ratio a participant is listed and not ranked; null: any volume is ranked
 * @param divisions null: all are ranked on one list
 * @param saleTop how many ranks each group shows; 0: the metric decides
 * @param baseline the window before, as a definition of its own; null: there is none
 */
record Rules(
        WithoutFacts withoutFacts,
        Ties ties,
        @Nullable BigInteger leastVolume,
        @Nullable Divisions divisions,
        int saleTop,
        @Nullable Definition baseline,
        HeadToHead headToHead,
        List<Suspicion> suspicions) {
    /** The rank of who is listed after the ranked ones. Beyond any that is told. */
    static final int UNRANKED = Integer.MAX_VALUE;

    /** What becomes of a participant who has no facts. */
    enum WithoutFacts {
        /** He stands with what nothing scores: 0, or no score where a ratio has no denominator. */
        SCORED,
        /** He stands with 0, also in a ratio. */
        ZERO,
        /** He has no score and stands after every number. */
        LAST,
        /** He is not on the board before his first fact. */
        HIDDEN
    }

    /** How equal scores are told apart. What a rule cannot tell apart shares a rank. */
    enum Ties {
        /** Not at all: 1, 1, 3. */
        COMPETITION,
        /** Who had his last scoring document earlier, by business time, is better. */
        FIRST_REACHED,
        /** Who needed fewer documents is better. */
        FEWER_RECEIPTS,
        /** By name. */
        NAME
    }

    /** A board like any other: one list, competition ranks, everyone ranked. */
    boolean plain() {
        return ties == Ties.COMPETITION && leastVolume == null && divisions == null;
    }

    /** @param nothing what no facts score by the metric; null: he is not shown */
    @Nullable Fraction without(Fraction nothing) {
        return switch (withoutFacts) {
            case SCORED -> nothing;
            case ZERO -> Fraction.ZERO;
            case LAST -> Fraction.NONE;
            case HIDDEN -> null;
        };
    }

    /** Whether he counted too little to be ranked. */
    boolean tooLittle(Contest contest, Fraction score) {
        return leastVolume != null
                && score.d()
                                .abs()
                                .compareTo(leastVolume.multiply(contest.metric()
                                        .score()
                                        .perVolume(contest.definition().given())))
                        < 0;
    }
}
