package dev.serai.contest;

import dev.serai.kernel.Json;
import dev.serai.kernel.Loop;
import dev.serai.kernel.LoopBean;
import dev.serai.kernel.Outage;
import dev.serai.release.DeclarationProblem;
import dev.serai.release.Drafts;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Carries rehearsals out, one at a time a node. Each step is kept with its result as soon as it is done, so a node that stops
 * or dies loses at most the step under way: another, or itself after a restart, goes on with the next once the lease is over.
 */
@Component
final class RehearsalWorker extends LoopBean {
    /** Longer than a step may take, so that nobody takes over from a node that works. */
    static final Duration LEASE = RehearsalSteps.STEP_MAX.multipliedBy(3).dividedBy(2);

    private static final Logger LOG = LoggerFactory.getLogger(RehearsalWorker.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final Drafts drafts;
    private final RehearsalSteps steps;
    private final Clock clock;
    private volatile @Nullable Work now;
    private volatile boolean stopping;

    RehearsalWorker(JdbcClient db, TransactionTemplate transactions, Drafts drafts, RehearsalSteps steps, Clock clock) {
        this.db = db;
        this.transactions = transactions;
        this.drafts = drafts;
        this.steps = steps;
        this.clock = clock;
    }

    private record Claimed(String id, String file, String definition, String steps, int total) {}

    private record Work(String id, RehearsalSteps.Run run) {}

    /** Takes what waits longest, or what nobody works on any more. */
    private Optional<Claimed> claim() {
        var at = clock.instant();
        return db.sql("""
                        UPDATE contest.rehearsal SET state = 'running', started_at = COALESCE(started_at, ?), lease_until = ?
                        WHERE id = (
                            SELECT id FROM contest.rehearsal
                            WHERE state = 'queued' OR state = 'running' AND (lease_until IS NULL OR lease_until < ?)
                            ORDER BY asked_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING id, file, definition, steps, total""")
                .params(Rehearsals.utc(at), Rehearsals.utc(at.plus(LEASE)), Rehearsals.utc(at))
                .query((rs, _) ->
                        new Claimed(rs.getString(1), rs.getString(2), rs.getString(3), rs.getString(4), rs.getInt(5)))
                .optional();
    }

    /** Does all of one rehearsal that is left to do. */
    boolean work() {
        if (stopping) {
            return false;
        }
        var claimed = claim();
        claimed.ifPresent(this::carryOut);
        return claimed.isPresent();
    }

    private void carryOut(Claimed one) {
        var file = Json.read(one.file);
        try {
            var draft = drafts.compile(file, Contest.class);
            if (!draft.definition().hash().equals(one.definition)) {
                end(one.id, "failed", "the metric was changed while this was under way; rehearse again");
                return;
            }
        } catch (DeclarationProblem e) {
            end(one.id, "failed", e.getMessage());
            return;
        }
        var work = new Work(one.id, steps.run(file, RehearsalPlan.read(Json.read(one.steps))));
        now = work;
        try {
            for (int n = done(one.id); n < one.total; n++) {
                if (stopping || !mine(one.id)) {
                    return;
                }
                var result = work.run.step(n);
                keep(one.id, n, result.toString());
            }
            end(one.id, "finished", null);
        } catch (EndableReads.Ended e) {
            // Cancelled, or the house closes: what is kept stays, and in the second case goes on later.
            LOG.info("rehearsal {} was ended in the middle", one.id);
        } catch (RuntimeException e) {
            if (Outage.is(e)) {
                // The database is away: the lease runs out, and somebody goes on.
                throw e;
            }
            LOG.error("rehearsal {} failed", one.id, e);
            end(one.id, "failed", String.valueOf(e.getMessage()));
        } finally {
            now = null;
            if (stopping) {
                db.sql("UPDATE contest.rehearsal SET lease_until = NULL WHERE id = ? AND state = 'running'")
                        .param(one.id)
                        .update();
            }
        }
    }

    private int done(String id) {
        return db.sql("SELECT count(*) FROM contest.rehearsal_step WHERE rehearsal = ?")
                .param(id)
                .query(Integer.class)
                .single();
    }

    /** Renews the lease; false where somebody ended it. */
    private boolean mine(String id) {
        return db.sql("UPDATE contest.rehearsal SET lease_until = ? WHERE id = ? AND state = 'running'")
                        .params(Rehearsals.utc(clock.instant().plus(LEASE)), id)
                        .update()
                == 1;
    }

    /** Two nodes that did the same step keep it once. */
    private void keep(String id, int n, String result) {
        transactions.executeWithoutResult(_ -> db.sql("""
                        INSERT INTO contest.rehearsal_step (rehearsal, n, result)
                        SELECT id, ?, ? FROM contest.rehearsal WHERE id = ? AND state = 'running'
                        ON CONFLICT DO NOTHING""").params(n, result, id).update());
    }

    private void end(String id, String state, @Nullable String cause) {
        db.sql("""
                        UPDATE contest.rehearsal SET state = ?, cause = ?, ended_at = ?, lease_until = NULL
                        WHERE id = ? AND state = 'running'""")
                .params(java.util.Arrays.asList(state, cause, Rehearsals.utc(clock.instant()), id))
                .update();
    }

    /** Ends the step under way, if it is this rehearsal's and runs here; elsewhere it ends with its step. */
    void end(String id) {
        var work = now;
        if (work != null && work.id.equals(id)) {
            work.run.end();
        }
    }

    @Override
    protected @Nullable Loop begin() {
        stopping = false;
        return new Loop("contest-rehearsals", LOOK_EVERY, this::work);
    }

    @Override
    public void stop() {
        stopping = true;
        var work = now;
        if (work != null) {
            work.run.end();
        }
        super.stop();
    }
}
