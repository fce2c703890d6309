package dev.serai.contest;

import dev.serai.contest.HeadToHead.Bracket;
import dev.serai.contest.HeadToHead.By;
import dev.serai.contest.HeadToHead.Handicap;
import dev.serai.contest.HeadToHead.Pair;
import dev.serai.contest.HeadToHead.Round;
import dev.serai.contest.HeadToHead.Team;
import dev.serai.contest.HeadToHead.Teams;
import dev.serai.release.DeclarationProblem;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads who plays whom: {@code pairs, bracket, teams, baseline, handicap, compare} of a contest file. */
final class HeadToHeadReader {
    private final JsonNode file;
    private final Metric metric;
    private final Roster roster;
    private final Definition definition;
    private final boolean baseline;

    HeadToHeadReader(JsonNode file, Metric metric, Roster roster, Definition definition, boolean baseline) {
        this.file = file;
        this.metric = metric;
        this.roster = roster;
        this.definition = definition;
        this.baseline = baseline;
    }

    HeadToHead read() {
        var by = By.valueOf(file.path("compare").asString("score").toUpperCase(Locale.ROOT));
        var handicaps = handicaps();
        if (by == By.GROWTH && !baseline) {
            throw new DeclarationProblem("/compare", "growth is over a baseline; say which, in baseline: {start, end}");
        }
        if (by == By.HANDICAP && handicaps.isEmpty()) {
            throw new DeclarationProblem(
                    "/compare", "there is no handicap; say it in handicap: {unit: {factor, offset}}");
        }
        var least = file.path("baseline").path("least");
        return new HeadToHead(
                by,
                pairs(),
                bracket(by),
                teams(by),
                handicaps,
                least.isMissingNode() ? null : fraction(least, "/baseline/least"),
                baseline && file.path("baseline").path("growth").asBoolean(true));
    }

    private List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        var list = file.path("pairs");
        for (int i = 0; i < list.size(); i++) {
            var at = "/pairs/" + i;
            var one = RulesReader.participant(list.get(i).path(0), roster, at + "/0");
            var other = RulesReader.participant(list.get(i).path(1), roster, at + "/1");
            if (one.equals(other)) {
                throw new DeclarationProblem(at, "nobody plays himself: " + one);
            }
            if (pairs.contains(new Pair(one, other)) || pairs.contains(new Pair(other, one))) {
                throw new DeclarationProblem(at, one + " and " + other + " are a pair already");
            }
            pairs.add(new Pair(one, other));
        }
        return List.copyOf(pairs);
    }

    private @Nullable Bracket bracket(By by) {
        var node = file.path("bracket");
        if (node.isMissingNode()) {
            return null;
        }
        if (!metric.byDay()) {
            throw new DeclarationProblem(
                    "/bracket",
                    "metric " + metric.id() + " is not counted day by day, so its rounds would have no scores");
        }
        if (by == By.GROWTH) {
            throw new DeclarationProblem(
                    "/bracket", "a round is no window to grow over its baseline; compare by score");
        }
        List<String> seeds = new ArrayList<>();
        for (int i = 0; i < node.path("seeds").size(); i++) {
            var seed = RulesReader.participant(node.path("seeds").get(i), roster, "/bracket/seeds/" + i);
            if (seeds.contains(seed)) {
                throw new DeclarationProblem("/bracket/seeds/" + i, seed + " stands there twice");
            }
            seeds.add(seed);
        }
        int wanted = Bracket.rounds(seeds.size());
        var list = node.path("rounds");
        if (list.size() != wanted) {
            throw new DeclarationProblem(
                    "/bracket/rounds", seeds.size() + " participants play " + wanted + " rounds, found " + list.size());
        }
        return new Bracket(List.copyOf(seeds), rounds(list));
    }

    private List<Round> rounds(JsonNode list) {
        List<Round> rounds = new ArrayList<>();
        var given = definition.given();
        var free = given.firstDay();
        for (int i = 0; i < list.size(); i++) {
            var at = "/bracket/rounds/" + i;
            var first = day(list.get(i).path("start"), at + "/start");
            var end = day(list.get(i).path("end"), at + "/end");
            if (first.isBefore(free)) {
                throw new DeclarationProblem(at + "/start", "must not be before " + free + ", found " + first);
            }
            if (!first.isBefore(end) || end.isAfter(given.lastDay().plusDays(1))) {
                throw new DeclarationProblem(
                        at + "/end",
                        "must be after " + first + " and at most "
                                + given.lastDay().plusDays(1) + ", the first day after the contest; found " + end);
            }
            rounds.add(new Round(first, end));
            free = end;
        }
        return List.copyOf(rounds);
    }

    private static LocalDate day(JsonNode node, String pointer) {
        try {
            return LocalDate.parse(node.asString());
        } catch (DateTimeException e) {
            throw new DeclarationProblem(pointer, "must be a date like 2017-03-01, found " + node.asString());
        }
    }

    private @Nullable Teams teams(By by) {
        var node = file.path("teams");
        if (node.isMissingNode()) {
            return null;
        }
        var score = node.path("score");
        var how = score.isObject()
                ? Teams.How.BEST
                : Teams.How.valueOf(score.asString("sum").toUpperCase(Locale.ROOT));
        if (metric.score().ratio() && how == Teams.How.AVERAGE) {
            throw new DeclarationProblem(
                    "/teams/score", "a team's ratio is computed from sums and needs no average; take sum or best");
        }
        if (metric.score().ratio() && by != By.SCORE) {
            throw new DeclarationProblem("/teams", "teams of a ratio are compared by score alone");
        }
        List<Team> teams = new ArrayList<>();
        var ids = new HashSet<String>();
        Map<String, String> of = new HashMap<>();
        for (int i = 0; i < node.path("list").size(); i++) {
            var one = node.path("list").get(i);
            var at = "/teams/list/" + i;
            var id = one.path("id").asString();
            if (!ids.add(id)) {
                throw new DeclarationProblem(at + "/id", "there is a team " + id + " already");
            }
            List<String> units = new ArrayList<>();
            for (int k = 0; k < one.path("units").size(); k++) {
                var unit = RulesReader.participant(one.path("units").get(k), roster, at + "/units/" + k);
                var other = of.put(unit, id);
                if (other != null) {
                    throw new DeclarationProblem(at + "/units/" + k, unit + " is in team " + other + " already");
                }
                units.add(unit);
            }
            teams.add(new Team(id, MetricKind.texts(one.path("name")), List.copyOf(units)));
        }
        return new Teams(how, score.path("best").asInt(0), List.copyOf(teams));
    }

    private Map<String, Handicap> handicaps() {
        Map<String, Handicap> handicaps = new HashMap<>();
        for (var one : file.path("handicap").properties()) {
            var at = "/handicap/" + one.getKey();
            if (!roster.has(one.getKey())) {
                throw new DeclarationProblem(at, "there is no participant " + one.getKey() + " in the roster");
            }
            var factor = one.getValue().has("factor")
                    ? fraction(one.getValue().path("factor"), at + "/factor")
                    : Fraction.of(1);
            if (factor.n().signum() <= 0) {
                throw new DeclarationProblem(at + "/factor", "must be above 0");
            }
            var offset = one.getValue().has("offset")
                    ? fraction(one.getValue().path("offset"), at + "/offset")
                    : Fraction.ZERO;
            handicaps.put(one.getKey(), new Handicap(factor, offset));
        }
        return Map.copyOf(handicaps);
    }

    /** A whole number, or a text like 0.95 or 19/20: exact, whatever a file's reader makes of decimals. */
    private static Fraction fraction(JsonNode node, String pointer) {
        var text = node.isString() ? node.stringValue() : node.bigIntegerValue().toString();
        try {
            var parts = text.split("/", -1);
            if (parts.length == 2) {
                var below = new BigInteger(parts[1]);
                if (below.signum() > 0) {
                    return new Fraction(new BigInteger(parts[0]), below);
                }
            } else if (parts.length == 1) {
                var decimal = new BigDecimal(text);
                int places = Math.max(0, decimal.scale());
                return new Fraction(decimal.setScale(places).unscaledValue(), BigInteger.TEN.pow(places));
            }
        } catch (NumberFormatException e) {
            // Told below, like every other text that is no fraction.
        }
        throw new DeclarationProblem(
                pointer, "must be a whole number or a text like \"0.95\" or \"19/20\", found " + text);
    }
}
