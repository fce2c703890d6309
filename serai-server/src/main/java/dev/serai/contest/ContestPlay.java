package dev.serai.contest;

import dev.serai.activity.ActivityCard;
import dev.serai.activity.Changes;
import dev.serai.activity.Play;
import dev.serai.kernel.Excerpt;
import dev.serai.kernel.Json;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A contest's actions: info, board, me, explain, history, movement, versus; of a contest of users friends and hide_me too. */
final class ContestPlay implements Play {
    /** Rows one answer may have. */
    static final int ROWS_MAX = 1_000;

    private static final Set<String> ACTIONS =
            Set.of("info", "board", "me", "explain", "history", "movement", "versus", "publications", "publication");
    private static final Set<String> OF_USERS = Set.of("friends", "hide_me");

    private final Contest contest;
    private final ContestParts parts;
    private final PublishedResults results;
    private final BoardHistory history;

    ContestPlay(Contest contest, ContestParts parts) {
        this.contest = contest;
        this.parts = parts;
        this.results = parts.results();
        this.history = parts.history();
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
                results.state(contest, parts.clock().instant()));
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
    public int order() {
        return contest.card().order();
    }

    @Override
    public Set<String> actions() {
        if (!contest.unit().equals("user")) {
            return ACTIONS;
        }
        var all = new TreeSet<>(ACTIONS);
        all.addAll(OF_USERS);
        return all;
    }

    @Override
    public boolean needsUser(String action) {
        return OF_USERS.contains(action);
    }

    @Override
    public JsonNode act(String action, ObjectNode args, Viewer viewer) {
        var given = new Args(args);
        return switch (action) {
            case "info" -> info(viewer);
            case "board" -> board(given, viewer);
            case "me" -> me(given, viewer);
            case "explain" -> explain(given, viewer);
            case "history" -> history(given, viewer);
            case "movement" -> movement(given, viewer);
            case "friends" -> parts.friends().board(contest, now(), given, viewer, contest.withoutDocuments());
            case "hide_me" -> parts.friends().hide(given, viewer);
            case "versus" -> versus(parts.versus().page(contest, given), moment(now(), viewer));
            case "publications" -> results.list(contest, viewer);
            case "publication" -> results.document(contest, given, viewer);
            default ->
                throw new Refusal(
                        SubCode.ACTION_UNKNOWN,
                        "a contest answers info, board, me, explain, history, movement, versus, publications and"
                                + " publication, not " + action);
        };
    }

    private Sight sight(Board board, Viewer viewer) {
        return Sight.of(contest, board, viewer, parts.whereabouts());
    }

    /** What strangers see now: everybody before a screen asks for it when the board has moved. */
    @Override
    public Optional<Page> page(String action, ObjectNode args, Viewer viewer) {
        if (!viewer.anonymous()) {
            return Optional.empty();
        }
        var given = new Args(args);
        return switch (action) {
            // One that was kept is rarely asked for, and its names are today's.
            case "board" -> args.has("version") ? Optional.empty() : Optional.of(boardPage(given, viewer));
            // When a night becomes the shown one is not told by what was counted.
            case "versus" -> contest.metric().nightly() ? Optional.empty() : versusPage(given, viewer);
            default -> Optional.empty();
        };
    }

    private Page boardPage(Args args, Viewer viewer) {
        var asked = BoardAsk.of(args, contest);
        var board = now();
        return page(board, viewer, asked, () -> board(asked, board, viewer));
    }

    private Optional<Page> versusPage(Args args, Viewer viewer) {
        var asked = parts.versus().page(contest, args);
        // Before the board, so that what is made is at least as new as what it is kept by.
        var counted = parts.boards().counted(contest);
        var board = now();
        var moment = moment(board, viewer);
        return Optional.ofNullable(counted)
                .map(rev -> page(board, viewer, moment.asked(asked, rev), () -> versus(asked, moment)));
    }

    private Page page(Board board, Viewer viewer, BoardPages.Asked asked, Supplier<? extends JsonNode> answer) {
        var key = new BoardPages.Key(
                contest.activityId(),
                contest.variant(),
                card().state(),
                results.ending(contest),
                board.version(),
                board.complete(),
                viewer,
                asked);
        return parts.pages().page(key, answer);
    }

    @Override
    public Optional<Changes> changes() {
        return Optional.of(new Changes() {
            @Override
            public Mark now() {
                var board = ContestPlay.this.now();
                return new Mark(board.version(), board.asOf());
            }

            @Override
            public Ear listen(Consumer<Mark> hearer) {
                // What rang may be a board that is not shown any more: told is what a page would be shown.
                return parts.bells().listen(contest.activityId(), () -> hearer.accept(now()));
            }
        });
    }

    private ObjectNode info(Viewer viewer) {
        var board = now();
        var info = new ContestInfo(contest).told(card(), board, sight(board, viewer));
        results.info(contest, info);
        return info;
    }

    private ObjectNode movement(Args args, Viewer viewer) {
        int limit = args.integer("limit", 1, ROWS_MAX, contest.showTop());
        int offset = args.integer("offset", 0, Integer.MAX_VALUE, 0);
        var board = now();
        var sight = sight(board, viewer);
        int shown = sight.fold(board.shown().size());
        int to = (int) Math.min(shown, (long) offset + limit);
        return parts.trends().answer(contest, board, sight, board.shown().subList(Math.min(offset, to), to));
    }

    private ObjectNode board(Args args, Viewer viewer) {
        return board(BoardAsk.of(args, contest), board(args), viewer);
    }

    private ObjectNode board(BoardAsk asked, Board board, Viewer viewer) {
        var sight = sight(board, viewer);
        var group = asked.group();
        if (group != null) {
            sight.requireGroup(group);
        }
        var division = asked.division();
        var part = division == null ? board.shown() : board.division(division, board.shown());
        var list = group == null ? part : board.group(group, part);
        if (asked.mine()) {
            list = list.stream().filter(row -> sight.near(row.unit())).toList();
        }
        boolean all = asked.mine() || group != null && sight.wholeGroup(group);
        long shown = all ? list.size() : sight.fold(list.size());
        var shownTo = new BoardRows(contest, board, sight);
        var answer = head(board);
        answer.put("total", list.size());
        shownTo.divisions(answer);
        var rows = answer.putArray("rows");
        for (long i = asked.offset(); i < Math.min(shown, (long) asked.offset() + asked.limit()); i++) {
            rows.add(shownTo.listed(list.get((int) i)));
        }
        var me = asked.me();
        answer.set("me", me == null ? null : mine(board, me, sight));
        return answer;
    }

    private Board now() {
        return parts.boards().of(contest);
    }

    /** The board now, or one that was kept. */
    private Board board(Args args) {
        var now = now();
        int version = args.integer("version", 1, Integer.MAX_VALUE, 0);
        if (version == 0 || version == now.version()) {
            return now;
        }
        var kept = results.tells(contest, version)
                ? history.board(contest, version, now.groups(), now.names()).map(one -> one.in(now.divisions()))
                : results.board(contest, version);
        return kept.orElseThrow(() -> new Refusal(
                SubCode.NOT_FOUND, "no board of version " + version + " was kept; history lists those that were"));
    }

    /** The boards that were kept; with unit_id that participant's place on each. */
    private ObjectNode history(Args args, Viewer viewer) {
        var unit = args.text("unit_id");
        var board = now();
        var sight = sight(board, viewer);
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
        requireDetails(sight, unit);
        if (board.place(unit).isEmpty()) {
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
        var board = now();
        var sight = sight(board, viewer);
        // Whoever is somebody here need not say who he is.
        var unit = args.given().has("unit_id")
                ? args.required("unit_id")
                : sight.mine().orElseGet(() -> args.required("unit_id"));
        requireDetails(sight, unit);
        int place = board.place(unit).orElseThrow(() -> unknown(unit));
        var answer = head(board);
        var rows = new BoardRows(contest, board, sight);
        answer.set("me", rows.row(board.rows().get(place)));
        var ahead = place == 0 ? null : board.rows().get(place - 1);
        boolean sameList = ahead != null && rows.together(ahead.unit(), unit);
        answer.set("ahead", ahead == null || !sameList ? null : rows.row(ahead));
        rows.gap(answer, place);
        rows.around(answer.putArray("around"), place);
        return answer;
    }

    private ObjectNode versus(Versus.Page page, Versus.Moment moment) {
        var answer = head(moment.rows().board());
        parts.versus().tell(moment, page, answer);
        return answer;
    }

    private Versus.Moment moment(Board board, Viewer viewer) {
        return new Versus.Moment(
                contest,
                card().state(),
                new BoardRows(contest, board, sight(board, viewer)),
                parts.clock().instant());
    }

    private JsonNode explain(Args args, Viewer viewer) {
        if (viewer.anonymous()) {
            throw new Refusal(
                    SubCode.ACTION_NOT_ALLOWED, "explain shows receipts; it needs a signed call or a page session");
        }
        var unit = args.required("unit_id");
        int limit = args.integer("limit", 1, ROWS_MAX, ROWS_MAX);
        var board = now();
        if (!sight(board, viewer).explains(unit)) {
            throw Sight.outside();
        }
        if (board.place(unit).isEmpty()) {
            throw unknown(unit);
        }
        var asked = new Explanations.Asked(unit, args.text("after"), limit, args.flag("lines"));
        var published = results.frozen(contest);
        return published == null
                ? parts.explanations().explain(contest, asked)
                : parts.explanations().explain(contest, published, asked);
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

    /** Nobody learns of a place that is neither shown to everybody nor his to see. */
    private @Nullable ObjectNode mine(Board board, String unit, Sight sight) {
        return board.place(unit)
                .filter(_ -> sight.details(unit) || sight.told(unit))
                .map(place ->
                        new BoardRows(contest, board, sight).row(board.rows().get(place)))
                .orElse(null);
    }

    private static void requireDetails(Sight sight, String unit) {
        if (!sight.details(unit)) {
            throw Sight.outside();
        }
    }
}
