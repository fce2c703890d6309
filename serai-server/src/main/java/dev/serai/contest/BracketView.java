package dev.serai.contest;

import dev.serai.contest.HeadToHead.Bracket;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * A bracket as it stands. A match is decided once its round is over, by what both scored on its days; equals are decided for
 * the better seed. Nothing is kept: a late receipt that turns a match turns it, until the contest is published (see {@link UnitDays}).
 */
@Component
final class BracketView {
    private final UnitDays days;

    BracketView(UnitDays days) {
        this.days = days;
    }

    /** One of a match's two; seed from 1. */
    private record Side(int seed, String unit) {}

    /** A match. A place is null while the match before is undecided, or for good where there is nobody. */
    private record Match(@Nullable Side one, @Nullable Side other, boolean bye) {}

    void tell(Versus.Moment moment, ObjectNode answer) {
        var bracket =
                Objects.requireNonNull(moment.contest().rules().headToHead().bracket(), "the file declares one");
        var rounds = answer.putObject("bracket").putArray("rounds");
        var places = Bracket.places(bracket.rounds().size());
        List<@Nullable Side> through = new ArrayList<>();
        places.forEach(seed -> through.add(
                seed > bracket.seeds().size()
                        ? null
                        : new Side(seed, bracket.seeds().get(seed - 1))));
        List<@Nullable Side> sides = through;
        for (int i = 0; i < bracket.rounds().size(); i++) {
            var round = bracket.rounds().get(i);
            var given = moment.contest().definition().given();
            boolean over = !moment.now().isBefore(given.days().begin(round.end()));
            boolean begun = !moment.now().isBefore(given.days().begin(round.first()));
            var node = rounds.addObject()
                    .put("round", i + 1)
                    .put("start", round.first().toString())
                    .put("end", round.end().toString())
                    .put("state", over ? "decided" : begun ? "running" : "open");
            var scores = scores(moment, round, sides);
            List<@Nullable Side> next = new ArrayList<>();
            var matches = node.putArray("matches");
            for (int k = 0; k < sides.size(); k += 2) {
                var match = new Match(sides.get(k), sides.get(k + 1), i == 0);
                var winner = winner(moment, match, scores, over);
                next.add(winner);
                tell(moment, match, winner, scores, matches.addObject());
            }
            sides = next;
        }
        var champion = sides.getFirst();
        answer.set("champion", champion == null ? null : moment.side(champion.unit, Fraction.NONE));
        if (answer.path("champion") instanceof ObjectNode told) {
            told.remove(List.of("score", "raw", "display"));
        }
    }

    private Map<String, Fraction> scores(Versus.Moment moment, HeadToHead.Round round, List<@Nullable Side> sides) {
        var contest = moment.contest();
        var units =
                sides.stream().filter(Objects::nonNull).map(side -> side.unit).toList();
        Map<String, TreeMap<LocalDate, List<BigInteger>>> byDay = days.of(contest, units, round.first(), round.end());
        var versus = contest.rules().headToHead();
        Map<String, Fraction> scores = new TreeMap<>();
        for (var unit : units) {
            var score = UnitDays.score(contest, byDay.getOrDefault(unit, new TreeMap<>()));
            var handicap =
                    versus.by() == HeadToHead.By.HANDICAP ? versus.handicaps().get(unit) : null;
            scores.put(unit, handicap == null ? score : handicap.of(score));
        }
        return scores;
    }

    private static @Nullable Side winner(
            Versus.Moment moment, Match match, Map<String, Fraction> scores, boolean over) {
        var one = match.one;
        var other = match.other;
        if (one == null || other == null) {
            return match.bye ? (one == null ? other : one) : null;
        }
        if (!over) {
            return null;
        }
        int better = Versus.better(
                scores.getOrDefault(one.unit, Fraction.NONE),
                scores.getOrDefault(other.unit, Fraction.NONE),
                moment.contest().metric().descending());
        return better == 0 ? (one.seed < other.seed ? one : other) : better > 0 ? one : other;
    }

    private static void tell(
            Versus.Moment moment, Match match, @Nullable Side winner, Map<String, Fraction> scores, ObjectNode node) {
        node.set("one", side(moment, match.one, scores));
        node.set("other", side(moment, match.other, scores));
        node.put("bye", match.bye && (match.one == null || match.other == null));
        node.put("winner_seed", winner == null ? null : winner.seed);
        node.put("winner", winner == null || !moment.visible(winner.unit) ? null : winner.unit);
    }

    private static @Nullable ObjectNode side(Versus.Moment moment, @Nullable Side side, Map<String, Fraction> scores) {
        if (side == null) {
            return null;
        }
        var told = moment.side(side.unit, scores.getOrDefault(side.unit, Fraction.NONE));
        return told == null ? null : told.put("seed", side.seed);
    }
}
