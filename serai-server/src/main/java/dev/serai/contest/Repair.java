package dev.serai.contest;

import dev.serai.kernel.Json;
import dev.serai.operator.Actor;
import dev.serai.operator.Audit;
import dev.serai.operator.Refused;
import java.sql.Date;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts right by hand what a recount found wrong, never without an entry that says who, when, what and why. Sums that disagree
 * with their own contributions are set to them. Where the contributions themselves are wrong, the whole definition is counted
 * anew from its facts, as if it had just been declared; its board says "computing" until then.
 */
@Component
public final class Repair {
    /** Entries told at once. */
    private static final int TOLD_MAX = 200;

    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final PublicationDesk desk;
    private final Recount recount;
    private final RecountBook book;
    private final Audit audit;
    private final Clock clock;

    Repair(
            JdbcClient db,
            TransactionTemplate transactions,
            PublicationDesk desk,
            Recount recount,
            RecountBook book,
            Audit audit,
            Clock clock) {
        this.db = db;
        this.transactions = transactions;
        this.desk = desk;
        this.recount = recount;
        this.book = book;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * @param adjusted unit-days set to their contributions
     * @param rebuilt whether the definition is counted anew
     */
    public record Done(int adjusted, boolean rebuilt) {}

    /** Refused where the recount finds nothing to repair, or cannot say yet. */
    public Done run(long activityId, @Nullable String reason, Actor by) {
        var why = PublicationRules.words(reason, true);
        var contest = desk.contest(activityId);
        var found = recount.run(activityId);
        if (!found.sure()) {
            throw unsure();
        }
        if (found.differences().isEmpty()) {
            throw Refused.conflict("repair.none", "the recount finds no difference, so nothing is repaired");
        }
        var done = Objects.requireNonNull(transactions.execute(_ -> repair(contest, found, why, by)));
        if (!done.rebuilt) {
            recount.run(activityId);
        }
        return done;
    }

    private static Refused unsure() {
        return Refused.conflict("repair.unsure", "facts are still being counted; try again in a moment");
    }

    private Done repair(Contest contest, Recount.Result found, String why, Actor by) {
        var hash = contest.definition().hash();
        var differences = found.differences();
        // Of two who repair at once the second waits here; counted anew by the first, nothing is there to repair yet.
        long rev = db.sql("SELECT rev FROM contest.definition WHERE hash = ? AND filled FOR UPDATE")
                .param(hash)
                .query(Long.class)
                .optional()
                .orElseThrow(Repair::unsure);
        boolean sumsAlone = differences.size() < Recount.DIFFERENCES_MAX
                && differences.stream()
                        .allMatch(one -> Objects.equals(one.recounted(), contributed(hash, one.unit(), one.day())));
        if (sumsAlone) {
            for (var one : differences) {
                set(hash, one, rev + 1);
                enter(contest, one.unit(), one.day(), one.kept(), one.recounted(), why, by);
            }
            db.sql("UPDATE contest.definition SET rev = ? WHERE hash = ?")
                    .params(rev + 1, hash)
                    .update();
        } else {
            rebuild(hash, rev + 1);
            book.forget(contest);
            enter(contest, null, null, differences.size() + " differences", "counted anew", why, by);
        }
        int adjusted = sumsAlone ? differences.size() : 0;
        audit.record(
                by,
                "contest.repair",
                PublicationDesk.subject(contest.activityId()),
                (sumsAlone ? adjusted + " unit-days set" : "counted anew") + ": " + why);
        return new Done(adjusted, !sumsAlone);
    }

    /** What a unit-day's contributions add up to, in the recount's own form; null where there are none. */
    private @Nullable String contributed(String hash, String unit, LocalDate day) {
        return db.sql("""
                        SELECT CASE WHEN count(*) > 0
                            THEN count(*) || ':' || sum(v1) || '/' || sum(v2) || '/' || sum(v3) || '/' || sum(v4) END
                        FROM contest.contribution WHERE definition = ? AND unit = ? AND day = ?""")
                .params(hash, unit, Date.valueOf(day))
                .query((rs, _) -> java.util.Optional.ofNullable(rs.getString(1)))
                .single()
                .orElse(null);
    }

    private void set(String hash, Recount.Difference one, long rev) {
        var numbers = one.recounted() == null
                ? List.of("0", "0", "0", "0", "0")
                : Arrays.asList(one.recounted().split("[:/]"));
        db.sql("""
                        INSERT INTO contest.unit_day (definition, unit, day, documents, v1, v2, v3, v4, rev)
                        VALUES (?, ?, ?, ?::bigint, ?::numeric, ?::numeric, ?::numeric, ?::numeric, ?)
                        ON CONFLICT (definition, unit, day) DO UPDATE SET documents = excluded.documents,
                            v1 = excluded.v1, v2 = excluded.v2, v3 = excluded.v3, v4 = excluded.v4, rev = excluded.rev""")
                .params(
                        hash,
                        one.unit(),
                        Date.valueOf(one.day()),
                        numbers.get(0),
                        numbers.get(1),
                        numbers.get(2),
                        numbers.get(3),
                        numbers.get(4),
                        rev)
                .update();
    }

    private void rebuild(String hash, long rev) {
        db.sql("DELETE FROM contest.contribution WHERE definition = ?")
                .param(hash)
                .update();
        // Emptied, not removed: boards read what changed by rev.
        db.sql(
                        "UPDATE contest.unit_day SET documents = 0, v1 = 0, v2 = 0, v3 = 0, v4 = 0, rev = ? WHERE definition = ?")
                .params(rev, hash)
                .update();
        db.sql("""
                        UPDATE contest.definition SET rev = ?, filled = false, fill_to = 0, filled_source = 0, filled_seq = 0,
                            filled_key = '' WHERE hash = ?""").params(rev, hash).update();
    }

    private void enter(
            Contest contest,
            @Nullable String unit,
            @Nullable LocalDate day,
            @Nullable String was,
            @Nullable String became,
            String why,
            Actor by) {
        db.sql("""
                        INSERT INTO contest.repair (activity_id, definition, unit, day, was, became, reason, by_name, by_role, at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(Arrays.<@Nullable Object>asList(
                        contest.activityId(),
                        contest.definition().hash(),
                        unit,
                        day == null ? null : Date.valueOf(day),
                        was,
                        became,
                        why,
                        by.name(),
                        by.role(),
                        PublicationTable.utc(clock.instant())))
                .update();
    }

    /** Newest first: {@code {repairs:[{at, by, role, reason, unit, day, was, became}]}}; unit null: counted anew. */
    public ObjectNode entries(long activityId) {
        var answer = Json.object();
        var list = answer.putArray("repairs");
        db.sql("SELECT * FROM contest.repair WHERE activity_id = ? ORDER BY repair_id DESC LIMIT ?")
                .params(activityId, TOLD_MAX)
                .query(rs -> {
                    list.addObject()
                            .put(
                                    "at",
                                    rs.getObject("at", OffsetDateTime.class)
                                            .toInstant()
                                            .toString())
                            .put("by", rs.getString("by_name"))
                            .put("role", rs.getString("by_role"))
                            .put("reason", rs.getString("reason"))
                            .put("unit", rs.getString("unit"))
                            .put("day", rs.getString("day"))
                            .put("was", rs.getString("was"))
                            .put("became", rs.getString("became"));
                });
        return answer;
    }
}
