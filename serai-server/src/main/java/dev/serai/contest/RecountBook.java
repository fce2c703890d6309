package dev.serai.contest;

import dev.serai.kernel.Json;
import java.sql.Date;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What each night's recount found. A night is over at {@link #NIGHT_ENDS} of the contest's zone and is complete once it has its
 * row here; a recount by day stands in the row of the night before it.
 */
@Component
final class RecountBook {
    /** Late enough that no shop is open, early enough that all is looked at before one opens. */
    static final Duration NIGHT_ENDS = Duration.ofHours(3);

    /** Differences kept with a night. */
    private static final int KEPT_MAX = 20;

    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final Definitions definitions;
    private final Clock clock;

    RecountBook(JdbcClient db, TransactionTemplate transactions, Definitions definitions, Clock clock) {
        this.db = db;
        this.transactions = transactions;
        this.definitions = definitions;
        this.clock = clock;
    }

    record Night(LocalDate night, Instant finishedAt, long unitDays, int differences) {}

    LocalDate night(Contest contest) {
        return clock.instant()
                .atZone(contest.definition().zone())
                .minus(NIGHT_ENDS)
                .toLocalDate();
    }

    /** The last complete recount of the contest as it is declared now. */
    @Nullable Night newest(Contest contest) {
        return nights(contest.activityId(), contest.definition().hash(), 1).stream()
                .findFirst()
                .orElse(null);
    }

    /** Newest first. */
    List<Night> nights(long activityId, String definition, int limit) {
        return db.sql("""
                        SELECT night, finished_at, unit_days, differences FROM contest.recounted
                        WHERE activity_id = ? AND definition = ? ORDER BY night DESC LIMIT ?""")
                .params(activityId, definition, limit)
                .query((rs, _) -> new Night(
                        rs.getObject(1, LocalDate.class),
                        rs.getObject(2, OffsetDateTime.class).toInstant(),
                        rs.getLong(3),
                        rs.getInt(4)))
                .list();
    }

    /** Whether this night's row is missing. */
    boolean due(Contest contest) {
        return !db.sql(
                        "SELECT EXISTS (SELECT FROM contest.recounted WHERE activity_id = ? AND night >= ? AND definition = ?)")
                .params(
                        contest.activityId(),
                        Date.valueOf(night(contest)),
                        contest.definition().hash())
                .query(Boolean.class)
                .single();
    }

    /**
     * Keeps what was found and flags the board by it. What was found while facts were still being counted says nothing: returns
     * false.
     */
    boolean keep(Contest contest, Recount.Result result) {
        if (!result.sure()) {
            return false;
        }
        var found = Json.MAPPER.createArrayNode();
        result.differences().stream()
                .limit(KEPT_MAX)
                .forEach(one -> found.addObject()
                        .put("unit", one.unit())
                        .put("day", one.day().toString())
                        .put("recounted", one.recounted())
                        .put("kept", one.kept()));
        boolean differs = !result.differences().isEmpty();
        var hash = contest.definition().hash();
        transactions.executeWithoutResult(_ -> {
            // As the publisher does, and first, so that the two never wait for each other.
            db.sql("SELECT FROM contest.definition WHERE hash = ? FOR UPDATE")
                    .param(hash)
                    .query(_ -> {});
            if (overtaken(contest, result)) {
                return;
            }
            db.sql("""
                            INSERT INTO contest.recounted
                                (activity_id, night, definition, finished_at, unit_days, differences, found, rev)
                            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (activity_id, night) DO UPDATE SET
                                definition = excluded.definition, finished_at = excluded.finished_at,
                                unit_days = excluded.unit_days, differences = excluded.differences, found = excluded.found,
                                rev = excluded.rev""")
                    .params(
                            contest.activityId(),
                            Date.valueOf(night(contest)),
                            hash,
                            PublicationTable.utc(clock.instant()),
                            result.unitDays(),
                            result.differences().size(),
                            found.toString(),
                            result.rev())
                    .update();
            int changed = db.sql(
                            differs
                                    ? """
                            INSERT INTO contest.ending AS e (activity_id, differs) VALUES (?, true)
                            ON CONFLICT (activity_id) DO UPDATE SET differs = true WHERE NOT e.differs"""
                                    : "UPDATE contest.ending SET differs = false WHERE activity_id = ? AND differs")
                    .param(contest.activityId())
                    .update();
            if (changed > 0) {
                renumber(contest);
            }
        });
        return true;
    }

    /** Whether one that began later, and saw more, was kept before. */
    private boolean overtaken(Contest contest, Recount.Result result) {
        return db.sql(
                        "SELECT EXISTS (SELECT FROM contest.recounted WHERE activity_id = ? AND definition = ? AND rev > ?)")
                .params(contest.activityId(), contest.definition().hash(), result.rev())
                .query(Boolean.class)
                .single();
    }

    /** All is counted anew, so this night's recount is to be made again. In the caller's transaction. */
    void forget(Contest contest) {
        db.sql("DELETE FROM contest.recounted WHERE activity_id = ? AND night >= ?")
                .params(contest.activityId(), Date.valueOf(night(contest)))
                .update();
    }

    /** The board shows something else, so it gets another version at its next renewal. */
    private void renumber(Contest contest) {
        db.sql("UPDATE contest.board SET digest = '' WHERE activity_id = ?")
                .param(contest.activityId())
                .update();
        definitions.touch(List.of(contest.definition()));
    }
}
