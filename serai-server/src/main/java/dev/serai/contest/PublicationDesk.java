package dev.serai.contest;

import dev.serai.contest.PrizeGrants.Held;
import dev.serai.operator.Actor;
import dev.serai.operator.Audit;
import dev.serai.operator.Refused;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Where a result is reviewed, published once, and corrected by number.
 *
 * <h2>How it happens once</h2>
 * The result and its recount are read in one snapshot, outside of any lock. Then one transaction locks the contest's definition:
 * if its sums, the contest or the places of its units moved since, all is read again; otherwise rows, documents, prizes with their ledger lines and orders to the core,
 * and the audit entry are written together. Killed at any instant there is all of it or nothing, and whoever asks again, or at
 * the same time, is told what was published.
 */
@Component
public final class PublicationDesk {
    /** How often facts may move the sums while it is read. */
    private static final int ATTEMPTS = 5;

    private static final int STRIPES = 64;

    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final Contests contests;
    private final Reckoning reckoning;
    private final PublicationTable publications;
    private final FrozenFacts facts;
    private final LongReads reads;
    private final PrizeGrants prizes;
    private final Endings endings;
    private final PublicationRules rules;
    private final Audit audit;
    private final Clock clock;
    private final List<ReentrantLock> publishing =
            Stream.generate(ReentrantLock::new).limit(STRIPES).toList();

    PublicationDesk(
            JdbcClient db,
            TransactionTemplate transactions,
            Contests contests,
            Reckoning reckoning,
            PublicationTable publications,
            FrozenFacts facts,
            LongReads reads,
            PrizeGrants prizes,
            Endings endings,
            PublicationRules rules,
            Audit audit,
            Clock clock) {
        this.db = db;
        this.transactions = transactions;
        this.contests = contests;
        this.reckoning = reckoning;
        this.publications = publications;
        this.facts = facts;
        this.reads = reads;
        this.prizes = prizes;
        this.endings = endings;
        this.rules = rules;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * What was asked for stands.
     *
     * @param made false: it was published before, by this or another call
     */
    public record Done(int n, String hash, String publishedAt, String approvedBy, boolean made) {}

    /** Opens the review of the result, or of a correction once it is published; facts still move it. Twice changes nothing. */
    public void open(long activityId, @Nullable String note, Actor by) {
        var contest = contest(activityId);
        rules.requireEnded(contest);
        transactions.executeWithoutResult(_ -> {
            int opened = db.sql("""
                            INSERT INTO contest.ending AS e (activity_id, reviewed_by, reviewed_role, reviewed_at, review_note)
                            VALUES (?, ?, ?, ?, ?) ON CONFLICT (activity_id) DO UPDATE SET
                                reviewed_by = excluded.reviewed_by, reviewed_role = excluded.reviewed_role,
                                reviewed_at = excluded.reviewed_at, review_note = excluded.review_note
                            WHERE e.reviewed_by IS NULL""")
                    .params(
                            activityId,
                            by.name(),
                            by.role(),
                            PublicationTable.utc(clock.instant()),
                            PublicationRules.words(note, false))
                    .update();
            if (opened > 0) {
                audit.record(by, "contest.review", subject(activityId), PublicationRules.words(note, false));
            }
        });
        endings.look();
    }

    /** Ends the review without a result. */
    public void close(long activityId, @Nullable String reason, Actor by) {
        transactions.executeWithoutResult(_ -> {
            if (clearReview(activityId) > 0) {
                audit.record(by, "contest.review_closed", subject(activityId), PublicationRules.words(reason, true));
            }
        });
        endings.look();
    }

    private int clearReview(long activityId) {
        return db.sql("""
                        UPDATE contest.ending SET reviewed_by = NULL, reviewed_role = NULL, reviewed_at = NULL, review_note = NULL
                        WHERE activity_id = ? AND reviewed_by IS NOT NULL""").param(activityId).update();
    }

    /** Publishes the result; asked again, tells what was published. */
    public Done publish(long activityId, @Nullable String reason, Actor by) {
        return alone(activityId, () -> {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                var there = publications.newest(activityId);
                if (there.isPresent()) {
                    return done(first(activityId), false);
                }
                var contest = contest(activityId);
                rules.requireApprover(contest, by);
                rules.requireSettled(contest);
                var result = reckoning.now(contest);
                PublicationRules.requireSure(result);
                var done = whole(() -> first(contest, result, PublicationRules.words(reason, false), by));
                if (done != null) {
                    endings.look();
                    return done;
                }
            }
            throw moving(activityId);
        });
    }

    /**
     * Publishes the next number.
     *
     * @param after the number being corrected, as the person saw it
     */
    public Done correct(long activityId, int after, @Nullable String reason, Set<PrizeMove> moves, Actor by) {
        PublicationRules.requireSound(moves);
        var why = PublicationRules.words(reason, true);
        return alone(activityId, () -> {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                var contest = contest(activityId);
                rules.requireApprover(contest, by);
                requireNewest(activityId, after);
                var result = reckoning.now(contest);
                PublicationRules.requireSure(result);
                var done = whole(() -> next(contest, after, result, why, moves, by));
                if (done != null) {
                    endings.look();
                    return done;
                }
            }
            throw moving(activityId);
        });
    }

    /** In one transaction, of which nothing stays where nothing came of it. */
    private @Nullable Done whole(Supplier<@Nullable Done> work) {
        return transactions.execute(transaction -> {
            var done = work.get();
            if (done == null) {
                transaction.setRollbackOnly();
            }
            return done;
        });
    }

    private @Nullable Done first(Contest contest, Reckoning.Result result, String reason, Actor by) {
        long id = contest.activityId();
        publications.lock(id);
        if (publications.newest(id).isPresent()) {
            return done(first(id), false);
        }
        if (moved(contest, result)) {
            return null;
        }
        rules.requireApproverStill(contest, by);
        var missing = prizes.moves(id, prizes.due(contest, result.rows(), result.groups(), result.divisions()))
                .missing();
        return write(contest, result, 1, Publication.START, reason, "grant", missing, List.of(), by);
    }

    private @Nullable Done next(
            Contest contest, int after, Reckoning.Result result, String reason, Set<PrizeMove> moves, Actor by) {
        long id = contest.activityId();
        publications.lock(id);
        var before = requireNewest(id, after);
        if (moved(contest, result)) {
            return null;
        }
        rules.requireApproverStill(contest, by);
        var due = prizes.moves(id, prizes.due(contest, result.rows(), result.groups(), result.divisions()));
        var given = moves.contains(PrizeMove.GRANT_EXTRA) ? due.missing() : List.<PrizeGrants.Piece>of();
        var taken = moves.contains(PrizeMove.CLAWBACK) ? due.undue() : List.<Held>of();
        boolean same = publications.board(contest, before).rows().equals(result.rows());
        if (same && given.isEmpty() && taken.isEmpty()) {
            throw Refused.conflict(
                    "correction.none",
                    "the result is that of publication " + after
                            + " and no prize would move: there is nothing to correct");
        }
        return write(contest, result, after + 1, before.hash(), reason, PrizeMove.words(moves), given, taken, by);
    }

    /** Null: what it was to keep moved since the result was read. */
    private @Nullable Done write(
            Contest contest,
            Reckoning.Result result,
            int n,
            String prevHash,
            String reason,
            String moves,
            List<PrizeGrants.Piece> missing,
            List<Held> taken,
            Actor by) {
        long id = contest.activityId();
        // Every document that counts is kept with it.
        reads.allow();
        rules.requireNoFlag(id);
        // Content changes: what is shown from now on must have a number of its own.
        long version = db.sql("""
                        INSERT INTO contest.board AS b (activity_id, version, digest, as_of) VALUES (?, 1, '', ?)
                        ON CONFLICT (activity_id) DO UPDATE SET version = b.version + 1 RETURNING version""")
                .params(id, PublicationTable.utc(clock.instant()))
                .query(Long.class)
                .single();
        var at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var given = prizes.order(contest, missing);
        var head = new Publication.Head(id, n, at, by, reason, moves, version, prevHash);
        var document = Publication.document(head, contest, result, given, taken);
        var one = new Publication(
                id, n, at, by.name(), by.role(), reason, version, document, prevHash, Definition.sha256(document));
        publications.keep(one, contest, result);
        facts.keep(contest, n, result.rows());
        if (facts.movedBeside(contest, result.factsUpTo())) {
            return null;
        }
        prizes.take(id, n, taken, "correction " + n + ": " + reason);
        prizes.give(contest, n, given);
        db.sql("""
                        INSERT INTO contest.ending (activity_id, published) VALUES (?, ?)
                        ON CONFLICT (activity_id) DO UPDATE SET published = excluded.published""").params(id, n).update();
        clearReview(id);
        audit.record(
                by,
                n == 1 ? "contest.publish" : "contest.correct",
                subject(id),
                "number " + n + ", hash " + one.hash() + ", rows "
                        + result.rows().size() + ", prizes given " + given.size() + ", taken " + taken.size() + ": "
                        + reason);
        return done(one, true);
    }

    /** Whether it is another result, or another contest, by now. Locks the sums to the end of the transaction. */
    private boolean moved(Contest contest, Reckoning.Result result) {
        long rev = db.sql("SELECT rev FROM contest.definition WHERE hash = ? FOR UPDATE")
                .param(contest.definition().hash())
                .query(Long.class)
                .single();
        return rev != result.rev() || !contest(contest.activityId()).variant().equals(contest.variant());
    }

    private Publication requireNewest(long activityId, int after) {
        var newest = publications
                .newest(activityId)
                .orElseThrow(() -> Refused.conflict(
                        "correction.unpublished",
                        "nothing is published of contest " + activityId + " yet; publish it"));
        if (newest.n() != after) {
            throw Refused.conflict(
                    "correction.outdated",
                    "the newest publication is number " + newest.n() + ", not " + after + "; look at it first");
        }
        return newest;
    }

    private Publication first(long activityId) {
        return publications.find(activityId, 1).orElseThrow();
    }

    private static Done done(Publication one, boolean made) {
        return new Done(one.n(), one.hash(), one.publishedAt().toString(), one.approvedBy(), made);
    }

    private static Refused moving(long activityId) {
        return Refused.conflict(
                "publication.moving", "facts of contest " + activityId + " keep arriving; try again when they rest");
    }

    Contest contest(long activityId) {
        return contests.contest(activityId, null)
                .orElseThrow(() -> Refused.notFound("there is no contest " + activityId + " in force"));
    }

    /** Ten at once on one node cost one recount; nodes are kept apart by the database. */
    private Done alone(long activityId, Supplier<Done> work) {
        var lock = publishing.get(Math.floorMod(activityId, STRIPES));
        lock.lock();
        try {
            return Objects.requireNonNull(work.get());
        } finally {
            lock.unlock();
        }
    }

    static String subject(long activityId) {
        return "contest " + activityId;
    }
}
