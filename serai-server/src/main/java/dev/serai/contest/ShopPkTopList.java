package dev.serai.contest;

import dev.serai.activity.PageGuests;
import dev.serai.activity.Play;
import dev.serai.kernel.Json;
import dev.serai.openapi.PublicPage;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Document 001's own address and form: a list of {@code {clerkCode | shopCode, totalScore, top}}, best first, {@code top} a
 * string as there. Without page session or embed link only for contests declared public, clerkCode then holding the
 * nickname; with one of that contest, codes as far as the viewer may know them.
 */
@Component
final class ShopPkTopList implements PublicPage {
    private static final Duration COUNTED_WITHIN = Duration.ofSeconds(5);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private static final Play.Viewer STRANGER = new Play.Viewer(null, false, true);

    private final Contests contests;
    private final ShownBoards boards;
    private final PageGuests guests;
    private final Whereabouts whereabouts;

    ShopPkTopList(Contests contests, ShownBoards boards, PageGuests guests, Whereabouts whereabouts) {
        this.contests = contests;
        this.boards = boards;
        this.guests = guests;
        this.whereabouts = whereabouts;
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
        long id = Long.parseLong(text);
        try {
            var guest = guests.guests(visit).stream()
                    .filter(one -> one.activityId() == id)
                    .findFirst();
            var contest = contests.contest(id, guest.map(PageGuests.Guest::app).orElse(null))
                    .orElseThrow(() -> new Refusal(SubCode.ACTIVITY_UNKNOWN, "there is no contest " + text));
            if (!contest.open() && guest.isEmpty()) {
                throw new Refusal(
                        SubCode.SESSION_EXPIRED,
                        "contest " + text + " is not public; open it from the app, or call activity.handle signed");
            }
            var viewer = guest.map(PageGuests.Guest::viewer).orElse(STRANGER);
            return OldPage.reply(200, list(contest, viewer));
        } catch (Refusal refusal) {
            return OldPage.refusal(refusal, visit);
        }
    }

    private JsonNode list(Contest contest, Play.Viewer viewer) {
        var list = Json.MAPPER.createArrayNode();
        var code = contest.unit().equals("clerk") ? "clerkCode" : "shopCode";
        var board = complete(contest);
        var sight = Sight.of(contest, board, viewer, whereabouts);
        board.shown().stream()
                .limit(contest.showTop())
                .forEach(row -> list.addObject()
                        // A shop's code is no secret; a clerk's is his name.
                        .put(
                                code,
                                sight.near(row.unit()) || !Sight.people(contest)
                                        ? row.unit()
                                        : nickname(contest, board, row.unit()))
                        .put("totalScore", row.score().rounded(contest.metric().scale()))
                        .put("top", Integer.toString(row.rank())));
        return list;
    }

    /** Its form has no word for what is not counted yet, so a contest that was just made is waited for. */
    private Board complete(Contest contest) {
        var until = System.nanoTime() + COUNTED_WITHIN.toNanos();
        for (var board = boards.of(contest); ; board = boards.of(contest)) {
            if (board.complete()) {
                return board;
            }
            if (System.nanoTime() - until > 0) {
                throw new Refusal(
                        SubCode.STORE_UNAVAILABLE,
                        "contest " + contest.activityId() + " is still being counted; come again in a moment");
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    /** A user of the community is nobody a stranger may know. */
    private static @Nullable String nickname(Contest contest, Board board, String unit) {
        return contest.unit().equals("user") ? null : BoardRows.called(contest, board, unit, true);
    }
}
