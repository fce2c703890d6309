package dev.serai.contest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.serai.kernel.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
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

    /** All contests together, about. */
    private static final long BYTES_MAX = 128L << 20;

    /** A participant's code, and what holds it. */
    private static final int BYTES_BESIDE = 150;

    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    private final BoardHistory history;
    private final PublishedResults results;
    private final Clock clock;
    private final Cache<String, Trend> kept = Caffeine.newBuilder()
            .maximumWeight(BYTES_MAX)
            .weigher((String _, Trend trend) -> trend.bytes())
            .build();

    Trends(BoardHistory history, PublishedResults results, Clock clock) {
        this.history = history;
        this.results = results;
        this.clock = clock;
    }

    /**
     * @param boards oldest first
     * @param ranks of each participant on each of these; 0 where he was not on it, or beyond the places that are told
     */
    record Trend(Instant lookedAt, List<BoardHistory.Kept> boards, Map<String, int[]> ranks) {
        int[] of(String unit) {
            return ranks.getOrDefault(unit, new int[boards.size()]);
        }

        private int bytes() {
            return (1 + ranks.size()) * (BYTES_BESIDE + boards.size() * Integer.BYTES);
        }
    }

    /** Beyond the places that are told nobody has a rank. */
    static @Nullable Integer told(Contest contest, int rank) {
        return rank == 0 || beyond(contest, rank) ? null : rank;
    }

    private static boolean beyond(Contest contest, int rank) {
        return rank > contest.rankingTop();
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

    Trend of(Contest contest) {
        var now = clock.instant();
        var known = kept.getIfPresent(contest.variant());
        return known != null && fresh(known, now)
                ? known
                : kept.asMap().compute(contest.variant(), (_, one) -> look(contest, one, now));
    }

    private static boolean fresh(Trend trend, Instant now) {
        return now.isBefore(trend.lookedAt.plus(LOOK_EVERY)) && !now.isBefore(trend.lookedAt);
    }

    private Trend look(Contest contest, @Nullable Trend known, Instant now) {
        if (known != null && fresh(known, now)) {
            return known;
        }
        var boards = ends(contest, now);
        return new Trend(
                now, boards, known != null && known.boards.equals(boards) ? known.ranks : ranks(contest, boards));
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
                    .ifPresent(board -> board.rows().stream()
                            .filter(row -> !beyond(contest, row.rank()))
                            .forEach(row ->
                                    ranks.computeIfAbsent(row.unit(), _ -> new int[boards.size()])[at] = row.rank()));
        }
        return ranks;
    }
}
