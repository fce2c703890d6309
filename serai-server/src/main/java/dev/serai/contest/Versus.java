package dev.serai.contest;

import dev.serai.contest.HeadToHead.By;
import dev.serai.kernel.Excerpt;
import dev.serai.kernel.Json;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Who plays whom and how it stands: a contest's pairs, teams, growth and handicap, made from its board and its days. */
@Component
final class Versus {
    /** Pairs one answer may have; each brings its days. */
    static final int PAIRS_MAX = 50;

    private static final int ROWS = 100;

    /** Decimals of a growth, which is a share of 1 whatever the score's scale. */
    static final int GROWTH_SCALE = 4;

    private final Baselines baselines;
    private final UnitDays days;
    private final BracketView bracket;

    Versus(Baselines baselines, UnitDays days, BracketView bracket) {
        this.baselines = baselines;
        this.days = days;
        this.bracket = bracket;
    }

    /** Which part of a view is wanted. {@code unit}: only what this participant takes part in. */
    record Page(String view, @Nullable String unit, int offset, int limit) {}

    /** What was asked for. Without {@code view} it is the first the contest declares. */
    Page page(Contest contest, Args args) {
        var views = contest.rules().headToHead().views();
        if (views.isEmpty()) {
            throw new Refusal(
                    SubCode.PARAM_INVALID,
                    "nobody plays anybody in this contest: it declares no pairs, bracket, teams, baseline or handicap");
        }
        var view = args.text("view");
        if (view != null && !views.contains(view)) {
            throw new Refusal(
                    SubCode.PARAM_INVALID, "args.view must be one of " + views + ", was " + Excerpt.of(view, 60));
        }
        return new Page(
                view == null ? views.getFirst() : view,
                args.text("unit_id"),
                args.integer("offset", 0, Integer.MAX_VALUE, 0),
                args.integer("limit", 1, ContestPlay.ROWS_MAX, ROWS));
    }

    private record Asked(Page page, Boards.Counted counted, LocalDate today, long daysLeft)
            implements BoardPages.Asked {
        @Override
        public int length() {
            return page.unit == null ? 0 : page.unit.length();
        }
    }

    /**
     * How far a contest is, as of now.
     *
     * @param state its word of the lifecycle
     */
    record Moment(Contest contest, String state, BoardRows rows, Instant now) {
        /** open, running, provisional or final. */
        String standing() {
            return switch (state) {
                case "published", "corrected" -> "final";
                case "scheduled", "draft", "rehearsal" -> "open";
                case "running" -> "running";
                default -> "provisional";
            };
        }

        /** Business days that are not over, today's included. */
        long daysLeft() {
            var given = contest.definition().given();
            if (!now.isBefore(given.end())) {
                return 0;
            }
            var today = now.isBefore(given.start()) ? given.firstDay() : today();
            return ChronoUnit.DAYS.between(today, given.lastDay()) + 1;
        }

        private LocalDate today() {
            return contest.definition().days().of(now);
        }

        /** All that shapes the answer to {@code page}: rounds begin and end with days. */
        BoardPages.Asked asked(Page page, Boards.Counted counted) {
            return new Asked(page, counted, today(), daysLeft());
        }

        boolean visible(String unit) {
            return rows.sight().told(unit);
        }

        int scale() {
            return contest.metric().scale();
        }

        /** A participant with a score; who is hidden from this viewer keeps his name to himself. */
        @Nullable ObjectNode side(String unit, Fraction score) {
            if (!visible(unit)) {
                return null;
            }
            var node = Json.object()
                    .put("unit_id", unit)
                    .put(
                            "unit_name",
                            BoardRows.called(
                                    contest, rows.board(), unit, !rows.sight().near(unit)));
            scored(node, score, scale());
            return node;
        }
    }

    static void scored(ObjectNode node, Fraction score, int scale) {
        BoardRows.score(node, score, scale);
        node.put("display", BoardRows.display(score, scale));
    }

    /** Puts the view into the answer, under its own name. */
    void tell(Moment moment, Page page, ObjectNode answer) {
        var versus = moment.contest.rules().headToHead();
        answer.put("view", page.view)
                .put("compare", versus.by().name().toLowerCase(java.util.Locale.ROOT))
                .put("days_left", moment.daysLeft())
                .put("state", moment.standing());
        var pairs = versus.pairs();
        switch (page.view) {
            case "pairs" -> pairs(moment, page, pairs, answer);
            case "bracket" -> bracket.tell(moment, answer);
            case "teams" -> new TeamScores(moment, compared(moment), days).tell(answer);
            case "growth" -> ranked(moment, page, grown(moment), answer);
            case "handicap" -> ranked(moment, page, handicapped(moment), answer);
            default -> throw new IllegalStateException("no view " + page.view);
        }
    }

    /** What sides are compared by. */
    Map<String, Fraction> compared(Moment moment) {
        return switch (moment.contest.rules().headToHead().by()) {
            case SCORE -> scores(moment);
            case GROWTH -> grown(moment);
            case HANDICAP -> handicapped(moment);
        };
    }

    private static Map<String, Fraction> scores(Moment moment) {
        Map<String, Fraction> scores = new HashMap<>();
        moment.rows.board().rows().forEach(row -> scores.put(row.unit(), row.score()));
        return scores;
    }

    private static Map<String, Fraction> handicapped(Moment moment) {
        var handicaps = moment.contest.rules().headToHead().handicaps();
        var scores = scores(moment);
        scores.replaceAll((unit, score) -> {
            var handicap = handicaps.get(unit);
            return handicap == null ? score : handicap.of(score);
        });
        return scores;
    }

    /** (score − base) ÷ |base|, in shares of 1; no growth where there is no base, or a base of 0. */
    private Map<String, Fraction> grown(Moment moment) {
        var before = baselines.told(moment.contest);
        var least = moment.contest.rules().headToHead().leastBase();
        var scores = scores(moment);
        scores.replaceAll((unit, score) -> {
            var base = before.getOrDefault(unit, Fraction.NONE);
            if (least != null && (!base.exists() || base.compareValue(least) < 0)) {
                base = least;
            }
            return base.exists() && score.exists() ? score.minus(base).over(base.magnitude()) : Fraction.NONE;
        });
        return scores;
    }

    private void ranked(Moment moment, Page page, Map<String, Fraction> scores, ObjectNode answer) {
        boolean growth = page.view.equals("growth");
        var contest = moment.contest;
        var before = growth ? baselines.told(contest) : Map.<String, Fraction>of();
        var all = Ranking.rank(scores, contest.metric().descending());
        var shown = all.stream()
                .filter(row -> moment.visible(row.unit()))
                .filter(row -> page.unit == null || page.unit.equals(row.unit()))
                .toList();
        answer.put("total", shown.size());
        var own = scores(moment);
        var list = answer.putArray(page.view);
        shown.stream().skip(page.offset).limit(page.limit).forEach(row -> {
            var unit = row.unit();
            var node = Json.object().put("rank", row.rank());
            node.setAll(java.util.Objects.requireNonNull(moment.side(unit, own.getOrDefault(unit, Fraction.NONE))));
            scored(node.putObject(growth ? "growth" : "adjusted"), row.score(), growth ? GROWTH_SCALE : moment.scale());
            if (growth) {
                scored(node.putObject("base"), before.getOrDefault(unit, Fraction.NONE), moment.scale());
            }
            list.add(node);
        });
    }

    private void pairs(Moment moment, Page page, List<HeadToHead.Pair> all, ObjectNode answer) {
        Predicate<HeadToHead.Pair> wanted = pair -> (page.unit == null
                        || pair.one().equals(page.unit)
                        || pair.other().equals(page.unit))
                && moment.visible(pair.one())
                && moment.visible(pair.other());
        var shown = all.stream().filter(wanted).toList();
        answer.put("total", shown.size());
        var pairs = shown.stream()
                .skip(page.offset)
                .limit(Math.min(page.limit, PAIRS_MAX))
                .toList();
        var contest = moment.contest;
        var scores = compared(moment);
        List<String> units = new ArrayList<>();
        pairs.forEach(pair -> units.addAll(List.of(pair.one(), pair.other())));
        var given = contest.definition().given();
        Map<String, TreeMap<LocalDate, List<BigInteger>>> perDay = contest.metric()
                        .byDay()
                ? days.of(contest, units, given.firstDay(), given.lastDay().plusDays(1))
                : Map.of();
        var list = answer.putArray("pairs");
        pairs.forEach(pair -> pair(moment, pair, scores, perDay, list));
    }

    private static void pair(
            Moment moment,
            HeadToHead.Pair pair,
            Map<String, Fraction> scores,
            Map<String, TreeMap<LocalDate, List<BigInteger>>> perDay,
            ArrayNode list) {
        var one = scores.getOrDefault(pair.one(), Fraction.NONE);
        var other = scores.getOrDefault(pair.other(), Fraction.NONE);
        var contest = moment.contest;
        var node = list.addObject();
        node.set("one", moment.side(pair.one(), one));
        node.set("other", moment.side(pair.other(), other));
        int better = better(one, other, contest.metric().descending());
        var ahead = better == 0 ? null : better > 0 ? pair.one() : pair.other();
        var lead = one.exists() && other.exists() ? one.minus(other).magnitude() : null;
        if (ahead == null || lead == null) {
            node.putNull("lead");
        } else {
            scored(node.putObject("lead").put("unit_id", ahead), lead, scale(contest, moment));
        }
        var standing = moment.standing();
        node.putObject("result")
                .put("state", standing)
                .put("winner", standing.equals("open") ? null : ahead)
                .put("equal", ahead == null);
        chart(moment, pair, perDay, node.putArray("days"));
    }

    private static int scale(Contest contest, Moment moment) {
        return contest.rules().headToHead().by() == By.GROWTH ? GROWTH_SCALE : moment.scale();
    }

    /** Of each day of either both own scores, whatever sides are compared by. */
    private static void chart(
            Moment moment,
            HeadToHead.Pair pair,
            Map<String, TreeMap<LocalDate, List<BigInteger>>> perDay,
            ArrayNode into) {
        var contest = moment.contest;
        var one = perDay.getOrDefault(pair.one(), new TreeMap<>());
        var other = perDay.getOrDefault(pair.other(), new TreeMap<>());
        var all = new TreeMap<LocalDate, Boolean>();
        one.keySet().forEach(day -> all.put(day, true));
        other.keySet().forEach(day -> all.put(day, true));
        all.keySet().forEach(day -> {
            var node = into.addObject().put("day", day.toString());
            Map<String, @Nullable List<BigInteger>> both = new LinkedHashMap<>();
            both.put("one", one.get(day));
            both.put("other", other.get(day));
            both.forEach((side, sums) -> {
                var rounded =
                        contest.score(sums == null ? Totals.NOTHING : sums).rounded(moment.scale());
                node.put(side, rounded == null ? null : rounded.toPlainString());
            });
        });
    }

    /** Above 0 where the one is better, 0 where they are equal. Any score is better than none. */
    static int better(Fraction one, Fraction other, boolean descending) {
        if (!one.exists() || !other.exists()) {
            return Boolean.compare(one.exists(), other.exists());
        }
        int higher = one.compareValue(other);
        return descending ? higher : -higher;
    }

    /** The better first. */
    static Comparator<Fraction> best(boolean descending) {
        return (a, b) -> better(b, a, descending);
    }
}
