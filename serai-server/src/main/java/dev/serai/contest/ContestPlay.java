package dev.serai.contest;

import dev.serai.activity.ActivityCard;
import dev.serai.activity.Play;
import dev.serai.kernel.Excerpt;
import dev.serai.kernel.Json;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A contest's actions: info, board, me, explain. */
final class ContestPlay implements Play {
    /** Rows one answer may have. */
    static final int ROWS_MAX = 1_000;

    private static final Set<String> ACTIONS = Set.of("info", "board", "me", "explain");

    private final Contest contest;
    private final Boards boards;
    private final Explanations explanations;
    private final Clock clock;

    ContestPlay(Contest contest, Boards boards, Explanations explanations, Clock clock) {
        this.contest = contest;
        this.boards = boards;
        this.explanations = explanations;
        this.clock = clock;
    }

    @Override
    public ActivityCard card() {
        var definition = contest.definition();
        return new ActivityCard(
                contest.activityId(),
                "contest",
                contest.name(),
                definition.start(),
                definition.end(),
                definition.zone().getId(),
                contest.open(),
                contest.state(clock.instant()));
    }

    @Override
    public Set<String> actions() {
        return ACTIONS;
    }

    @Override
    public JsonNode act(String action, ObjectNode args, Viewer viewer) {
        var given = new Args(args);
        return switch (action) {
            case "info" -> info();
            case "board" -> board(given, viewer);
            case "me" -> me(given, viewer);
            case "explain" -> explain(given, viewer);
            default ->
                throw new Refusal(
                        SubCode.ACTION_UNKNOWN, "a contest answers info, board, me and explain, not " + action);
        };
    }

    private ObjectNode info() {
        var card = card();
        var definition = contest.definition();
        var info = Json.object();
        info.put("activity_id", contest.activityId()).put("play", card.play());
        texts(info.putObject("name"), contest.name());
        texts(info.putObject("description"), contest.description());
        var metric = info.putObject("metric");
        metric.put("id", contest.metric().id()).put("number", contest.metric().number());
        texts(metric.putObject("name"), contest.metric().name());
        info.put("unit", contest.unit())
                .put("start", local(definition.start()))
                .put("end", local(definition.end()))
                .put("zone", card.zone())
                .put("state", card.state())
                .put("participants", contest.roster().size())
                .put("scale", contest.metric().scale())
                .put("show_top", contest.showTop())
                .put("ranking_top", contest.rankingTop())
                .put("public", contest.open());
        return info;
    }

    private String local(java.time.Instant instant) {
        return instant.atZone(contest.definition().zone()).toOffsetDateTime().toString();
    }

    private static void texts(ObjectNode into, java.util.Map<String, String> texts) {
        texts.forEach(into::put);
    }

    private ObjectNode board(Args args, Viewer viewer) {
        int limit = args.integer("limit", 1, ROWS_MAX, contest.showTop());
        int offset = args.integer("offset", 0, Integer.MAX_VALUE, 0);
        var me = args.text("me");
        if (args.text("group") != null) {
            throw new Refusal(SubCode.PARAM_INVALID, "args.group: this board has no groups; leave it out");
        }
        var board = boards.of(contest);
        long shown = viewer.signed()
                ? board.rows().size()
                : Math.min(contest.showTop(), board.rows().size());
        var answer = head(board);
        var rows = answer.putArray("rows");
        for (long i = offset; i < Math.min(shown, (long) offset + limit); i++) {
            rows.add(row(board.rows().get((int) i)));
        }
        answer.set("me", me == null ? null : mine(board, me, viewer));
        return answer;
    }

    private ObjectNode me(Args args, Viewer viewer) {
        var unit = args.required("unit_id");
        var board = boards.of(contest);
        var answer = head(board);
        var mine = mine(board, unit, viewer);
        if (mine == null) {
            throw unknown(unit);
        }
        answer.set("me", mine);
        int place = board.place(unit).orElse(0);
        answer.set("ahead", place == 0 ? null : row(board.rows().get(place - 1)));
        return answer;
    }

    private JsonNode explain(Args args, Viewer viewer) {
        if (viewer.anonymous()) {
            throw new Refusal(
                    SubCode.ACTION_NOT_ALLOWED, "explain shows receipts; it needs a signed call or a page session");
        }
        var unit = args.required("unit_id");
        int limit = args.integer("limit", 1, ROWS_MAX, ROWS_MAX);
        if (boards.of(contest).place(unit).isEmpty()) {
            throw unknown(unit);
        }
        return explanations.explain(contest, unit, args.text("after"), limit);
    }

    private static Refusal unknown(String unit) {
        return new Refusal(
                SubCode.NOT_FOUND,
                "no participant " + Excerpt.of(unit, 60) + " in this contest; see board for unit_id");
    }

    private ObjectNode head(Board board) {
        var answer = Json.object();
        answer.put("activity_id", contest.activityId())
                .put("as_of", board.asOf().toString())
                .put("version", board.version())
                .put("unit", contest.unit())
                .put("total", board.rows().size());
        if (!board.complete()) {
            answer.put("computing", true);
        }
        return answer;
    }

    /** Nobody without signature or session learns of a place the page does not show. */
    private @Nullable ObjectNode mine(Board board, String unit, Viewer viewer) {
        return board.place(unit)
                .filter(place -> !viewer.anonymous() || place < contest.showTop())
                .map(place -> row(board.rows().get(place)))
                .orElse(null);
    }

    private ObjectNode row(Board.Row row) {
        var node = Json.object();
        boolean ranked = row.rank() <= contest.rankingTop();
        node.put("rank", ranked ? row.rank() : null).put("unit_id", row.unit()).put("unit_name", row.unit());
        score(node, row.score(), contest.metric().scale());
        node.put("display", display(row.score()));
        return node;
    }

    static void score(ObjectNode into, Fraction score, int scale) {
        var rounded = score.rounded(scale);
        into.put("score", rounded == null ? null : rounded.toPlainString());
        into.putObject("raw").put("n", score.n()).put("d", score.d());
    }

    /** The score as a person reads it; a dash where there is none. */
    private String display(Fraction score) {
        var rounded = score.rounded(contest.metric().scale());
        if (rounded == null) {
            return "–";
        }
        var text = rounded.abs().toPlainString();
        int point = text.indexOf('.') < 0 ? text.length() : text.indexOf('.');
        var grouped = new StringBuilder(text);
        for (int i = point - 3; i > 0; i -= 3) {
            grouped.insert(i, ',');
        }
        return (rounded.signum() < 0 ? "-" : "") + grouped;
    }
}
