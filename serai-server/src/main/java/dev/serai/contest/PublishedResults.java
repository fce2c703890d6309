package dev.serai.contest;

import dev.serai.activity.Play.Viewer;
import dev.serai.kernel.Json;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a contest's answers say of its end: provisional or published, by which number and hash, and what was frozen with it. */
@Component
final class PublishedResults {
    /** Publications told in one list. */
    static final int TOLD_MAX = 500;

    private final Endings endings;
    private final PublicationTable publications;

    PublishedResults(Endings endings, PublicationTable publications) {
        this.endings = endings;
        this.publications = publications;
    }

    String state(Contest contest, Instant now) {
        return endings.state(contest, now);
    }

    Endings.Ending ending(Contest contest) {
        return endings.of(contest.activityId());
    }

    Endings.@Nullable Frozen frozen(Contest contest) {
        return endings.frozen(contest);
    }

    /** The published board; null while nothing is published. */
    @Nullable Board board(Contest contest) {
        var frozen = endings.frozen(contest);
        return frozen == null ? null : frozen.board();
    }

    /** Whether a kept board may be shown: what moved after the publication is no result. */
    boolean tells(Contest contest, long version) {
        var frozen = endings.frozen(contest);
        return frozen == null || version < frozen.firstVersion();
    }

    /** The board that was published under this version, the newest or one that was corrected since. */
    Optional<Board> board(Contest contest, long version) {
        return publications
                .ofVersion(contest.activityId(), version)
                .map(publication -> publications.board(contest, publication));
    }

    /** Adds the publications to the boards that were kept, oldest first. */
    void history(Contest contest, ArrayNode boards) {
        publications
                .all(contest.activityId(), TOLD_MAX)
                .reversed()
                .forEach(one -> boards.addObject()
                        .put("version", one.boardVersion())
                        .put("as_of", one.publishedAt().toString())
                        .put("publication", one.n()));
    }

    /** Of a board: provisional until it is published; then the same for good. */
    void head(Contest contest, ObjectNode answer) {
        var ending = endings.of(contest.activityId());
        var frozen = endings.frozen(contest);
        if (frozen == null) {
            answer.put("provisional", true);
            if (ending.differs()) {
                answer.put("differs", true);
            }
            return;
        }
        named(answer, frozen.publication());
    }

    private static void named(ObjectNode answer, Publication one) {
        answer.put("publication", one.n())
                .put("published_at", one.publishedAt().toString())
                .put("hash", one.hash());
    }

    void info(Contest contest, ObjectNode info) {
        var closing = contest.closing();
        info.put(
                "settle_until",
                Endings.settledAt(contest)
                        .atZone(contest.definition().zone())
                        .toOffsetDateTime()
                        .toString());
        var prizes = closing.prizes();
        if (prizes != null) {
            info.put("prize_ties", prizes.ties().word());
            var list = info.putArray("prizes");
            for (var prize : prizes.list()) {
                var one = list.addObject().put("id", prize.id()).put("type", prize.kind());
                one.putArray("ranks").add(prize.from()).add(prize.to());
                one.put("count", prize.count());
            }
        }
        var frozen = endings.frozen(contest);
        if (frozen != null) {
            named(info, frozen.publication());
            if (closing.resultPicture() != null) {
                info.put("result_picture", closing.resultPicture());
            }
        }
    }

    void traits(Contest contest, Map<String, String> traits) {
        var picture = contest.closing().resultPicture();
        if (picture != null && endings.of(contest.activityId()).published() > 0) {
            traits.put("result_picture", picture);
        }
    }

    /** Numbers and hashes, newest first, for whoever wants to see that nothing was changed in silence. */
    ObjectNode list(Contest contest, Viewer viewer) {
        var answer = Json.object().put("activity_id", contest.activityId());
        var list = answer.putArray("publications");
        publications.all(contest.activityId(), TOLD_MAX).forEach(one -> {
            var node = list.addObject();
            named(node, one);
            node.put("prev", one.prevHash());
            // Words of the staff: for the app, not for whoever comes by.
            if (viewer.signed()) {
                node.put("reason", one.reason());
            }
        });
        return answer;
    }

    /** The exact text that was hashed; it holds every row, so it goes to signed calls alone. */
    ObjectNode document(Contest contest, Args args, Viewer viewer) {
        if (!viewer.signed()) {
            throw new Refusal(
                    SubCode.ACTION_NOT_ALLOWED, "publication tells every row; it needs a signed call of the app");
        }
        int n = args.integer("n", 1, Integer.MAX_VALUE, 1);
        var one = publications
                .find(contest.activityId(), n)
                .orElseThrow(() -> new Refusal(
                        SubCode.NOT_FOUND, "there is no publication " + n + "; publications lists those there are"));
        var answer = Json.object().put("activity_id", contest.activityId());
        named(answer, one);
        return answer.put("prev", one.prevHash()).put("document", one.document());
    }
}
