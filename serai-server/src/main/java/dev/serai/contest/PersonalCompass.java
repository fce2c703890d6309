package dev.serai.contest;

import dev.serai.activity.Outlook;
import dev.serai.activity.PageGuests;
import dev.serai.kernel.Excerpt;
import dev.serai.kernel.Json;
import dev.serai.openapi.PublicPage;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Document 001's other address: a clerk's score of every day of a month. {@code data} is a JSON object with clerkNumber,
 * year, month and shopNumber; {@code actType} is list. Answers a list of {@code {clerkCode, day, totalScore}}, one row a day,
 * to the clerk himself and to those whose part of the company he belongs to, as their page session or embed link says. The
 * days are those of the session's or link's contest.
 */
@Component
final class PersonalCompass implements PublicPage {
    private final Contests contests;
    private final Boards boards;
    private final PageGuests guests;
    private final Whereabouts whereabouts;
    private final UnitDays days;

    PersonalCompass(Contests contests, Boards boards, PageGuests guests, Whereabouts whereabouts, UnitDays days) {
        this.contests = contests;
        this.boards = boards;
        this.guests = guests;
        this.whereabouts = whereabouts;
        this.days = days;
    }

    @Override
    public String path() {
        return "/shoppk/PersonalCompass.action";
    }

    /** Whose month is asked for. */
    private record Asked(String shop, String clerk, YearMonth month) {}

    @Override
    public Reply answer(Visit visit) {
        try {
            var all = guests.guests(visit);
            if (all.isEmpty()) {
                throw new Refusal(
                        SubCode.SESSION_EXPIRED,
                        "a clerk's days need a page session or an embed link; open the page from the app");
            }
            var asked = asked(visit);
            var counted = all.stream()
                    .flatMap(guest -> clerks(guest).map(contest -> new Let(guest, contest)).stream())
                    .toList();
            if (counted.isEmpty()) {
                throw new Refusal(
                        SubCode.SESSION_EXPIRED,
                        "page session and embed links are of no contest in which clerks add up days");
            }
            // One answer to everything that is not his to see: it must not tell which clerks there are.
            var contest = counted.stream()
                    .filter(let -> sees(let, asked))
                    .map(let -> let.contest)
                    .findFirst()
                    .orElseThrow(() -> new Refusal(
                            SubCode.SESSION_EXPIRED, "neither page session nor embed link is this clerk's"));
            return OldPage.reply(200, days(contest, asked));
        } catch (Refusal refusal) {
            return OldPage.refusal(refusal, visit);
        }
    }

    /** Somebody who was let in, and the contest he was let in to. */
    private record Let(PageGuests.Guest guest, Contest contest) {}

    /** His contest, if clerks add up days in it. */
    private Optional<Contest> clerks(PageGuests.Guest guest) {
        return contests.contest(guest.activityId(), guest.app())
                .filter(one -> one.unit().equals("clerk") && !one.metric().nightly());
    }

    private boolean sees(Let let, Asked asked) {
        var contest = let.contest;
        var outlook = let.guest.outlook();
        var board = boards.of(contest);
        boolean himself =
                outlook.level() == Outlook.Level.CLERK && outlook.unit().equals(asked.clerk);
        if (!himself && (board.place(asked.clerk).isEmpty() || !outlook.explains())) {
            return false;
        }
        try {
            var sight = Sight.of(contest, board, let.guest.viewer(), whereabouts);
            var shop = new Where(contest, board, whereabouts).of(asked.clerk, Outlook.Level.STORE);
            // Where nothing tells the shop of a clerk who asks for himself, whatever he says will do.
            return (himself || sight.within(asked.clerk)) && (shop == null ? himself : shop.equals(asked.shop));
        } catch (Refusal notHis) {
            return false;
        }
    }

    private static Asked asked(Visit visit) {
        if (!"list".equals(visit.query().getOrDefault("actType", "list"))) {
            throw new Refusal(SubCode.PARAM_INVALID, "actType must be list");
        }
        var text = visit.query().get("data");
        if (text == null || text.isEmpty()) {
            throw new Refusal(SubCode.PARAM_MISSING, "data is missing; send {shopNumber, clerkNumber, year, month}");
        }
        try {
            JsonNode data = Json.read(text);
            var month = YearMonth.of(
                    Integer.parseInt(data.path("year").asString("")),
                    Integer.parseInt(data.path("month").asString("")));
            return new Asked(
                    data.path("shopNumber").asString(""),
                    data.path("clerkNumber").asString(""),
                    month);
        } catch (JacksonException | NumberFormatException | DateTimeException e) {
            throw new Refusal(
                    SubCode.PARAM_INVALID,
                    "data must be {\"shopNumber\":\"1072\",\"clerkNumber\":\"1072_018\",\"year\":\"2017\",\"month\":\"1\"}, found "
                            + Excerpt.of(text, 100));
        }
    }

    private JsonNode days(Contest contest, Asked asked) {
        var given = contest.definition().given();
        var first = asked.month.atDay(1);
        if (first.isBefore(given.firstDay()) || asked.month.atEndOfMonth().isAfter(given.lastDay())) {
            throw new Refusal(
                    SubCode.PARAM_INVALID,
                    "the contest counts from " + given.firstDay() + " to " + given.lastDay()
                            + "; ask for a month within");
        }
        var sums = days.of(contest, List.of(asked.clerk), first, first.plusMonths(1))
                .getOrDefault(asked.clerk, new TreeMap<>());
        var list = Json.MAPPER.createArrayNode();
        for (var day = first; day.getMonth() == asked.month.getMonth(); day = day.plusDays(1)) {
            var score = contest.score(sums.getOrDefault(day, Totals.NOTHING));
            list.addObject()
                    .put("clerkCode", asked.clerk)
                    .put("day", day.toString())
                    .put("totalScore", score.rounded(contest.metric().scale()));
        }
        return list;
    }
}
