package dev.serai.contest;

import dev.serai.contest.HeadToHead.Team;
import dev.serai.contest.HeadToHead.Teams;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Teams, ranked by what their members scored. Where scores are compared as they are, a team's is the metric's score of what its
 * members counted together, so a team's ratio is never a mean of ratios; growth, handicaps and nightly gains are added.
 */
final class TeamScores {
    private final Versus.Moment moment;
    private final Map<String, Fraction> scores;
    private final Teams teams;
    private final Map<String, TreeMap<LocalDate, List<BigInteger>>> counted;

    /** @param scores what participants are compared by */
    TeamScores(Versus.Moment moment, Map<String, Fraction> scores, UnitDays days) {
        var contest = moment.contest();
        this.moment = moment;
        this.scores = scores;
        this.teams = Objects.requireNonNull(contest.rules().headToHead().teams());
        var units =
                teams.teams().stream().flatMap(team -> team.units().stream()).toList();
        var given = contest.definition().given();
        this.counted = bySums()
                ? days.of(contest, units, given.firstDay(), given.lastDay().plusDays(1))
                : Map.of();
    }

    private boolean bySums() {
        var contest = moment.contest();
        return contest.rules().headToHead().by() == HeadToHead.By.SCORE
                && !contest.metric().nightly();
    }

    void tell(ObjectNode answer) {
        var contest = moment.contest();
        Map<String, Team> byId = new HashMap<>();
        Map<String, Fraction> all = new HashMap<>();
        teams.teams().forEach(team -> {
            byId.put(team.id(), team);
            all.put(team.id(), score(those(team)));
        });
        int scale = contest.rules().headToHead().by() == HeadToHead.By.GROWTH ? Versus.GROWTH_SCALE : moment.scale();
        answer.put("total", all.size());
        var list = answer.putArray("teams");
        Ranking.rank(all, contest.metric().descending()).forEach(row -> {
            var team = Objects.requireNonNull(byId.get(row.unit()));
            var node = list.addObject().put("rank", row.rank()).put("team_id", team.id());
            team.name().forEach(node.putObject("name")::put);
            Versus.scored(node, row.score(), scale);
            node.put("members", team.units().size());
            var those = those(team);
            var shown = node.putArray("units");
            team.units().forEach(unit -> {
                var side = moment.side(unit, scores.getOrDefault(unit, Fraction.NONE));
                if (side != null) {
                    shown.add(side.put("counts", those.contains(unit)));
                }
            });
        });
    }

    /** Who counts for his team: all, or its best. Equals at the cut go by their codes. */
    private List<String> those(Team team) {
        if (teams.how() != Teams.How.BEST) {
            return team.units();
        }
        var best = Versus.best(moment.contest().metric().descending());
        return team.units().stream()
                .sorted((a, b) -> {
                    int better =
                            best.compare(scores.getOrDefault(a, Fraction.NONE), scores.getOrDefault(b, Fraction.NONE));
                    return better != 0 ? better : a.compareTo(b);
                })
                .limit(teams.best())
                .toList();
    }

    private Fraction score(List<String> units) {
        var sum = bySums()
                ? together(units)
                : units.stream()
                        .map(unit -> scores.getOrDefault(unit, Fraction.NONE))
                        .filter(Fraction::exists)
                        .reduce(Fraction::plus)
                        .orElse(Fraction.NONE);
        return teams.how() == Teams.How.AVERAGE && sum.exists() ? sum.over(Fraction.of(units.size())) : sum;
    }

    private Fraction together(List<String> units) {
        List<BigInteger> sums = new ArrayList<>(Totals.NOTHING);
        for (var unit : units) {
            counted.getOrDefault(unit, new TreeMap<>()).values().forEach(values -> {
                for (int i = 0; i < sums.size(); i++) {
                    sums.set(i, sums.get(i).add(values.get(i)));
                }
            });
        }
        return moment.contest().score(sums);
    }
}
