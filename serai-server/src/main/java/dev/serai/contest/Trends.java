package dev.serai.contest;

import dev.serai.kernel.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where participants stood at the ends of the contest's business days before: of each day the last board that was kept.
 * Kept boards never change, so what was read of them stays in memory.
 */
@Component
final class Trends {
    /** Days told, the last of them yesterday or the last one before it on which anything changed. */
    static final int DAYS_MAX = 14;

    private static final int CONTESTS_MAX = 64;
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    private final BoardHistory history;
    private final PublishedResults results;
    private final Clock clock;
    private final Map<String, Trend> kept = new LinkedHashMap<>(16, 0.75f, true);

    Trends(BoardHistory history, PublishedResults results, Clock clock) {
        this.history = history;
        this.results = results;
        this.clock = clock;
    }

    /**
     * @param boards oldest first
     * @param ranks of each participant on each of these; 0 where he was not on it
     */
    record Trend(Instant lookedAt, List<BoardHistory.Kept> boards, Map<String, int[]> ranks) {
        int[] of(String unit) {
            return ranks.getOrDefault(unit, new int[boards.size()]);
        }
    }

    /** Beyond the places that are told nobody has a rank. */
    static @Nullable Integer told(Contest contest, int rank) {
        return rank == 0 || rank > contest.rankingTop() ? null : rank;
    }

    /** The rows of {@code list} the viewer is told, each with its rank on those days. */
    ObjectNode answer(Contest contest, Board board, Sight sight, List<Board.Row> list) {
        var trend = of(contest);
        var answer = Json.object().put("activity_id", contest.activityId()).put("version", board.version());
        var days = answer.putArray("boards");
        trend.boards.forEach(one -> days.addObject()
                .put("version", one.version())
                .put("as_of", one.asOf().toString()));
        var rows = answer.putArray("rows");
        for (var row : list) {
            if (!sight.near(row.unit()) && !sight.toldInList(row.unit())) {
                continue;
            }
            var ranks = rows.addObject().put("unit_id", row.unit()).putArray("ranks");
            for (int rank : trend.of(row.unit())) {
                ranks.add(told(contest, rank));
            }
        }
        return answer;
    }

    synchronized Trend of(Contest contest) {
        var now = clock.instant();
        var known = kept.get(contest.variant());
        if (known != null && now.isBefore(known.lookedAt.plus(LOOK_EVERY)) && !now.isBefore(known.lookedAt)) {
            return known;
        }
        var boards = ends(contest, now);
        var trend = known != null && known.boards.equals(boards)
                ? new Trend(now, boards, known.ranks)
                : new Trend(now, boards, ranks(contest, boards));
        kept.put(contest.variant(), trend);
        if (kept.size() > CONTESTS_MAX) {
            kept.remove(kept.keySet().iterator().next());
        }
        return trend;
    }

    private List<BoardHistory.Kept> ends(Contest contest, Instant now) {
        var days = contest.definition().days();
        var today = days.of(now);
        var last = new TreeMap<LocalDate, BoardHistory.Kept>();
        for (var one : history.versions(contest.activityId())) {
            var day = days.of(one.asOf());
            // What moved after a publication is no result.
            if (day.isBefore(today) && results.tells(contest, one.version())) {
                last.put(day, one);
            }
        }
        var all = new ArrayList<>(last.values());
        return List.copyOf(all.subList(Math.max(0, all.size() - DAYS_MAX), all.size()));
    }

    private Map<String, int[]> ranks(Contest contest, List<BoardHistory.Kept> boards) {
        Map<String, int[]> ranks = new HashMap<>();
        for (int i = 0; i < boards.size(); i++) {
            int at = i;
            history.board(contest, boards.get(i).version(), Map.of(), Map.of())
                    .ifPresent(board -> board.rows()
                            .forEach(row ->
                                    ranks.computeIfAbsent(row.unit(), _ -> new int[boards.size()])[at] = row.rank()));
        }
        return ranks;
    }
}
