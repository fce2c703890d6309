package dev.serai.contest;

import dev.serai.kernel.Excerpt;
import dev.serai.operator.Actor;
import dev.serai.operator.Refused;
import dev.serai.operator.Role;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What must be so before a result is published. Each rule is both refused by and shown beforehand, as one list. */
@Component
final class PublicationRules {
    private static final int REASON_LENGTH_MAX = 1_000;

    private final Endings endings;
    private final OpenFlags flags;
    private final RecountBook recounts;
    private final Clock clock;

    PublicationRules(Endings endings, OpenFlags flags, RecountBook recounts, Clock clock) {
        this.endings = endings;
        this.flags = flags;
        this.recounts = recounts;
        this.clock = clock;
    }

    /** @param found what was found, in a few words; texts for people are the page's */
    record Check(String id, boolean ok, String found) {}

    /** For this person, now. The recount is the last one that was made; publishing makes its own. */
    List<Check> checks(Contest contest, Actor by) {
        var ending = endings.of(contest.activityId());
        var from = Endings.settledAt(contest);
        List<Check> checks = new ArrayList<>();
        checks.add(new Check("settled", !clock.instant().isBefore(from), from.toString()));
        var recount = recounts.newest(contest);
        checks.add(
                recount == null
                        ? new Check("recount", false, "never")
                        : new Check(
                                "recount",
                                recount.differences() == 0,
                                recount.finishedAt() + " " + recount.differences()));
        int open = flags.open(contest.activityId());
        checks.add(new Check("flags", open == 0, Integer.toString(open)));
        if (contest.closing().fourEyes()) {
            var review = ending.review();
            checks.add(new Check("review", review != null, review == null ? "" : review.by()));
        }
        var mayNot = mayNot(contest, ending.review(), by);
        checks.add(new Check("approver", mayNot == null, mayNot == null ? by.name() : mayNot.code()));
        return checks;
    }

    /** Asks the database who opened the review: it may have been somebody on another node a moment ago. */
    void requireApprover(Contest contest, Actor by) {
        requireApprover(contest, endings.look().getOrDefault(contest.activityId(), Endings.Ending.OPEN), by);
    }

    /** In the publication's transaction: what is reckoned takes a while, and the review may have been closed meanwhile. */
    void requireApproverStill(Contest contest, Actor by) {
        requireApprover(contest, endings.locked(contest.activityId()), by);
    }

    private static void requireApprover(Contest contest, Endings.Ending now, Actor by) {
        var mayNot = mayNot(contest, now.review(), by);
        if (mayNot != null) {
            throw mayNot;
        }
    }

    private static @Nullable Refused mayNot(Contest contest, Endings.@Nullable Review review, Actor by) {
        if (by.equals(Actor.COMMAND_LINE) || by.equals(Actor.HOUSE)) {
            return new Refused(
                    403,
                    "publication.unnamed",
                    "a result is approved by a person by name; sign in at the console as business manager");
        }
        boolean may = Role.of(by.role())
                .filter(role -> role == Role.BUSINESS_MANAGER || role == Role.SUPER_ADMIN)
                .isPresent();
        if (!may) {
            return new Refused(403, "role.denied", "a result is approved by a business manager, not by " + by.role());
        }
        if (!contest.closing().fourEyes()) {
            return null;
        }
        if (review == null) {
            return Refused.conflict(
                    "publication.no_review", "this contest wants four eyes: somebody else must open the review first");
        }
        return review.by().equals(by.name())
                ? Refused.conflict(
                        "publication.four_eyes",
                        "this contest wants four eyes: " + by.name() + " opened the review, so another must approve")
                : null;
    }

    void requireSettled(Contest contest) {
        var from = Endings.settledAt(contest);
        if (clock.instant().isBefore(from)) {
            throw Refused.conflict(
                    "publication.not_settled",
                    "late facts are waited for until " + from + " (end "
                            + contest.definition().end() + ", settle "
                            + contest.closing().settle() + ")");
        }
    }

    void requireEnded(Contest contest) {
        if (clock.instant().isBefore(contest.definition().end())) {
            throw Refused.conflict(
                    "publication.not_ended",
                    "contest " + contest.activityId() + " runs until "
                            + contest.definition().end());
        }
    }

    void requireNoFlag(long activityId) {
        int open = flags.open(activityId);
        if (open > 0) {
            throw Refused.conflict("publication.flags", open + " flags are not decided yet; decide each of them first");
        }
    }

    static void requireSure(Reckoning.Result result) {
        var doubt = result.doubt();
        if (doubt != null) {
            throw Refused.conflict("publication.unsure", doubt);
        }
    }

    static void requireSound(Set<PrizeMove> moves) {
        if (moves.isEmpty() || moves.contains(PrizeMove.KEEP) && moves.contains(PrizeMove.CLAWBACK)) {
            throw Refused.invalid("prizes must be keep or clawback, grantExtra, or one of the two and grantExtra");
        }
    }

    /** The words a person wrote; refuses none where a reason is needed. */
    static String words(@Nullable String said, boolean needed) {
        var text = said == null ? "" : said.strip().replace("\0", "");
        if (needed && text.isEmpty()) {
            throw Refused.invalid("reason is missing; say why, it is kept with the result");
        }
        if (text.length() > REASON_LENGTH_MAX) {
            throw Refused.invalid("reason must be at most " + REASON_LENGTH_MAX + " characters, was " + text.length()
                    + ": " + Excerpt.of(text, 40));
        }
        return text;
    }
}
