package dev.serai.contest;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** A contest's whole result and its recount, both read in one snapshot of the database, whatever arrives meanwhile. */
@Component
final class Reckoning {
    private final JdbcClient db;
    private final Definitions definitions;
    private final Totals totals;
    private final Nights nights;
    private final Participants participants;
    private final Placings placings;
    private final Baselines baselines;
    private final Recount recount;
    private final TransactionTemplate snapshot;

    Reckoning(
            JdbcClient db,
            Definitions definitions,
            Totals totals,
            Nights nights,
            Participants participants,
            Placings placings,
            Baselines baselines,
            Recount recount,
            PlatformTransactionManager manager) {
        this.db = db;
        this.definitions = definitions;
        this.totals = totals;
        this.nights = nights;
        this.participants = participants;
        this.placings = placings;
        this.baselines = baselines;
        this.recount = recount;
        this.snapshot = new TransactionTemplate(manager);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.snapshot.setReadOnly(true);
    }

    /**
     * @param rows in the board's order
     * @param bases what participants grew from; empty where the contest has no baseline
     * @param basesRecount the recount of these; null where the contest has no baseline
     * @param rev of the definition; while it stays, this is still the result
     * @param factsUpTo the last fact accepted before
     */
    record Result(
            List<Board.Row> rows,
            Map<String, String> groups,
            Map<String, Board.Called> names,
            Map<String, String> divisions,
            Map<String, Fraction> bases,
            Recount.@Nullable Result basesRecount,
            Recount.Result recount,
            long rev,
            long factsUpTo) {
        /** What keeps it from being told as final; null: nothing. */
        @Nullable String doubt() {
            if (basesRecount != null && !basesRecount.complete()) {
                return "what participants grew from is still being counted; try again in a moment";
            }
            var bases = basesRecount == null ? null : doubt(basesRecount);
            return bases == null ? doubt(recount) : "of what participants grew from: " + bases;
        }

        private static @Nullable String doubt(Recount.Result recount) {
            if (recount.differences().isEmpty()) {
                return null;
            }
            return recount.sure()
                    ? "the recount differs on " + recount.differences().size() + " unit-days, the first of "
                            + recount.differences().getFirst().unit() + "; repair first"
                    : "facts are still being counted (" + recount.behind() + " behind); try again in a moment";
        }
    }

    Result now(Contest contest) {
        definitions.begin(contest.definition());
        baselines.begin(contest);
        return Objects.requireNonNull(snapshot.execute(_ -> read(contest)));
    }

    private Result read(Contest contest) {
        var progress =
                definitions.progress(Scorekeeper.NAME).get(contest.definition().hash());
        if (progress == null) {
            throw new IllegalStateException("definition " + contest.definition().hash() + " was begun and is gone");
        }
        var scores = contest.metric().nightly()
                ? contest.likeSeed001() ? nights.seed001(contest) : nights.scores(contest)
                : totals.scores(contest, totals.all(contest));
        var baseline = contest.rules().baseline();
        var all = participants.of(contest, scores, units -> baselines.ranked(contest, units));
        long head = db.sql("SELECT COALESCE(max(seq), 0) FROM fact.accepted")
                .query(Long.class)
                .single();
        return new Result(
                placings.of(contest, all),
                all.groups(),
                all.names(),
                all.divisions(),
                baselines.scores(contest),
                baseline == null ? null : recount.compare(contest.over(baseline)),
                recount.compare(contest),
                progress.rev(),
                head);
    }
}
