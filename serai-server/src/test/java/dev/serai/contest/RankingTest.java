package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RankingTest {
    private static Fraction of(long n, long d) {
        return new Fraction(BigInteger.valueOf(n), BigInteger.valueOf(d));
    }

    private static List<String> shown(Map<String, Fraction> scores, boolean descending) {
        return Ranking.rank(scores, descending).stream()
                .map(row -> row.rank() + row.unit())
                .toList();
    }

    @Test
    void equals_share_a_rank_and_the_next_is_left_out() {
        assertThat(shown(Map.of("a", of(5, 1), "c", of(3, 1), "b", of(3, 1), "d", of(1, 1)), true))
                .containsExactly("1a", "2b", "2c", "4d");
    }

    @Test
    void fractions_are_compared_exactly_beyond_any_double() {
        var huge = BigInteger.TEN.pow(40);
        assertThat(shown(Map.of("a", new Fraction(huge, huge.add(BigInteger.ONE)), "b", of(1, 1), "c", of(2, 2)), true))
                .containsExactly("1b", "1c", "3a");
    }

    @Test
    void no_score_stands_after_every_number_in_both_orders() {
        var scores = Map.of("a", of(0, 0), "b", of(-5, 1), "c", of(7, 0), "d", of(5, 1));
        assertThat(shown(scores, true)).containsExactly("1d", "2b", "3a", "3c");
        assertThat(shown(scores, false)).containsExactly("1b", "2d", "3a", "3c");
    }

    @Test
    void scores_are_rounded_half_away_from_zero() {
        assertThat(of(1005, 1000).rounded(2)).hasToString("1.01");
        assertThat(of(-1005, 1000).rounded(2)).hasToString("-1.01");
        assertThat(of(0, 100).rounded(2)).hasToString("0.00");
        assertThat(of(1, 0).rounded(2)).isNull();
    }

    @Property
    void a_rank_is_one_more_than_the_number_of_better_ones(@ForAll @Size(max = 20) List<Integer> values) {
        Map<String, Fraction> scores = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            // The same values under different denominators, some negative.
            int d = i % 3 == 0 ? -1 - i : 1 + i;
            scores.put("u" + i, of((values.get(i) / 100_000_000L) * d, d));
        }
        Map<String, Integer> ranks = new HashMap<>();
        Ranking.rank(scores, true).forEach(row -> ranks.put(row.unit(), row.rank()));
        for (int i = 0; i < values.size(); i++) {
            long mine = values.get(i) / 100_000_000L;
            long better = values.stream().filter(v -> v / 100_000_000L > mine).count();
            assertThat(ranks).containsEntry("u" + i, (int) better + 1);
        }
    }
}
