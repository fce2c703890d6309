package dev.serai.release;

import dev.serai.operator.Actor;
import dev.serai.operator.Refused;
import dev.serai.release.Declarations.BadFiles;
import dev.serai.release.Publisher.NoMeaning;
import dev.serai.release.Publisher.Plan;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The history of declarations, and moving back and forth in it. */
@Component
class History implements Revisions {
    private final Shelf shelf;
    private final Kinds kinds;
    private final LiveSnapshots live;
    private final Publisher publisher;
    private final Intake intake;

    History(Shelf shelf, Kinds kinds, LiveSnapshots live, Publisher publisher, Intake intake) {
        this.shelf = shelf;
        this.kinds = kinds;
        this.live = live;
        this.publisher = publisher;
        this.intake = intake;
    }

    @Override
    public List<String> kinds() {
        return kinds.names();
    }

    @Override
    public List<Head> heads(@Nullable String kind) {
        return shelf.shownHeads(kind);
    }

    @Override
    public Head head(String kind, String id) {
        return shelf.shownHead(kind, id).orElseThrow(() -> unknown(kind, id));
    }

    @Override
    public List<Revision> revisions(String kind, String id) {
        return shelf.revisions(kind, id);
    }

    @Override
    public List<Publication> publications(String kind, String id) {
        return shelf.publications(kind, id);
    }

    @Override
    public Text text(String kind, String id, String revision) {
        return shelf.text(new Content(kind, id, revision))
                .orElseThrow(() -> Refused.notFound(kind + " " + id + " has no revision " + revision));
    }

    @Override
    public List<Change> diff(String kind, String id, String from, String to) {
        return Diff.between(text(kind, id, from).content(), text(kind, id, to).content());
    }

    @Override
    public Head publish(String kind, String id, String revision, Share share, Actor by) {
        var content = text(kind, id, revision);
        return move(kind, id, by, head -> {
            var running = head.share();
            if (revision.equals(head.gray()) && running != null && !share.covers(running)) {
                throw Refused.conflict(
                        "share.narrower",
                        "the share shown now is wider; widen it further, or withdraw it and publish anew");
            }
            return Intake.step(head, new Content(kind, id, content.revision()), share);
        });
    }

    @Override
    public Head withdraw(String kind, String id, Actor by) {
        return move(kind, id, by, head -> {
            if (head.gray() == null) {
                throw Refused.conflict("share.none", "no gray share of " + kind + " " + id + " is running");
            }
            return new Step("withdraw", head.gray(), Share.ALL, head.withoutGray());
        });
    }

    @Override
    public Head promote(String kind, String id, Actor by) {
        return move(kind, id, by, head -> {
            if (head.gray() == null) {
                throw Refused.conflict("share.none", "no gray share of " + kind + " " + id + " is running");
            }
            return new Step("promote", head.gray(), Share.ALL, head.toAll(head.gray()));
        });
    }

    @Override
    public Head rollback(String kind, String id, @Nullable String revision, Actor by) {
        if (revision != null) {
            text(kind, id, revision);
        }
        return move(kind, id, by, head -> {
            var to = revision == null
                    ? shelf.mainBefore(kind, id, head.main())
                            .orElseThrow(() -> Refused.conflict(
                                    "revision.none", "nothing was published to all before; name a revision"))
                    : revision;
            return to.equals(head.main()) && head.gray() == null
                    ? null
                    : new Step("rollback", to, Share.ALL, head.toAll(to));
        });
    }

    @Override
    public void delete(String kind, String id, Actor by) {
        move(kind, id, by, head -> head.deleted() ? null : new Step("delete", null, Share.ALL, head.gone()));
    }

    @Override
    public Status status() {
        return new Status(live.now().number(), shelf.lastPublication(), live.trouble());
    }

    private Head move(String kind, String id, Actor by, Function<HeadRow, @Nullable Step> decide) {
        try {
            publisher.publish(
                    desk -> {
                        var head = desk.find(kind, id);
                        if (head == null) {
                            throw unknown(kind, id);
                        }
                        var step = decide.apply(head);
                        return new Plan(step == null ? List.of() : List.of(step), Map.of(), () -> {});
                    },
                    by,
                    false);
        } catch (NoMeaning e) {
            throw new BadFiles(e.failures().stream().map(intake::others).toList());
        }
        return head(kind, id);
    }

    private static Refused unknown(String kind, String id) {
        return Refused.notFound("there is no declaration " + kind + " " + id);
    }
}
