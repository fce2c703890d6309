package dev.serai.contest;

import dev.serai.fact.Facts;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Counts a contest again by SQL over the facts themselves, a road that shares nothing with the contributions but the
 * formula, and compares the two for every unit and day.
 */
@Component
public final class Recount {
    /** Differences told one by one. */
    public static final int DIFFERENCES_MAX = 1_000;

    private static final String WORK_MEM = "64MB";

    private final JdbcClient db;
    private final Contests contests;
    private final Definitions definitions;
    private final Facts facts;
    private final RecountBook book;
    private final LongReads reads;
    private final TransactionTemplate snapshot;

    Recount(
            JdbcClient db,
            Contests contests,
            Definitions definitions,
            Facts facts,
            RecountBook book,
            LongReads reads,
            PlatformTransactionManager manager) {
        this.db = db;
        this.contests = contests;
        this.definitions = definitions;
        this.facts = facts;
        this.book = book;
        this.reads = reads;
        this.snapshot = new TransactionTemplate(manager);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.snapshot.setReadOnly(true);
    }

    /** One unit's day on which the two roads disagree; null where a road knows nothing of it. */
    public record Difference(
            String unit,
            LocalDate day,
            @Nullable String recounted,
            @Nullable String kept) {}

    /**
     * What came of it.
     *
     * @param unitDays how many unit-days were compared
     * @param behind facts accepted and not yet counted; differences mean something only when this is 0
     * @param complete whether the facts from before the contest was declared are all counted
     * @param rev of the definition, as it was counted
     */
    public record Result(
            long activityId, long unitDays, long behind, boolean complete, long rev, List<Difference> differences) {
        /** Whether it says something. No difference to all facts there are always does, also while some are not counted. */
        public boolean sure() {
            return differences.isEmpty() || behind == 0 && complete;
        }
    }

    /** What was found stands in the night's row, and flags the board. Throws a refusal where there is no such contest. */
    public Result run(long activityId) {
        var contest = contests.contest(activityId, null)
                .orElseThrow(() -> new Refusal(SubCode.ACTIVITY_UNKNOWN, "there is no contest " + activityId));
        definitions.begin(contest.definition());
        var result = Objects.requireNonNull(snapshot.execute(_ -> compare(contest)));
        book.keep(contest, result);
        return result;
    }

    /** In the caller's snapshot. */
    Result compare(Contest contest) {
        var definition = contest.definition();
        long heard = definition.types().stream()
                .mapToLong(type -> facts.heard(Scorekeeper.NAME, type))
                .min()
                .orElse(0);
        long behind = facts.head() - heard;
        reads.allow();
        var stretches = Stretch.halves(definition);
        var found = stretches.size() == 1
                ? List.of(compare(contest, stretches.getFirst()))
                : reads.both(() -> compare(contest, stretches.getFirst()), () -> compare(contest, stretches.getLast()));
        var progress = definitions.progress(Scorekeeper.NAME).get(definition.hash());
        return new Result(
                contest.activityId(),
                found.stream().mapToLong(Found::unitDays).sum(),
                behind,
                progress != null && progress.complete(),
                progress == null ? 0 : progress.rev(),
                found.stream()
                        .flatMap(one -> one.differences.stream())
                        .sorted(Comparator.comparing(Difference::unit).thenComparing(Difference::day))
                        .limit(DIFFERENCES_MAX)
                        .toList());
    }

    private record Found(long unitDays, List<Difference> differences) {}

    private Found compare(Contest contest, Stretch stretch) {
        var definition = contest.definition();
        var recount = new RecountSql(definition, contest.activityId(), stretch);
        List<Object> params = new ArrayList<>(recount.params());
        params.add(definition.hash());
        params.add(DIFFERENCES_MAX);
        // For this transaction: half a million unit-days are summed in memory instead of on disk.
        db.sql("SET LOCAL work_mem = '" + WORK_MEM + "'").update();
        List<Difference> differences = new ArrayList<>();
        long[] unitDays = {0};
        db.sql(recount.text()).params(params).query(rs -> {
            unitDays[0] = rs.getLong(5);
            if (!Objects.equals(rs.getString(3), rs.getString(4))) {
                differences.add(new Difference(
                        rs.getString(1), rs.getObject(2, LocalDate.class), rs.getString(3), rs.getString(4)));
            }
        });
        return new Found(unitDays[0], differences);
    }
}
