package dev.serai.reward;

import dev.serai.push.Notices;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What the core still has to hear, and what it said. Every change here is one short transaction; no call is made inside. */
@Component
class Deliveries {
    /** A call that has not come back by then, its node killed perhaps, is made again. */
    static final Duration LEASE = Duration.ofSeconds(10);

    /** How long to wait after each attempt that ended unknown; the last one repeats for as long as it takes. */
    static final List<Duration> UNKNOWN_RETRY = List.of(
            Duration.ofMillis(200),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5));

    /** After an explicit no somebody has to repair something first; the grant keeps its status and shows the reason. */
    static final Duration REFUSED_RETRY = Duration.ofSeconds(60);

    enum Task {
        ISSUE,
        REVOKE
    }

    /** One call to make. {@code moot}: the grant was taken back meanwhile, so an issue must not be sent any more. */
    record Due(
            long deliveryId,
            String grantId,
            Task task,
            int attempts,
            String userId,
            String kind,
            String pool,
            boolean moot) {}

    /** What became of a call. */
    sealed interface Outcome {
        record Confirmed() implements Outcome {}

        /** Not sent, because the grant was taken back first. */
        record Moot() implements Outcome {}

        record Refused(String code, String reason) implements Outcome {}

        record Unknown(String cause) implements Outcome {}
    }

    record Settled(Due due, Outcome outcome) {}

    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final Notices notices;
    private final Clock clock;

    Deliveries(JdbcClient db, TransactionTemplate transactions, Notices notices, Clock clock) {
        this.db = db;
        this.transactions = transactions;
        this.notices = notices;
        this.clock = clock;
    }

    /** Takes calls that are due, and keeps others from taking them until the lease ends. A revocation waits for its issue. */
    List<Due> claim(int max) {
        var now = clock.instant();
        return transactions.execute(tx -> db.sql("""
                        WITH due AS (
                            SELECT d.delivery_id FROM reward.delivery AS d
                            WHERE d.done_at IS NULL AND d.next_at <= :now
                              AND (d.task = 'ISSUE' OR NOT EXISTS (
                                  SELECT 1 FROM reward.delivery AS i
                                  WHERE i.grant_id = d.grant_id AND i.task = 'ISSUE' AND i.done_at IS NULL))
                            ORDER BY d.next_at, d.delivery_id LIMIT :max
                            FOR UPDATE OF d SKIP LOCKED)
                        UPDATE reward.delivery AS d SET attempts = d.attempts + 1, next_at = :lease
                        FROM due, reward.given AS g
                        WHERE d.delivery_id = due.delivery_id AND g.grant_id = d.grant_id
                        RETURNING d.delivery_id, d.grant_id, d.task, d.attempts, g.user_id, g.kind, g.pool,
                                  d.task = 'ISSUE' AND g.status = 'REVERTED' AS moot
                        """)
                .param("now", at(now))
                .param("lease", at(now.plus(LEASE)))
                .param("max", max)
                .query((row, n) -> new Due(
                        row.getLong("delivery_id"),
                        row.getString("grant_id"),
                        Task.valueOf(row.getString("task")),
                        row.getInt("attempts"),
                        row.getString("user_id"),
                        row.getString("kind"),
                        row.getString("pool"),
                        row.getBoolean("moot")))
                .list());
    }

    /** Keeps what the core said. A late answer to a lease that ran out is kept too: the core's own word is the same. */
    void settle(List<Settled> all) {
        transactions.executeWithoutResult(tx -> {
            GrantLocks.take(db, all.stream().map(one -> one.due().grantId()).toList());
            done(
                    all.stream()
                            .filter(one -> one.outcome() instanceof Outcome.Confirmed)
                            .map(Settled::due)
                            .toList(),
                    "confirmed");
            all.forEach(one -> settle(one.due(), one.outcome()));
            granted(all);
        });
    }

    private void settle(Due due, Outcome outcome) {
        switch (outcome) {
            case Outcome.Confirmed _ -> {} // Settled with its like in one statement.
            case Outcome.Moot _ -> done(List.of(due), "taken back first");
            case Outcome.Unknown(var cause) -> later(due, unknownRetry(due.attempts()), "unknown: " + cause);
            case Outcome.Refused(var code, var reason) -> {
                if (due.task() == Task.REVOKE && "coupon_used".equals(code)) {
                    keptAsDebt(due);
                    done(List.of(due), "refused: " + code);
                } else {
                    later(due, REFUSED_RETRY, "refused: " + code + ": " + reason);
                }
            }
        }
    }

    private void granted(List<Settled> all) {
        var ids = all.stream()
                .filter(one ->
                        one.outcome() instanceof Outcome.Confirmed && one.due().task() == Task.ISSUE)
                .map(one -> one.due().grantId())
                .toArray(String[]::new);
        db.sql("""
                UPDATE reward.given SET status = 'GRANTED', granted_at = :now, changed_seq = changed_seq + 1
                WHERE grant_id = ANY (:ids) AND status = 'PENDING'
                RETURNING\s""" + GrantChanged.COLUMNS)
                .param("ids", ids)
                .param("now", at(clock.instant()))
                .query((row, n) -> GrantChanged.of(row))
                .list()
                .forEach(notices::publish);
    }

    private void keptAsDebt(Due due) {
        db.sql("UPDATE reward.given SET debt_minor = cost_minor WHERE grant_id = :id")
                .param("id", due.grantId())
                .update();
    }

    private void done(List<Due> due, String outcome) {
        db.sql("UPDATE reward.delivery SET done_at = :now, outcome = :outcome WHERE delivery_id = ANY (:ids)")
                .param("now", at(clock.instant()))
                .param("outcome", outcome)
                .param("ids", due.stream().mapToLong(Due::deliveryId).toArray())
                .update();
    }

    private void later(Due due, Duration wait, String outcome) {
        // An older attempt that comes back late must not shorten the lease of a newer one.
        db.sql("""
                UPDATE reward.delivery SET next_at = :next, outcome = :outcome
                WHERE delivery_id = :id AND attempts = :attempts AND done_at IS NULL
                """)
                .param("next", at(clock.instant().plus(wait)))
                .param("outcome", outcome)
                .param("id", due.deliveryId())
                .param("attempts", due.attempts())
                .update();
    }

    private static Duration unknownRetry(int attempts) {
        return UNKNOWN_RETRY.get(Math.clamp(attempts - 1, 0, UNKNOWN_RETRY.size() - 1));
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
