package dev.serai.contest;

import dev.serai.contest.Prizes.Award;
import dev.serai.kernel.Ids;
import dev.serai.operator.Refused;
import dev.serai.reward.Rewards;
import dev.serai.reward.Rewards.GrantOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Prizes as they were given and taken back, always in the transaction that publishes. */
@Component
final class PrizeGrants {
    private final JdbcClient db;
    private final PrizeAccounts accounts;
    private final Rewards rewards;
    private final Ids ids;

    PrizeGrants(JdbcClient db, PrizeAccounts accounts, Rewards rewards, Ids ids) {
        this.db = db;
        this.accounts = accounts;
        this.rewards = rewards;
        this.ids = ids;
    }

    /** One piece of a prize for a unit. */
    record Piece(String prize, String unit, int number) {}

    /** A piece somebody has. */
    record Held(Piece piece, int round, String subject, String grantId) {}

    /**
     * @param undue held, and no longer due
     * @param missing due, and not held
     */
    record Moves(List<Held> undue, List<Piece> missing) {}

    /** What the contest gives by these rows. */
    List<Award> due(Contest contest, List<Board.Row> rows, Map<String, String> groups, Map<String, String> divisions) {
        var prizes = contest.closing().prizes();
        if (prizes == null) {
            return List.of();
        }
        var lists = contest.rules().divisions() != null ? divisions : contest.groupTop() > 0 ? groups : null;
        Function<String, String> listOf = lists == null ? _ -> "" : unit -> lists.getOrDefault(unit, "");
        return prizes.awards(rows, listOf);
    }

    Moves moves(long activityId, List<Award> due) {
        Map<Piece, Held> held = new LinkedHashMap<>();
        held(activityId).forEach(one -> held.put(one.piece, one));
        List<Piece> missing = new ArrayList<>();
        for (var award : due) {
            for (int i = 1; i <= award.count(); i++) {
                var piece = new Piece(award.prize().id(), award.unit(), i);
                if (held.remove(piece) == null) {
                    missing.add(piece);
                }
            }
        }
        return new Moves(List.copyOf(held.values()), missing);
    }

    private List<Held> held(long activityId) {
        return db.sql("""
                        SELECT prize, unit, piece, round, subject, grant_id FROM contest.prize_grant
                        WHERE activity_id = ? AND taken_n IS NULL ORDER BY prize, unit, piece""")
                .param(activityId)
                .query((rs, _) -> new Held(
                        new Piece(rs.getString(1), rs.getString(2), rs.getInt(3)),
                        rs.getInt(4),
                        rs.getString(5),
                        rs.getString(6)))
                .list();
    }

    /** What giving these would write; nothing is written yet. */
    List<Held> order(Contest contest, List<Piece> pieces) {
        if (pieces.size() > Prizes.PIECES_MAX) {
            throw Refused.conflict(
                    "prizes.too_many",
                    "the prizes are " + pieces.size() + " pieces, at most " + Prizes.PIECES_MAX
                            + " are given at once; rank fewer, or take ties: none");
        }
        var to =
                accounts.of(contest, pieces.stream().map(Piece::unit).distinct().toList());
        Map<Piece, Integer> rounds = new HashMap<>();
        db.sql("SELECT prize, unit, piece, max(round) FROM contest.prize_grant WHERE activity_id = ? GROUP BY 1, 2, 3")
                .param(contest.activityId())
                .query(rs -> {
                    rounds.put(new Piece(rs.getString(1), rs.getString(2), rs.getInt(3)), rs.getInt(4));
                });
        List<Held> ordered = new ArrayList<>();
        for (var piece : pieces) {
            var account = to.get(piece.unit);
            if (account == null) {
                throw new IllegalStateException("unit " + piece.unit + " was given no account");
            }
            ordered.add(new Held(piece, rounds.getOrDefault(piece, 0) + 1, account.subject(), ids.next()));
        }
        return ordered;
    }

    /** Gives them, in the transaction of publication {@code n}, which stands already. */
    void give(Contest contest, int n, List<Held> ordered) {
        var prizes = contest.closing().prizes();
        if (prizes == null || ordered.isEmpty()) {
            return;
        }
        Map<String, Prizes.Prize> byId = new HashMap<>();
        prizes.list().forEach(prize -> byId.put(prize.id(), prize));
        List<GrantOrder> orders = new ArrayList<>();
        for (var one : ordered) {
            var prize = byId.get(one.piece.prize);
            if (prize == null) {
                throw new IllegalStateException("prize " + one.piece.prize + " is not the contest's");
            }
            orders.add(new GrantOrder(
                    one.grantId,
                    prizes.merchant(),
                    contest.activityId(),
                    Definition.sha256(contest.closing().file()),
                    prize.id(),
                    one.subject,
                    // A person may hold several units, and may be given again what was taken back.
                    one.piece.unit + ":" + one.piece.number + ":" + one.round,
                    prize.kind(),
                    prize.pool(),
                    prize.costMinor(),
                    prizes.currency(),
                    "publication/" + n));
        }
        db.sql("""
                        INSERT INTO contest.prize_grant (activity_id, prize, unit, piece, round, subject, grant_id, given_n)
                        SELECT ?, prize, unit, piece, round, subject, grant_id, ?
                        FROM unnest(?::text[], ?::text[], ?::int[], ?::int[], ?::text[], ?::text[])
                            AS given (prize, unit, piece, round, subject, grant_id)""")
                .params(
                        contest.activityId(),
                        n,
                        texts(ordered, one -> one.piece.prize),
                        texts(ordered, one -> one.piece.unit),
                        ordered.stream().map(one -> one.piece.number).toArray(Integer[]::new),
                        ordered.stream().map(Held::round).toArray(Integer[]::new),
                        texts(ordered, Held::subject),
                        texts(ordered, Held::grantId))
                .update();
        rewards.grant(orders);
    }

    /** Takes them back, in the transaction of correction {@code n}. */
    void take(long activityId, int n, List<Held> held, String reason) {
        if (held.isEmpty()) {
            return;
        }
        db.sql("UPDATE contest.prize_grant SET taken_n = ? WHERE activity_id = ? AND grant_id = ANY (?::text[])")
                .params(n, activityId, texts(held, Held::grantId))
                .update();
        rewards.revert(held.stream().map(Held::grantId).toList(), reason);
    }

    private static String[] texts(List<Held> held, Function<Held, String> of) {
        return held.stream().map(of).toArray(String[]::new);
    }
}
