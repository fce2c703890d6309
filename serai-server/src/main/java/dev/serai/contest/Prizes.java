package dev.serai.contest;

import dev.serai.kernel.MerchantId;
import dev.serai.release.DeclarationProblem;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a contest gives to its first ranks.
 *
 * <h2>Who gets a prize</h2>
 * Equals on rank r, k of them, stand on the places r to r + k − 1. {@link Ties#ALL}: everyone whose rank is one of the prize's.
 * {@link Ties#NONE}: the same, but for equals whose places go beyond its last rank. {@link Ties#SPLIT}: equals put the pieces of
 * their places together and each gets the whole part of his share; what is left over is not given. Who has no score gets
 * nothing, nor who has 0, unless {@code zeroWins}: a contest without facts has no winners.
 *
 * @param merchant whose prizes they are
 */
record Prizes(MerchantId merchant, String currency, Ties ties, boolean zeroWins, List<Prize> list) {
    /** Pieces one publication may give at most; they are one transaction. */
    static final int PIECES_MAX = 100_000;

    /** What becomes of a prize where equals stand across its last rank. */
    enum Ties {
        ALL,
        NONE,
        SPLIT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One prize for the ranks from {@code from} to {@code to}.
     *
     * @param kind what is given, for example {@code coupon}
     * @param pool which one, in the core's words
     * @param costMinor of one piece
     * @param count pieces for each winner
     */
    record Prize(String id, int from, int to, String kind, String pool, long costMinor, int count) {
        private boolean covers(int rank) {
            return rank >= from && rank <= to;
        }

        private BigInteger each() {
            return BigInteger.valueOf(costMinor).multiply(BigInteger.valueOf(count));
        }
    }

    /** What somebody is due: {@code count} pieces of one prize. */
    record Award(Prize prize, String unit, int rank, int count) {}

    /** Null where the file has none. */
    static @Nullable Prizes read(JsonNode file) {
        var list = file.path("prizes");
        if (list.isEmpty()) {
            return null;
        }
        List<Prize> prizes = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            var one = list.get(i);
            var prize = new Prize(
                    one.path("id").asString(),
                    one.path("ranks").path(0).asInt(),
                    one.path("ranks").path(1).asInt(),
                    one.path("type").asString(),
                    one.path("pool").asString(),
                    one.path("cost").longValue(),
                    one.path("count").asInt(1));
            if (prize.from > prize.to) {
                throw new DeclarationProblem(
                        "/prizes/" + i + "/ranks", "the first rank comes after the last: " + one.path("ranks"));
            }
            if (!ids.add(prize.id)) {
                throw new DeclarationProblem("/prizes/" + i + "/id", "another prize is called " + prize.id);
            }
            prizes.add(prize);
        }
        return new Prizes(
                new MerchantId(file.path("merchant").asString()),
                file.path("currency").asString(),
                Ties.valueOf(file.path("prize_ties").asString("all").toUpperCase(Locale.ROOT)),
                file.path("zero_wins").asBoolean(false),
                List.copyOf(prizes));
    }

    /** @param listOf names the list a unit is ranked in; the same for all where there is one */
    List<Award> awards(List<Board.Row> rows, Function<String, String> listOf) {
        Map<String, List<Board.Row>> lists = new LinkedHashMap<>();
        rows.forEach(row -> lists.computeIfAbsent(listOf.apply(row.unit()), _ -> new ArrayList<>())
                .add(row));
        List<Award> awards = new ArrayList<>();
        lists.values().forEach(one -> award(one, awards));
        return awards;
    }

    private void award(List<Board.Row> rows, List<Award> into) {
        for (int at = 0; at < rows.size(); ) {
            int end = at + 1;
            while (end < rows.size() && rows.get(end).rank() == rows.get(at).rank()) {
                end++;
            }
            for (var prize : list) {
                int count = pieces(prize, rows.get(at).rank(), end - at);
                for (int i = at; i < end && count > 0; i++) {
                    if (mayWin(rows.get(i).score())) {
                        into.add(
                                new Award(prize, rows.get(i).unit(), rows.get(i).rank(), count));
                    }
                }
            }
            at = end;
        }
    }

    private boolean mayWin(Fraction score) {
        return score.exists() && (zeroWins || score.n().signum() != 0);
    }

    /** Of one prize, for each of {@code equals} units that share this rank. */
    private int pieces(Prize prize, int rank, int equals) {
        int last = rank + equals - 1;
        return switch (ties) {
            case ALL -> prize.covers(rank) ? prize.count : 0;
            case NONE -> prize.covers(rank) && last <= prize.to ? prize.count : 0;
            case SPLIT -> {
                long places = Math.max(0, Math.min(prize.to, last) - Math.max(prize.from, rank) + 1);
                yield (int) (places * prize.count / equals);
            }
        };
    }

    /** The most it can cost among so many participants, ranked in one list, whoever stands equal; in minor units. */
    BigInteger worstCaseMinor(int participants) {
        var worst = BigInteger.ZERO;
        if (ties != Ties.ALL) {
            for (var prize : list) {
                int places = Math.max(0, Math.min(prize.to, participants) - prize.from + 1);
                worst = worst.add(prize.each().multiply(BigInteger.valueOf(places)));
            }
            return worst;
        }
        // A place costs most when those on it stand equal with the dearest rank before.
        var dearest = BigInteger.ZERO;
        int lastChange = list.stream().mapToInt(Prize::to).max().orElse(0);
        for (int place = 1; place <= Math.min(participants, lastChange); place++) {
            dearest = dearest.max(ofRank(place));
            worst = worst.add(dearest);
        }
        return worst.add(dearest.multiply(BigInteger.valueOf(Math.max(0, participants - lastChange))));
    }

    private BigInteger ofRank(int rank) {
        return list.stream()
                .filter(prize -> prize.covers(rank))
                .map(Prize::each)
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    static BigInteger costMinor(List<Award> awards) {
        return awards.stream()
                .map(award -> BigInteger.valueOf(award.prize.costMinor).multiply(BigInteger.valueOf(award.count)))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }
}
