package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.kernel.Json;
import dev.serai.release.DeclarationProblem;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrizesTest {
    private static final String GOLD_AND_SILVER =
            "[{'id':'gold','ranks':[1,1],'type':'coupon','pool':'p','cost':1000,'count':3},"
                    + "{'id':'silver','ranks':[2,3],'type':'coupon','pool':'p','cost':100}]";

    private static Prizes prizes(String ties, String list) {
        var file = Json.object().put("merchant", "M").put("currency", "CNY").put("prize_ties", ties);
        file.set("prizes", Json.read(list.replace('\'', '"')));
        return Objects.requireNonNull(Prizes.read(file));
    }

    private static List<Board.Row> board(int... scores) {
        Map<String, Fraction> all = new HashMap<>();
        for (int i = 0; i < scores.length; i++) {
            all.put("U" + (i + 1), new Fraction(BigInteger.valueOf(scores[i]), BigInteger.ONE));
        }
        return Ranking.rank(all, true);
    }

    private static String given(Prizes prizes, List<Board.Row> rows) {
        var text = new StringBuilder();
        prizes.awards(rows, _ -> "")
                .forEach(award -> text.append(award.unit())
                        .append(' ')
                        .append(award.count())
                        .append(' ')
                        .append(award.prize().id())
                        .append('\n'));
        return text.toString();
    }

    @Test
    void ranks_without_equals_get_what_is_declared() {
        for (var ties : List.of("all", "none", "split")) {
            assertThat(given(prizes(ties, GOLD_AND_SILVER), board(9, 8, 7, 6)))
                    .isEqualTo("U1 3 gold\nU2 1 silver\nU3 1 silver\n");
        }
    }

    @Test
    void equals_across_the_last_rank_all_get_it_or_none_or_share() {
        var cut = board(9, 8, 7, 7, 7);
        assertThat(given(prizes("all", GOLD_AND_SILVER), cut))
                .isEqualTo("U1 3 gold\nU2 1 silver\nU3 1 silver\nU4 1 silver\nU5 1 silver\n");
        assertThat(given(prizes("none", GOLD_AND_SILVER), cut)).isEqualTo("U1 3 gold\nU2 1 silver\n");
        // One piece among three: nobody gets a third of a coupon.
        assertThat(given(prizes("split", GOLD_AND_SILVER), cut)).isEqualTo("U1 3 gold\nU2 1 silver\n");
        // Two on the first place share three golden and one silver piece: one golden each, and the rest is not given.
        assertThat(given(prizes("split", GOLD_AND_SILVER), board(9, 9, 5)))
                .isEqualTo("U1 1 gold\nU2 1 gold\nU3 1 silver\n");
        assertThat(given(prizes("all", GOLD_AND_SILVER), board(9, 9, 5)))
                .isEqualTo("U1 3 gold\nU2 3 gold\nU3 1 silver\n");
        assertThat(given(prizes("none", GOLD_AND_SILVER), board(9, 9, 5))).isEqualTo("U3 1 silver\n");
    }

    @Test
    void nobody_wins_with_nothing_unless_the_file_says_so() {
        var zero = new Board.Row(1, "A", new Fraction(BigInteger.ZERO, BigInteger.TEN));
        var none = new Board.Row(2, "B", Fraction.NONE);
        assertThat(given(prizes("all", GOLD_AND_SILVER), List.of(zero, none))).isEmpty();
        var file = Json.object().put("merchant", "M").put("currency", "CNY").put("zero_wins", true);
        file.set("prizes", Json.read(GOLD_AND_SILVER.replace('\'', '"')));
        assertThat(given(Objects.requireNonNull(Prizes.read(file)), List.of(zero, none)))
                .isEqualTo("A 3 gold\n");
        assertThat(given(prizes("all", GOLD_AND_SILVER), List.of())).isEmpty();
    }

    @Test
    void each_list_of_a_grouped_board_has_its_own_winners() {
        var rows = new ArrayList<>(board(9, 8));
        rows.addAll(List.of(new Board.Row(1, "V1", new Fraction(BigInteger.ONE, BigInteger.ONE))));
        var awards = prizes("none", GOLD_AND_SILVER).awards(rows, unit -> unit.substring(0, 1));
        assertThat(awards)
                .extracting(award -> award.unit() + award.prize().id())
                .containsExactly("U1gold", "U2silver", "V1gold");
    }

    /** By trying: whatever scores, it never costs more; and with ties: all the bound is reached. */
    @Test
    void the_worst_case_is_never_exceeded() {
        var random = new Random(7);
        for (var ties : List.of("all", "none", "split")) {
            for (int round = 0; round < 400; round++) {
                int from = 1 + random.nextInt(3);
                var prizes = prizes(
                        ties,
                        "[{'id':'a','ranks':[%d,%d],'type':'coupon','pool':'p','cost':%d},{'id':'b','ranks':[2,4],'type':'coupon','pool':'p','cost':7,'count':2}]"
                                .formatted(from, from + random.nextInt(3), 1 + random.nextInt(30)));
                var scores = new int[random.nextInt(8)];
                for (int i = 0; i < scores.length; i++) {
                    scores[i] = 1 + random.nextInt(4);
                }
                var awards = prizes.awards(board(scores), _ -> "");
                assertThat(Prizes.costMinor(awards)).isLessThanOrEqualTo(prizes.worstCaseMinor(scores.length));
            }
        }
        var all = prizes("all", GOLD_AND_SILVER);
        assertThat(Prizes.costMinor(all.awards(board(1, 1, 1, 1, 1), _ -> ""))).isEqualTo(all.worstCaseMinor(5));
    }

    @Test
    void a_plan_that_cannot_be_is_refused_at_its_place() {
        assertThatThrownBy(() -> prizes("all", "[{'id':'a','ranks':[3,1],'type':'coupon','pool':'p','cost':1}]"))
                .isInstanceOf(DeclarationProblem.class)
                .hasMessageContaining("comes after");
        var one = "{'id':'a','ranks':[1,1],'type':'coupon','pool':'p','cost':1}";
        assertThatThrownBy(() -> prizes("all", "[" + one + "," + one + "]")).hasMessageContaining("another prize");
    }
}
