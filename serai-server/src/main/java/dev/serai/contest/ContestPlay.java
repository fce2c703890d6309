package dev.serai.contest;

import dev.serai.activity.ActivityCard;
import dev.serai.activity.Play;
import dev.serai.kernel.Excerpt;
import dev.serai.kernel.Json;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A contest's actions: info, board, me, explain, history. */
final class ContestPlay implements Play {
    /** Rows one answer may have. */
    static final int ROWS_MAX = 1_000;

    private static final Set<String> ACTIONS =
            Set.of("info", "board", "me", "explain", "history", "publications", "publication");

    private final Contest contest;
    private final Boards boards;
    private final Explanations explanations;
    private final BoardHistory history;
    private final PublishedResults results;
    private final Clock clock;

    ContestPlay(
            Contest contest,
            Boards boards,
            Explanations explanations,
            BoardHistory history,
            PublishedResults results,
            Clock clock) {
        this.contest = contest;
        this.boards = boards;
        this.explanations = explanations;
        this.history = history;
        this.results = results;
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
                results.state(contest, clock.instant()));
    }

    @Override
    public Map<String, String> traits() {
        Map<String, String> traits = new LinkedHashMap<>();
        traits.put("unit", contest.unit());
        traits.put("metric", contest.metric().id());
        if (contest.metric().number() > 0) {
            traits.put("dimension", Integer.toString(contest.metric().number()));
        }
        var card = contest.card();
        put(traits, "brand", card.brand());
        put(traits, "cover", card.cover());
        put(traits, "thumbnail", card.thumbnail());
        put(traits, "award", card.award());
        results.traits(contest, traits);
        return traits;
    }

    private static void put(Map<String, String> into, String name, @Nullable String value) {
        if (value != null) {
            into.put(name, value);
        }
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
            case "history" -> history(given, viewer);
            case "publications" -> results.list(contest, viewer);
            case "publication" -> results.document(contest, given, viewer);
            default ->
                throw new Refusal(
                        SubCode.ACTION_UNKNOWN,
                        "a contest answers info, board, me, explain, history, publications and publication, not "
                                + action);
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
        var params = info.putObject("params");
        definition.given().params().forEach((name, value) -> {
            // A list of goods may have thousands of lines; how many there are is what a page needs.
            if (value.isArray()) {
                params.put(name, value.size());
            } else {
                params.set(name, value);
            }
        });
        var rules = info.putObject("rules");
        Wording.LANGUAGES.forEach(language -> rules.put(language, Wording.rules(contest, language)));
        put(info, "group", contest.groupBy());
        put(info, "brand", contest.card().brand());
        put(info, "award", contest.card().award());
        put(info, "cover", contest.card().cover());
        put(info, "thumbnail", contest.card().thumbnail());
        info.put("unit", contest.unit())
                .put("start", local(definition.start()))
                .put("end", local(definition.end()))
                .put("zone", card.zone())
                .put("state", card.state())
                .put("participants", now().rows().size())
                .put("scale", contest.metric().scale())
                .put("show_top", contest.showTop())
                .put("ranking_top", contest.rankingTop())
                .put("public", contest.open());
        results.info(contest, info);
        return info;
    }

    private static void put(ObjectNode into, String name, @Nullable String value) {
        if (value != null) {
            into.put(name, value);
        }
    }

    private String local(java.time.Instant instant) {
        return instant.atZone(contest.definition().zone()).toOffsetDateTime().toString();
    }

    private static void texts(ObjectNode into, Map<String, String> texts) {
        texts.forEach(into::put);
    }

    private ObjectNode board(Args args, Viewer viewer) {
        int limit = args.integer("limit", 1, ROWS_MAX, contest.showTop());
        int offset = args.integer("offset", 0, Integer.MAX_VALUE, 0);
        var me = args.text("me");
        var group = args.text("group");
        if (group != null && contest.groupBy() == null) {
            throw new Refusal(SubCode.PARAM_INVALID, "args.group: this board has no groups; leave it out");
        }
        var board = board(args);
        var list = group == null ? board.shown() : board.group(group, board.shown());
        long shown = viewer.signed() ? list.size() : Math.min(contest.showTop(), list.size());
        var shownTo = new BoardRows(contest, board, viewer);
        var answer = head(board);
        answer.put("total", list.size());
        var rows = answer.putArray("rows");
        for (long i = offset; i < Math.min(shown, (long) offset + limit); i++) {
            rows.add(shownTo.row(list.get((int) i)));
        }
        answer.set("me", me == null ? null : mine(board, me, viewer));
        return answer;
    }

    /** What was published, for good; until then the board as it stands. */
    private Board now() {
        var published = results.board(contest);
        return published != null ? published : boards.of(contest);
    }

    /** The board now, or one that was kept. */
    private Board board(Args args) {
        var now = now();
        int version = args.integer("version", 1, Integer.MAX_VALUE, 0);
        if (version == 0 || version == now.version()) {
            return now;
        }
        var kept = results.tells(contest, version)
                ? history.board(contest, version, now.groups(), now.names())
                : results.board(contest, version);
        return kept.orElseThrow(() -> new Refusal(
                SubCode.NOT_FOUND, "no board of version " + version + " was kept; history lists those that were"));
    }

    /** The boards that were kept; with unit_id that participant's place on each. */
    private ObjectNode history(Args args, Viewer viewer) {
        var unit = args.text("unit_id");
        var answer = Json.object().put("activity_id", contest.activityId());
        if (unit == null) {
            var list = answer.putArray("boards");
            history.versions(contest.activityId()).stream()
                    .filter(kept -> results.tells(contest, kept.version()))
                    .forEach(kept -> list.addObject()
                            .put("version", kept.version())
                            .put("as_of", kept.asOf().toString()));
            results.history(contest, list);
            return answer;
        }
        if (mine(now(), unit, viewer) == null) {
            throw unknown(unit);
        }
        var points = answer.put("unit_id", unit).putArray("points");
        history.of(contest.activityId(), unit).stream()
                .filter(point -> results.tells(contest, point.version()))
                .forEach(point -> {
                    var node = points.addObject()
                            .put("version", point.version())
                            .put("as_of", point.asOf().toString())
                            .put(
                                    "rank",
                                    point.row().rank() <= contest.rankingTop()
                                            ? point.row().rank()
                                            : null);
                    BoardRows.score(node, point.row().score(), contest.metric().scale());
                });
        return answer;
    }

    private ObjectNode me(Args args, Viewer viewer) {
        var unit = args.required("unit_id");
        var board = now();
        var answer = head(board);
        var mine = mine(board, unit, viewer);
        if (mine == null) {
            throw unknown(unit);
        }
        answer.set("me", mine);
        int place = board.place(unit).orElse(0);
        var ahead = place == 0 ? null : board.rows().get(place - 1);
        var rows = new BoardRows(contest, board, viewer);
        boolean sameList = ahead != null && rows.together(ahead.unit(), unit);
        answer.set("ahead", ahead == null || !sameList ? null : rows.row(ahead));
        rows.gap(answer, place);
        rows.around(answer.putArray("around"), place);
        return answer;
    }

    private JsonNode explain(Args args, Viewer viewer) {
        if (viewer.anonymous()) {
            throw new Refusal(
                    SubCode.ACTION_NOT_ALLOWED, "explain shows receipts; it needs a signed call or a page session");
        }
        var unit = args.required("unit_id");
        int limit = args.integer("limit", 1, ROWS_MAX, ROWS_MAX);
        if (now().place(unit).isEmpty()) {
            throw unknown(unit);
        }
        var asked = new Explanations.Asked(unit, args.text("after"), limit, args.truth("lines"));
        var published = results.frozen(contest);
        return published == null
                ? explanations.explain(contest, asked)
                : explanations.explain(contest, published, asked);
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
                .put("total", board.shown().size());
        if (!board.complete()) {
            answer.put("computing", true);
        }
        results.head(contest, answer);
        return answer;
    }

    /** Nobody without signature or session learns of a place the page does not show. */
    private @Nullable ObjectNode mine(Board board, String unit, Viewer viewer) {
        return board.place(unit)
                .filter(place -> !viewer.anonymous() || place < contest.showTop())
                .map(place ->
                        new BoardRows(contest, board, viewer).row(board.rows().get(place)))
                .orElse(null);
    }
}
