package dev.serai.contest;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Views over a contest's scores: who plays whom. They count nothing of their own.
 *
 * @param by what sides are compared by
 * @param handicaps what a participant's score is multiplied by and what is added to it
 * @param leastBase a baseline below this counts as this; null: as it is
 * @param growth whether growth over the own baseline is a view
 */
record HeadToHead(
        By by,
        List<Pair> pairs,
        @Nullable Bracket bracket,
        @Nullable Teams teams,
        Map<String, Handicap> handicaps,
        @Nullable Fraction leastBase,
        boolean growth) {
    static final HeadToHead NONE = new HeadToHead(By.SCORE, List.of(), null, null, Map.of(), null, false);

    /** What sides are compared by. */
    enum By {
        SCORE,
        GROWTH,
        HANDICAP
    }

    /** Two participants. */
    record Pair(String one, String other) {}

    /**
     * Winners go on, losers are out; the strongest meet late.
     *
     * @param seeds the strongest first; where places are left over, the first ones need not play the first round
     */
    record Bracket(List<String> seeds, List<Round> rounds) {
        /** As many rounds as leave one. */
        static int rounds(int participants) {
            return Integer.SIZE - Integer.numberOfLeadingZeros(participants - 1);
        }

        /**
         * Seeds, from 1, in the order of the first round's places: 1 meets the last, 2 the last but one, and 1 and 2 meet in the
         * final alone. Numbers above the participants' count are free places.
         */
        static List<Integer> places(int rounds) {
            List<Integer> places = List.of(1);
            for (int i = 0; i < rounds; i++) {
                int sum = places.size() * 2 + 1;
                List<Integer> wider = new ArrayList<>();
                for (int seed : places) {
                    wider.add(seed);
                    wider.add(sum - seed);
                }
                places = wider;
            }
            return places;
        }
    }

    /** From the first business day on and before {@code end}. */
    record Round(LocalDate first, LocalDate end) {}

    /** @param best how many members count, for BEST */
    record Teams(How how, int best, List<Team> teams) {
        /** How a team's score comes from its members'. */
        enum How {
            SUM,
            AVERAGE,
            BEST
        }
    }

    /** Some participants. */
    record Team(String id, Map<String, String> name, List<String> units) {}

    /** Score × factor + offset. */
    record Handicap(Fraction factor, Fraction offset) {
        Fraction of(Fraction score) {
            return score.exists() ? score.times(factor).plus(offset) : score;
        }
    }

    /** The words {@code versus} takes as view, in order. */
    List<String> views() {
        List<String> views = new ArrayList<>();
        if (!pairs.isEmpty()) {
            views.add("pairs");
        }
        if (bracket != null) {
            views.add("bracket");
        }
        if (teams != null) {
            views.add("teams");
        }
        if (growth) {
            views.add("growth");
        }
        if (!handicaps.isEmpty()) {
            views.add("handicap");
        }
        return views;
    }
}
