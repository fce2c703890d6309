package dev.serai.contest;

import dev.serai.kernel.Json;
import dev.serai.operator.Actor;
import dev.serai.operator.Refused;
import dev.serai.release.Snapshots;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The publication desk, for reading. What was published is told of deleted contests as well: it stays for whoever must account
 * for it.
 */
@Component
public final class PublicationView {
    /** Rows, changes or prizes told at once. */
    public static final int ROWS_MAX = 1_000;

    private final JdbcClient db;
    private final Snapshots snapshots;
    private final Contests contests;
    private final Boards boards;
    private final Reckoning reckoning;
    private final PublicationTable publications;
    private final PublicationRules rules;
    private final PrizeGrants prizes;
    private final PrizeAccounts accounts;
    private final RecountBook recounts;
    private final Endings endings;
    private final Clock clock;

    PublicationView(
            JdbcClient db,
            Snapshots snapshots,
            Contests contests,
            Boards boards,
            Reckoning reckoning,
            PublicationTable publications,
            PublicationRules rules,
            PrizeGrants prizes,
            PrizeAccounts accounts,
            RecountBook recounts,
            Endings endings,
            Clock clock) {
        this.db = db;
        this.snapshots = snapshots;
        this.contests = contests;
        this.boards = boards;
        this.reckoning = reckoning;
        this.publications = publications;
        this.rules = rules;
        this.prizes = prizes;
        this.accounts = accounts;
        this.recounts = recounts;
        this.endings = endings;
        this.clock = clock;
    }

    /** Contests whose end has come, found by asking: first those that could be published by now, the longest waiting first. */
    public ObjectNode ended() {
        var now = clock.instant();
        var answer = Json.object();
        var list = answer.putArray("contests");
        snapshots.now().all(Contest.class).stream()
                .filter(contest -> !contest.definition().end().isAfter(now))
                .sorted(Comparator.comparing((Contest contest) ->
                                endings.of(contest.activityId()).published() > 0)
                        .thenComparing(Endings::settledAt))
                .limit(ROWS_MAX)
                .forEach(contest -> {
                    var one = list.addObject().put("activity_id", contest.activityId());
                    contest.name().forEach(one.putObject("name")::put);
                    one.put("state", endings.state(contest, now))
                            .put("ended_at", contest.definition().end().toString())
                            .put("settled_at", Endings.settledAt(contest).toString())
                            .put(
                                    "due",
                                    endings.of(contest.activityId()).published() == 0
                                            && !Endings.settledAt(contest).isAfter(now))
                            .put("differs", endings.of(contest.activityId()).differs());
                });
        return answer;
    }

    /** Everything the desk of one contest shows. Of a deleted one what was published of it. */
    public ObjectNode desk(long activityId, Actor by) {
        var contest = contests.contest(activityId, null);
        var history = publications.all(activityId, PublishedResults.TOLD_MAX);
        if (contest.isEmpty() && history.isEmpty()) {
            throw Refused.notFound("there is no contest " + activityId + ", and nothing was published of one");
        }
        var answer = Json.object().put("activity_id", activityId).put("deleted", contest.isEmpty());
        contest.ifPresent(there -> now(there, by, answer));
        var list = answer.putArray("publications");
        history.forEach(one -> list.addObject()
                .put("n", one.n())
                .put("published_at", one.publishedAt().toString())
                .put("approved_by", one.approvedBy())
                .put("role", one.approvedRole())
                .put("reason", one.reason())
                .put("board_version", one.boardVersion())
                .put("prev", one.prevHash())
                .put("hash", one.hash()));
        return answer;
    }

    private void now(Contest contest, Actor by, ObjectNode answer) {
        var ending = endings.of(contest.activityId());
        contest.name().forEach(answer.putObject("name")::put);
        answer.put("state", endings.state(contest, clock.instant()))
                .put("unit", contest.unit())
                .put("scale", contest.metric().scale())
                .put("ended_at", contest.definition().end().toString())
                .put("settled_at", Endings.settledAt(contest).toString())
                .put("four_eyes", contest.closing().fourEyes())
                .put("differs", ending.differs());
        var review = ending.review();
        if (review == null) {
            answer.putNull("review");
        } else {
            answer.putObject("review")
                    .put("by", review.by())
                    .put("role", review.role())
                    .put("at", review.at().toString())
                    .put("note", review.note());
        }
        var checks = answer.putArray("checks");
        rules.checks(contest, by)
                .forEach(check -> checks.addObject()
                        .put("id", check.id())
                        .put("ok", check.ok())
                        .put("found", check.found()));
        var nights = answer.putArray("recounts");
        recounts.nights(contest.activityId(), contest.definition().hash(), 14)
                .forEach(night -> nights.addObject()
                        .put("night", night.night().toString())
                        .put("finished_at", night.finishedAt().toString())
                        .put("unit_days", night.unitDays())
                        .put("differences", night.differences()));
        plan(contest, answer);
    }

    /** What the prizes are, what they can cost at most, and what they would be by the board as it stands. */
    private void plan(Contest contest, ObjectNode answer) {
        var plan = contest.closing().prizes();
        if (plan == null) {
            answer.putNull("prizes");
            return;
        }
        var board = boards.of(contest);
        var due = prizes.due(contest, board.rows(), board.groups(), board.divisions());
        var to = accounts.of(
                contest, due.stream().map(Prizes.Award::unit).distinct().toList());
        var node = answer.putObject("prizes")
                .put("currency", plan.currency())
                .put("prize_ties", plan.ties().word())
                .put("merchant", plan.merchant().value())
                .put("participants", board.rows().size())
                .put("worst_case_minor", plan.worstCaseMinor(board.rows().size()))
                .put("cost_minor", Prizes.costMinor(due));
        var list = node.putArray("list");
        plan.list()
                .forEach(prize -> list.addObject()
                        .put("id", prize.id())
                        .put("from", prize.from())
                        .put("to", prize.to())
                        .put("type", prize.kind())
                        .put("pool", prize.pool())
                        .put("cost_minor", prize.costMinor())
                        .put("count", prize.count()));
        var winners = node.putArray("winners");
        due.stream().limit(ROWS_MAX).forEach(award -> {
            var account = to.get(award.unit());
            winners.addObject()
                    .put("prize", award.prize().id())
                    .put("unit_id", award.unit())
                    .put("unit_name", BoardRows.called(contest, board, award.unit(), false))
                    .put("rank", award.rank())
                    .put("count", award.count())
                    .put("subject", account == null ? null : account.subject())
                    .put("named", account != null && account.named());
        });
    }

    /** The exact text of a publication. */
    public String document(long activityId, int n) {
        return found(activityId, n).document();
    }

    private Publication found(long activityId, int n) {
        return publications
                .find(activityId, n)
                .orElseThrow(() -> Refused.notFound("contest " + activityId + " has no publication " + n));
    }

    /** A publication's rows and what it changed of the one before. */
    public ObjectNode publication(long activityId, int n, int offset, int limit) {
        var one = found(activityId, n);
        var text = Json.read(one.document());
        int scale = text.path("metric").path("scale").asInt();
        var answer = Json.object()
                .put("activity_id", activityId)
                .put("n", n)
                .put("published_at", one.publishedAt().toString())
                .put("approved_by", one.approvedBy())
                .put("reason", one.reason())
                .put("prev", one.prevHash())
                .put("hash", one.hash())
                .put("prizes_moved", text.path("prizes_moved").asString())
                .put("prizes_given", text.path("prizes_given").size())
                .put("prizes_taken", text.path("prizes_taken").size())
                .put("unit", text.path("unit").asString())
                .put("total", text.path("rows").size());
        var rows = answer.putArray("rows");
        var all = text.path("rows");
        for (long i = offset; i < Math.min(all.size(), (long) offset + limit); i++) {
            var row = all.get((int) i);
            var node = rows.addObject()
                    .put("rank", row.path(0).asInt())
                    .put("unit_id", row.path(1).asString());
            BoardRows.score(
                    node,
                    new Fraction(
                            row.path(2).bigIntegerValue(),
                            row.path(3).bigIntegerValue(),
                            row.path(4).asBoolean()),
                    scale);
        }
        changes(answer.putArray("changes"), n == 1 ? List.of() : publications.changes(activityId, n, ROWS_MAX), scale);
        return answer;
    }

    private static void changes(ArrayNode into, List<PublicationTable.Change> changes, int scale) {
        changes.forEach(change -> {
            var node = into.addObject()
                    .put("unit_id", change.unit())
                    .put("rank_before", change.rankBefore())
                    .put("rank_after", change.rankAfter());
            score(node, "before", change.before(), scale);
            score(node, "after", change.after(), scale);
        });
    }

    private static void score(ObjectNode into, String name, @Nullable Fraction score, int scale) {
        if (score == null) {
            into.putNull(name);
        } else {
            BoardRows.score(into.putObject(name), score, scale);
        }
    }

    /** What a correction would change now: rows, and prizes held without being due or due without being held. */
    public ObjectNode correction(long activityId) {
        var contest = contests.contest(activityId, null)
                .orElseThrow(() -> Refused.notFound("there is no contest " + activityId + " in force"));
        var newest = publications
                .newest(activityId)
                .orElseThrow(() -> Refused.conflict(
                        "correction.unpublished", "nothing is published of contest " + activityId + " yet"));
        var result = reckoning.now(contest);
        var before = byUnit(publications.board(contest, newest).rows());
        var after = byUnit(result.rows());
        Set<String> units = new LinkedHashSet<>(after.keySet());
        units.addAll(before.keySet());
        var changes = units.stream()
                .filter(unit -> !Objects.equals(before.get(unit), after.get(unit)))
                .map(unit -> PublicationTable.Change.of(unit, before.get(unit), after.get(unit)))
                .toList();
        var answer = Json.object().put("activity_id", activityId).put("after", newest.n());
        answer.put("doubt", result.doubt()).put("changed", changes.size());
        changes(
                answer.putArray("changes"),
                changes.stream().limit(ROWS_MAX).toList(),
                contest.metric().scale());
        var moves = prizes.moves(activityId, prizes.due(contest, result.rows(), result.groups(), result.divisions()));
        var undue = answer.putArray("undue");
        moves.undue().stream()
                .limit(ROWS_MAX)
                .forEach(one -> piece(undue, one.piece()).put("subject", one.subject()));
        var missing = answer.putArray("missing");
        moves.missing().stream().limit(ROWS_MAX).forEach(one -> piece(missing, one));
        return answer;
    }

    private static Map<String, Board.Row> byUnit(List<Board.Row> rows) {
        return rows.stream()
                .collect(Collectors.toMap(Board.Row::unit, Function.identity(), (a, b) -> a, LinkedHashMap::new));
    }

    private static ObjectNode piece(ArrayNode into, PrizeGrants.Piece piece) {
        return into.addObject()
                .put("prize", piece.prize())
                .put("unit_id", piece.unit())
                .put("piece", piece.number());
    }

    /** Every prize that was given, and where each stands; newest first. */
    public ObjectNode prizes(long activityId) {
        var answer = Json.object().put("activity_id", activityId);
        var list = answer.putArray("prizes");
        db.sql("""
                        SELECT prize, unit, piece, round, subject, grant_id, given_n, taken_n FROM contest.prize_grant
                        WHERE activity_id = ? ORDER BY given_n DESC, prize, unit, piece LIMIT ?""").params(activityId, ROWS_MAX).query(rs -> {
            list.addObject()
                    .put("prize", rs.getString(1))
                    .put("unit_id", rs.getString(2))
                    .put("piece", rs.getInt(3))
                    .put("round", rs.getInt(4))
                    .put("subject", rs.getString(5))
                    .put("grant_id", rs.getString(6))
                    .put("given_n", rs.getInt(7))
                    .put("taken_n", rs.getObject(8, Integer.class));
        });
        return answer;
    }
}
