package dev.serai.contest;

import dev.serai.kernel.Json;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.util.Locale;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** What staff's page of a board shows besides the board: where its rows stood before, and who is looked for. */
@Component
public final class BoardDesk {
    /** Rows told at once. */
    public static final int ROWS_MAX = 200;

    /** Participants a search tells. */
    static final int FOUND_MAX = 20;

    private final Contests contests;
    private final ShownBoards boards;
    private final Trends trends;

    BoardDesk(Contests contests, ShownBoards boards, Trends trends) {
        this.contests = contests;
        this.boards = boards;
        this.trends = trends;
    }

    private Contest contest(long activityId) {
        return contests.contest(activityId, null)
                .orElseThrow(() -> new Refusal(SubCode.ACTIVITY_UNKNOWN, "there is no contest " + activityId));
    }

    /**
     * Of the rows {@code offset} to {@code offset + limit} of the board: {@code {version, since, times:[…],
     * rows:[{unit_id, before, ranks:[rank or null, …]}]}}. {@code since} is the end of the last day before today on which
     * anything changed (null: there was none) and {@code before} the rank then; {@code ranks} go with {@code times}, the ends
     * of such days, the last is now.
     */
    public ObjectNode trends(long activityId, int offset, int limit) {
        var contest = contest(activityId);
        var now = boards.of(contest);
        var trend = trends.of(contest);
        var days = trend.boards();
        var answer = Json.object().put("version", now.version());
        answer.put("since", days.isEmpty() ? null : days.getLast().asOf().toString());
        var times = answer.putArray("times");
        days.forEach(day -> times.add(day.asOf().toString()));
        times.add(now.asOf().toString());
        var rows = answer.putArray("rows");
        now.shown().stream().skip(offset).limit(limit).forEach(row -> {
            var before = trend.of(row.unit());
            var node = rows.addObject().put("unit_id", row.unit());
            node.put("before", days.isEmpty() ? null : Trends.told(contest, before[before.length - 1]));
            var points = node.putArray("ranks");
            for (int rank : before) {
                points.add(Trends.told(contest, rank));
            }
            points.add(Trends.told(contest, row.rank()));
        });
        return answer;
    }

    /** The rows whose code or name holds this text, in the board's order: {@code {rows:[…], more}}. */
    public ObjectNode find(long activityId, String text) {
        var contest = contest(activityId);
        var board = boards.of(contest);
        var wanted = text.strip().toLowerCase(Locale.ROOT);
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
        return text.toLowerCase(Locale.ROOT).contains(wanted);
    }
}
