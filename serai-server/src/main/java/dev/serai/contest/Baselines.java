package dev.serai.contest;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What participants scored in the window a contest names as its baseline. */
@Component
final class Baselines {
    /** Contests whose baselines are kept in memory; beyond it they are read anew. */
    private static final int KEPT_MAX = 200;

    private final JdbcClient db;
    private final Definitions definitions;
    private final Totals totals;
    private final Nights nights;
    private final Endings endings;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    Baselines(JdbcClient db, Definitions definitions, Totals totals, Nights nights, Endings endings) {
        this.db = db;
        this.definitions = definitions;
        this.totals = totals;
        this.nights = nights;
        this.endings = endings;
    }

    private record Kept(long rev, Map<String, Fraction> scores) {}

    /** How far the counting of the baseline is; null where there is none, or none of it is known yet. */
    static Definitions.@Nullable Progress progress(Contest contest, Map<String, Definitions.Progress> all) {
        var baseline = contest.rules().baseline();
        return baseline == null ? null : all.get(baseline.hash());
    }

    /** Begins to count it, if that has not begun. */
    void begin(Contest contest) {
        var baseline = contest.rules().baseline();
        if (baseline != null) {
            definitions.begin(baseline);
        }
    }

    /** Of those who have facts in it. Empty where there is no baseline. */
    Map<String, Fraction> scores(Contest contest) {
        var baseline = contest.rules().baseline();
        if (baseline == null) {
            return Map.of();
        }
        begin(contest);
        long rev = db.sql("SELECT rev FROM contest.definition WHERE hash = ?")
                .param(baseline.hash())
                .query(Long.class)
                .single();
        var known = kept.get(contest.variant());
        if (known != null && known.rev == rev && !contest.metric().nightly()) {
            return known.scores;
        }
        var before = contest.over(baseline);
        Map<String, Fraction> scores;
        if (contest.metric().nightly()) {
            scores = nights.scores(before);
        } else {
            scores = totals.scores(before, totals.all(before));
        }
        if (kept.size() >= KEPT_MAX) {
            kept.clear();
        }
        kept.put(contest.variant(), new Kept(rev, Map.copyOf(scores)));
        return scores;
    }

    /** What is told of it: as it is, or once the contest is published, as it was then. */
    Map<String, Fraction> told(Contest contest) {
        var frozen = endings.frozen(contest);
        return frozen == null ? scores(contest) : frozen.bases();
    }

    /** Best first, those with a score alone. */
    List<Board.Row> ranked(Contest contest, Collection<String> units) {
        var all = scores(contest);
        Map<String, Fraction> wanted = new HashMap<>();
        for (var unit : units) {
            var score = all.get(unit);
            if (score != null && score.exists()) {
                wanted.put(unit, score);
            }
        }
        return Ranking.rank(wanted, contest.metric().descending());
    }
}
