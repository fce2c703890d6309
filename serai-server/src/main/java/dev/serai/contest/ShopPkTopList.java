package dev.serai.contest;

import dev.serai.kernel.Json;
import dev.serai.openapi.PublicPage;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Document 001's own address and form: a list of {@code {clerkCode | shopCode, totalScore, top}}, best first, {@code top} a
 * string as there. Only for contests declared public.
 */
@Component
final class ShopPkTopList implements PublicPage {
    private final Contests contests;
    private final Boards boards;
    private final PublishedResults results;

    ShopPkTopList(Contests contests, Boards boards, PublishedResults results) {
        this.contests = contests;
        this.boards = boards;
        this.results = results;
    }

    @Override
    public String path() {
        return "/shoppk/ShopPkTopList.action";
    }

    @Override
    public Reply answer(Visit visit) {
        var text = visit.query().get("activityId");
        if (text == null || text.isEmpty()) {
            return OldPage.refusal(
                    new Refusal(SubCode.PARAM_MISSING, "activityId is missing; send the activity's number"), visit);
        }
        if (!text.matches("[0-9]{1,18}")) {
            return OldPage.refusal(new Refusal(SubCode.PARAM_INVALID, "activityId must be a number like 301"), visit);
        }
        var contest = contests.contest(Long.parseLong(text), null);
        if (contest.isEmpty()) {
            return OldPage.refusal(new Refusal(SubCode.ACTIVITY_UNKNOWN, "there is no contest " + text), visit);
        }
        if (!contest.get().open()) {
            return OldPage.refusal(
                    new Refusal(
                            SubCode.SESSION_EXPIRED,
                            "contest " + text + " is not public; open it from the app, or call activity.handle signed"),
                    visit);
        }
        return OldPage.reply(200, list(contest.get()));
    }

    private JsonNode list(Contest contest) {
        var list = Json.MAPPER.createArrayNode();
        var code = contest.unit().equals("clerk") ? "clerkCode" : "shopCode";
        var published = results.board(contest);
        var board = published != null ? published : boards.of(contest);
        board.shown().stream()
                .limit(contest.showTop())
                .forEach(row -> list.addObject()
                        // A shop's code is no secret; a clerk's is his name.
                        .put(
                                code,
                                code.equals("shopCode")
                                        ? row.unit()
                                        : BoardRows.called(contest, board, row.unit(), true))
                        .put("totalScore", row.score().rounded(contest.metric().scale()))
                        .put("top", Integer.toString(row.rank())));
        return list;
    }
}
