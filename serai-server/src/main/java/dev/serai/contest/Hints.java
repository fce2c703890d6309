package dev.serai.contest;

import dev.serai.kernel.Json;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What somebody should think about before a contest starts, seen on one board: {@code {hint, n, of}}. They are questions, not
 * verdicts; the page words them.
 */
final class Hints {
    /** From this share on without facts, the roster may hold units that cannot win, in percent. */
    private static final int MANY_WITHOUT_PERCENT = 20;

    /** The first has this many times what the second has. */
    private static final BigInteger FAR_AHEAD = BigInteger.TWO;

    /** The ninth tenth has this many times what the first tenth has: units of different size compete. */
    private static final BigInteger UNEQUAL = BigInteger.TEN;

    /** A winner whose denominator is this many times smaller than the middle one won with few cases. */
    private static final BigInteger FEW = BigInteger.TEN;

    private static final int MANY_TIED_PERCENT = 20;
    private static final int LEAST_PARTICIPANTS = 5;
    private static final int WINNERS = 3;

    private Hints() {}

    static List<ObjectNode> of(DraftBoards.Counted counted) {
        List<ObjectNode> hints = new ArrayList<>();
        var rows = counted.board().rows();
        int all = rows.size();
        if (all == 0) {
            hints.add(hint("nobody", 0, 0));
            return hints;
        }
        int without = all - counted.withFacts();
        if (without * 100L >= (long) all * MANY_WITHOUT_PERCENT) {
            hints.add(hint("many_without_facts", without, all));
        }
        var scored = rows.stream().filter(row -> row.score().exists()).toList();
        if (scored.size() < LEAST_PARTICIPANTS || counted.contest().groupTop() > 0) {
            return hints;
        }
        long tied = scored.stream().filter(row -> row.score().n().signum() != 0).count()
                - scored.stream()
                        .filter(row -> row.score().n().signum() != 0)
                        .mapToInt(Board.Row::rank)
                        .distinct()
                        .count();
        if (tied * 100L >= (long) scored.size() * MANY_TIED_PERCENT) {
            hints.add(hint("many_ties", tied, scored.size()));
        }
        if (counted.contest().metric().descending()) {
            apart(scored, hints);
        }
        fewCases(scored, hints);
        return hints;
    }

    private static void apart(List<Board.Row> scored, List<ObjectNode> hints) {
        if (times(scored.get(0).score(), scored.get(1).score(), FAR_AHEAD)) {
            hints.add(hint("one_far_ahead", 2, scored.size()));
        }
        var high = scored.get(scored.size() / 10).score();
        var low = scored.get(scored.size() - 1 - scored.size() / 10).score();
        if (times(high, low, UNEQUAL)) {
            hints.add(hint("unequal_size", 10, scored.size()));
        }
    }

    /** Whether {@code high} is at least so many times {@code low}, which is above 0. */
    private static boolean times(Fraction high, Fraction low, BigInteger many) {
        return low.n().signum() * low.d().signum() > 0
                && high.compareValue(new Fraction(low.n().multiply(many), low.d())) >= 0;
    }

    private static void fewCases(List<Board.Row> scored, List<ObjectNode> hints) {
        var denominators =
                scored.stream().map(row -> row.score().d().abs()).sorted().toList();
        var middle = denominators.get(denominators.size() / 2);
        long few = scored.stream()
                .limit(WINNERS)
                .filter(row -> row.score().d().abs().multiply(FEW).compareTo(middle) <= 0)
                .count();
        if (few > 0) {
            hints.add(hint("winners_with_few_cases", few, WINNERS));
        }
    }

    private static ObjectNode hint(String word, long n, long of) {
        return Json.object().put("hint", word).put("n", n).put("of", of);
    }
}
