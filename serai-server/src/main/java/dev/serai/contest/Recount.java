package dev.serai.contest;

import dev.serai.fact.Facts;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
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

    private final JdbcClient db;
    private final Contests contests;
    private final Definitions definitions;
    private final Facts facts;
    private final TransactionTemplate snapshot;

    Recount(
            JdbcClient db,
            Contests contests,
            Definitions definitions,
            Facts facts,
            PlatformTransactionManager manager) {
        this.db = db;
        this.contests = contests;
        this.definitions = definitions;
        this.facts = facts;
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
     */
    public record Result(long activityId, long unitDays, long behind, List<Difference> differences) {}

    /** Throws a refusal where there is no such contest. */
    public Result run(long activityId) {
        var contest = contests.contest(activityId, null)
                .orElseThrow(() -> new Refusal(SubCode.ACTIVITY_UNKNOWN, "there is no contest " + activityId));
        definitions.begin(contest.definition());
        return Objects.requireNonNull(snapshot.execute(_ -> compare(contest)));
    }

    private Result compare(Contest contest) {
        var definition = contest.definition();
        long behind = facts.head() - facts.heard(Scorekeeper.NAME, definition.fact());
        List<Object> binds = new ArrayList<>();
        var columns = new StringBuilder();
        for (int i = 0; i < Metric.MEASURES_MAX; i++) {
            var sql = i < definition.measures().size()
                    ? definition.measures().get(i).sql(definition.params(), binds)
                    : "0::numeric";
            columns.append(", ").append(sql).append(" AS v").append(i + 1);
        }
        // The formula's own binds stand inside the select list, between the zone and the type.
        List<Object> params = new ArrayList<>(List.of(definition.zone().getId()));
        params.addAll(binds);
        params.addAll(List.of(
                definition.fact(),
                OffsetDateTime.ofInstant(definition.start(), ZoneOffset.UTC),
                OffsetDateTime.ofInstant(definition.end(), ZoneOffset.UTC),
                definition.hash(),
                DIFFERENCES_MAX));
        var sql = """
                WITH told AS (
                    SELECT unit, day, count(*) || ':' || sum(v1) || '/' || sum(v2) || '/' || sum(v3) || '/' || sum(v4) AS v
                    FROM (
                        SELECT d.body->>'%s' AS unit, (d.occurred_at AT TIME ZONE ?)::date AS day%s
                        FROM fact.document d WHERE d.type = ? AND d.occurred_at >= ? AND d.occurred_at < ?
                    ) AS one WHERE unit IS NOT NULL GROUP BY unit, day
                ), kept AS (
                    SELECT unit, day, documents || ':' || v1 || '/' || v2 || '/' || v3 || '/' || v4 AS v
                    FROM contest.unit_day
                    WHERE definition = ? AND NOT (documents = 0 AND v1 = 0 AND v2 = 0 AND v3 = 0 AND v4 = 0)
                )
                SELECT unit, day, told.v, kept.v, (SELECT count(*) FROM kept) FROM told FULL JOIN kept USING (unit, day)
                ORDER BY (told.v IS NOT DISTINCT FROM kept.v), unit, day LIMIT ?""".formatted(definition.unitField(), columns);
        List<Difference> differences = new ArrayList<>();
        long[] unitDays = {0};
        db.sql(sql).params(params).query(rs -> {
            unitDays[0] = rs.getLong(5);
            if (!Objects.equals(rs.getString(3), rs.getString(4))) {
                differences.add(new Difference(
                        rs.getString(1), rs.getObject(2, LocalDate.class), rs.getString(3), rs.getString(4)));
            }
        });
        return new Result(contest.activityId(), unitDays[0], behind, List.copyOf(differences));
    }
}
