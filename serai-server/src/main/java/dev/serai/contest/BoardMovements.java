package dev.serai.contest;

import dev.serai.kernel.Json;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** How the rows of a board moved: their ranks on the boards that were kept, and on the one a day ago. */
@Component
public final class BoardMovements {
    /** Rows told at once. */
    public static final int ROWS_MAX = 200;

    /** Kept boards a line is drawn through, the board now besides. */
    static final int POINTS_MAX = 14;

    /** Participants a search tells. */
    static final int FOUND_MAX = 20;

    private static final Duration A_DAY = Duration.ofDays(1);

    private final Contests contests;
    private final Boards boards;
    private final BoardHistory history;
    private final JdbcClient db;
    private final Clock clock;

    BoardMovements(Contests contests, Boards boards, BoardHistory history, JdbcClient db, Clock clock) {
        this.contests = contests;
        this.boards = boards;
        this.history = history;
        this.db = db;
        this.clock = clock;
    }

    private Contest contest(long activityId) {
        return contests.contest(activityId, null)
                .orElseThrow(() -> new Refusal(SubCode.ACTIVITY_UNKNOWN, "there is no contest " + activityId));
    }

    /**
     * Of the rows {@code offset} to {@code offset + limit} of the board now: {@code {version, since, times:[…],
     * rows:[{unit_id, before, ranks:[rank or null, …]}]}}. {@code since} is when the board of a day ago stood (the newest kept
     * one that is a day old; null: none is) and {@code before} the rank on it; {@code ranks} go with
     * {@code times}, the last is now.
     */
    public ObjectNode of(long activityId, int offset, int limit) {
        var contest = contest(activityId);
        var now = boards.of(contest);
        var kept = history.versions(activityId).stream()
                .filter(one -> one.version() < now.version())
                .toList();
        var dayAgo = clock.instant().minus(A_DAY);
        var since = kept.stream()
                .filter(one -> !one.asOf().isAfter(dayAgo))
                .reduce((_, later) -> later)
                .orElse(null);
        var chosen = new TreeSet<Long>();
        spread(kept).forEach(one -> chosen.add(one.version()));
        if (since != null) {
            chosen.add(since.version());
        }
        var shown = now.shown().stream().skip(offset).limit(limit).toList();
        var ranks = ranks(activityId, chosen, shown);
        var answer = Json.object().put("version", now.version());
        answer.put("since", since == null ? null : since.asOf().toString());
        var times = answer.putArray("times");
        var drawn = kept.stream().filter(one -> chosen.contains(one.version())).toList();
        drawn.forEach(one -> times.add(one.asOf().toString()));
        times.add(now.asOf().toString());
        var rows = answer.putArray("rows");
        for (var row : shown) {
            var of = ranks.getOrDefault(row.unit(), Map.of());
            var node = rows.addObject().put("unit_id", row.unit());
            node.put("before", since == null ? null : told(contest, of.get(since.version())));
            var points = node.putArray("ranks");
            drawn.forEach(one -> points.add(told(contest, of.get(one.version()))));
            points.add(told(contest, row.rank()));
        }
        return answer;
    }

    /** Beyond the places that are told nobody has a rank. */
    private static @Nullable Integer told(Contest contest, @Nullable Integer rank) {
        return rank == null || rank > contest.rankingTop() ? null : rank;
    }

    /** So many of them, the ends included, as evenly as can be. */
    private static List<BoardHistory.Kept> spread(List<BoardHistory.Kept> kept) {
        if (kept.size() <= POINTS_MAX) {
            return kept;
        }
        List<BoardHistory.Kept> some = new ArrayList<>();
        for (int i = 0; i < POINTS_MAX; i++) {
            some.add(kept.get((int) ((long) i * (kept.size() - 1) / (POINTS_MAX - 1))));
        }
        return some;
    }

    private Map<String, Map<Long, Integer>> ranks(long activityId, TreeSet<Long> versions, List<Board.Row> shown) {
        Map<String, Map<Long, Integer>> ranks = new HashMap<>();
        db.sql("""
                        SELECT version, row->>1, (row->>0)::integer FROM contest.board_kept,
                            LATERAL jsonb_array_elements(rows::jsonb) AS row
                        WHERE activity_id = ? AND version = ANY (?::bigint[]) AND row->>1 = ANY (?::text[])""")
                .params(
                        activityId,
                        versions.toArray(Long[]::new),
                        shown.stream().map(Board.Row::unit).toArray(String[]::new))
                .query(rs -> {
                    ranks.computeIfAbsent(rs.getString(2), _ -> new HashMap<>()).put(rs.getLong(1), rs.getInt(3));
                });
        return ranks;
    }

    /** The rows whose code or name holds this text, in the board's order: {@code {rows:[…], more}}. */
    public ObjectNode find(long activityId, String text) {
        var contest = contest(activityId);
        var board = boards.of(contest);
        var wanted = text.strip().toLowerCase(java.util.Locale.ROOT);
        var matching = board.rows().stream()
                .filter(row -> contains(row.unit(), wanted)
                        || contains(BoardRows.called(contest, board, row.unit(), false), wanted))
                .toList();
        var answer = Json.object();
        var rows = answer.putArray("rows");
        var shown = new BoardRows(contest, board, Sight.staff(contest, board));
        matching.stream().limit(FOUND_MAX).forEach(row -> rows.add(shown.row(row)));
        answer.put("more", Math.max(0, matching.size() - FOUND_MAX));
        return answer;
    }

    private static boolean contains(String text, String wanted) {
        return text.toLowerCase(java.util.Locale.ROOT).contains(wanted);
    }
}
