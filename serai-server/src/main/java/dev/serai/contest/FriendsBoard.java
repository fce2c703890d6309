package dev.serai.contest;

import dev.serai.activity.Play.Viewer;
import dev.serai.kernel.Json;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * A user among his friends: their rows of the whole board, ranked by themselves. Each friend is looked up in the board in
 * memory; its other rows are not touched.
 */
@Component
final class FriendsBoard {
    private final Friendships friendships;

    FriendsBoard(Friendships friendships) {
        this.friendships = friendships;
    }

    /** Args {@code limit, offset}. {@code more} is true where he has more friends than are looked at. */
    ObjectNode board(Contest contest, Board board, Args args, Viewer viewer, Fraction without) {
        int limit = args.integer("limit", 1, ContestPlay.ROWS_MAX, contest.showTop());
        int offset = args.integer("offset", 0, Integer.MAX_VALUE, 0);
        var me = user(viewer);
        var friends = friendships.of(me);
        boolean more = friends.size() > Friendships.FRIENDS_MAX;
        Map<String, Fraction> scores = new HashMap<>(friends.size() * 2);
        for (var friend : friends.keySet()) {
            if (scores.size() < Friendships.FRIENDS_MAX) {
                scores.put(friend, score(board, friend, without));
            }
        }
        int counted = scores.size();
        scores.put(me, score(board, me, without));
        var rows = Ranking.rank(scores, contest.metric().descending());
        var answer = Json.object()
                .put("activity_id", contest.activityId())
                .put("as_of", board.asOf().toString())
                .put("version", board.version())
                .put("unit", contest.unit())
                .put("total", rows.size())
                .put("friends", counted)
                .put("more", more)
                .put("hidden", friendships.hidden(me));
        var list = answer.putArray("rows");
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            boolean mine = row.unit().equals(me);
            if (mine) {
                answer.set("me", row(contest, row, null));
            }
            if (i >= offset && i < (long) offset + limit) {
                list.add(row(contest, row, friends.get(row.unit())));
            }
        }
        return answer;
    }

    /** {@code {hidden: true | false}}: whether he is on his friends' boards, and they on his. */
    ObjectNode hide(Args args, Viewer viewer) {
        if (!args.given().path("hidden").isBoolean()) {
            throw new Refusal(SubCode.PARAM_MISSING, "args.hidden is missing; send true or false");
        }
        boolean hidden = args.flag("hidden");
        friendships.hide(user(viewer), hidden);
        return Json.object().put("hidden", hidden);
    }

    private static String user(Viewer viewer) {
        var user = viewer.userId();
        if (user == null) {
            throw new Refusal(SubCode.TOKEN_MISSING, "friends are a user's; the call names none");
        }
        return user;
    }

    private static Fraction score(Board board, String unit, Fraction without) {
        return board.place(unit).map(place -> board.rows().get(place).score()).orElse(without);
    }

    private static ObjectNode row(Contest contest, Board.Row row, @Nullable String nickname) {
        var node = Json.object()
                .put("rank", row.rank())
                .put("unit_id", row.unit())
                .put("unit_name", nickname == null ? row.unit() : nickname);
        BoardRows.score(node, row.score(), contest.metric().scale());
        return node.put(
                "display", BoardRows.display(row.score(), contest.metric().scale()));
    }
}
