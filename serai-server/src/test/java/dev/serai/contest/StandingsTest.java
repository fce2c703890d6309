package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is moved change by change is what is made from scratch, for every order; and what is made from scratch is right. */
class StandingsTest {
    private static final BigInteger HUGE = BigInteger.TEN.pow(40);

    /** Some units and few scores, so that ties, joins and leaves are the rule. */
    record Move(int unit, @Nullable Fraction score, int group) {}

    @Provide
    Arbitrary<List<List<Move>>> histories() {
        var small = Combinators.combine(
                        Arbitraries.integers().between(-3, 3),
                        Arbitraries.integers().between(-2, 2),
                        Arbitraries.integers().between(0, 9))
                .as((n, d, one) -> new Fraction(BigInteger.valueOf(n), BigInteger.valueOf(d), one > 0));
        var wide = Arbitraries.integers()
                .between(-2, 2)
                .map(n -> new Fraction(HUGE.multiply(BigInteger.valueOf(n)), HUGE.add(BigInteger.ONE)));
        var edge = Arbitraries.of(Long.MIN_VALUE, Long.MIN_VALUE + 1, -1L, 1L, Long.MAX_VALUE - 1, Long.MAX_VALUE)
                .tuple2()
                .map(pair -> new Fraction(BigInteger.valueOf(pair.get1()), BigInteger.valueOf(pair.get2())));
        Arbitrary<Fraction> scores = Arbitraries.oneOf(List.of(small, small, wide, edge));
        var move = Combinators.combine(
                        Arbitraries.integers().between(0, 40),
                        scores.injectNull(0.2),
                        Arbitraries.integers().between(0, 2))
                .as(Move::new);
        return move.list().ofMaxSize(25).list().ofMaxSize(12);
    }

    @Property(tries = 400)
    void moved_is_as_from_scratch(
            @ForAll("histories") List<List<Move>> history,
            @ForAll boolean descending,
            @ForAll boolean grouped,
            @ForAll boolean seed001) {
        var order = new Order(descending || seed001, grouped && !seed001, seed001);
        var standings = Standings.of(order, List.of());
        var digest = new Digest();
        Map<String, Entry> there = new TreeMap<>();
        for (var moves : history) {
            var step = standings.with(changes(moves, there));
            step.left().forEach(entry -> digest.remove(entry, null));
            step.came().forEach(entry -> digest.add(entry, null));
            standings = step.standings();
            var anew = Standings.of(order, there.values());
            assertThat(standings.rows()).isEqualTo(anew.rows()).isEqualTo(byHand(order, there));
            assertThat(standings.entries()).isEqualTo(List.copyOf(there.values()));
            places(standings);
            var whole = new Digest();
            there.values().forEach(entry -> whole.add(entry, null));
            assertThat(digest.text("")).isEqualTo(whole.text(""));
            assertThat(standings.top(2)).isEqualTo(top(standings, 2));
        }
    }

    private static List<Standings.Change> changes(List<Move> moves, Map<String, Entry> there) {
        Map<String, Standings.Change> changes = new TreeMap<>(Comparator.reverseOrder());
        for (var move : moves) {
            var unit = "u" + move.unit;
            var group = move.group == 0 ? null : "g" + move.group;
            var entry = move.score == null ? null : Entry.of(unit, group, move.score);
            changes.put(unit, new Standings.Change(unit, entry));
        }
        changes.forEach((unit, change) -> {
            if (change.entry() == null) {
                there.remove(unit);
            } else {
                there.put(unit, change.entry());
            }
        });
        return List.copyOf(changes.values());
    }

    /** Rank by counting who is better, the slow and plain way. */
    private static List<Board.Row> byHand(Order order, Map<String, Entry> there) {
        var sorted = new ArrayList<>(there.values());
        sorted.sort(order);
        List<Board.Row> rows = new ArrayList<>();
        for (var entry : sorted) {
            long better = sorted.stream()
                    .filter(other -> !order.grouped() || Objects.equals(other.group(), entry.group()))
                    .filter(other -> better(order, other.score(), entry.score()))
                    .count();
            rows.add(new Board.Row(order.seed001() ? rows.size() + 1 : (int) better + 1, entry.unit(), entry.score()));
        }
        return rows;
    }

    private static boolean better(Order order, Fraction one, Fraction other) {
        if (!one.exists() || !other.exists()) {
            return one.exists() && !other.exists();
        }
        var compared = one.compareValue(other);
        return order.descending() ? compared > 0 : compared < 0;
    }

    private static void places(Standings standings) {
        var rows = standings.rows();
        for (int i = 0; i < rows.size(); i++) {
            assertThat(standings.place(rows.get(i).unit())).isEqualTo(i);
        }
        assertThat(standings.place("nobody")).isEqualTo(-1);
    }

    private static List<Board.Row> top(Standings standings, int ranks) {
        return standings.rows().stream().filter(row -> row.rank() <= ranks).toList();
    }

    @Test
    void what_is_as_it_was_is_no_change() {
        var order = new Order(true, false, false);
        var entry = Entry.of("a", null, new Fraction(BigInteger.TWO, BigInteger.ONE));
        var before = Standings.of(order, List.of(entry));
        var step = before.with(List.of(
                new Standings.Change("a", Entry.of("a", null, new Fraction(BigInteger.TWO, BigInteger.ONE))),
                new Standings.Change("b", null)));
        assertThat(step.standings()).isSameAs(before);
        assertThat(step.left()).isEmpty();
        assertThat(step.came()).isEmpty();
    }

    @Test
    void an_older_board_stays_as_it_was() {
        var order = new Order(true, false, false);
        var before = Standings.of(order, List.of(Entry.of("a", null, Fraction.NONE)));
        var rows = before.rows();
        before.with(List.of(
                new Standings.Change("a", Entry.of("a", null, new Fraction(BigInteger.ONE, BigInteger.ONE))),
                new Standings.Change("b", Entry.of("b", null, Fraction.NONE))));
        assertThat(rows).containsExactly(new Board.Row(1, "a", Fraction.NONE));
        assertThat(before.place("b")).isEqualTo(-1);
    }

    @Test
    void a_digest_tells_score_group_and_name_apart() {
        var one = new Fraction(BigInteger.ONE, BigInteger.TWO);
        assertThat(List.of(
                        digest(Entry.of("a", null, one), null),
                        digest(Entry.of("a", "", one), null),
                        digest(Entry.of("a", "g", one), null),
                        digest(Entry.of("a", null, new Fraction(BigInteger.TWO, BigInteger.valueOf(4))), null),
                        digest(Entry.of("a", null, new Fraction(BigInteger.ONE, BigInteger.TWO, false)), null),
                        digest(Entry.of("a", null, one), new Board.Called("n", null)),
                        digest(Entry.of("a", null, one), new Board.Called(null, "n"))))
                .doesNotHaveDuplicates();
    }

    private static String digest(Entry entry, Board.@Nullable Called called) {
        var digest = new Digest();
        digest.add(entry, called);
        return digest.text("");
    }
}
