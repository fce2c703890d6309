package dev.serai.reward;

import dev.serai.kernel.AfterCommit;
import dev.serai.push.Notices;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Gives and takes back. Grant, both ledger lines, the order to the core and the notice stand or fall with the caller's
 * transaction; the core hears of it after the commit.
 */
@Component
final class StoredRewards implements Rewards {
    /** How many grants one statement writes at most. */
    static final int CHUNK_MAX = 2_000;

    private final JdbcClient db;
    private final Notices notices;
    private final Clock clock;
    private final FulfilmentSignal signal;

    StoredRewards(JdbcClient db, Notices notices, Clock clock, FulfilmentSignal signal) {
        this.db = db;
        this.notices = notices;
        this.clock = clock;
        this.signal = signal;
    }

    @Override
    public void grant(List<GrantOrder> orders) {
        requireTransaction();
        for (int from = 0; from < orders.size(); from += CHUNK_MAX) {
            grantChunk(orders.subList(from, Math.min(orders.size(), from + CHUNK_MAX)));
        }
        wakeAfterCommit();
    }

    private void grantChunk(List<GrantOrder> orders) {
        var now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
        var given = db.sql("""
                INSERT INTO reward.given (grant_id, merchant_id, activity_id, revision, reward, user_id, occurrence, kind,
                                          pool, cost_minor, currency, fact_id, created_at)
                SELECT o.grant_id, o.merchant_id, o.activity_id, o.revision, o.reward, o.user_id, o.occurrence, o.kind,
                       o.pool, o.cost_minor, o.currency, o.fact_id, :now
                FROM unnest(:grants::text[], :merchants::text[], :activities::bigint[], :revisions::text[],
                            :rewards::text[], :users::text[], :occurrences::text[], :kinds::text[], :pools::text[],
                            :costs::bigint[], :currencies::text[], :facts::text[]) WITH ORDINALITY
                     AS o (grant_id, merchant_id, activity_id, revision, reward, user_id, occurrence, kind, pool,
                           cost_minor, currency, fact_id, n)
                ORDER BY o.n
                ON CONFLICT (activity_id, reward, user_id, occurrence) DO NOTHING
                RETURNING\s""" + GrantChanged.COLUMNS)
                .param("grants", texts(orders, GrantOrder::grantId))
                .param("merchants", texts(orders, order -> order.merchant().value()))
                .param(
                        "activities",
                        orders.stream().mapToLong(GrantOrder::activityId).toArray())
                .param("revisions", texts(orders, GrantOrder::revision))
                .param("rewards", texts(orders, GrantOrder::reward))
                .param("users", texts(orders, GrantOrder::userId))
                .param("occurrences", texts(orders, GrantOrder::occurrence))
                .param("kinds", texts(orders, GrantOrder::kind))
                .param("pools", texts(orders, GrantOrder::pool))
                .param("costs", orders.stream().mapToLong(GrantOrder::costMinor).toArray())
                .param("currencies", texts(orders, GrantOrder::currency))
                .param("facts", texts(orders, GrantOrder::factId))
                .param("now", now)
                .query((row, n) -> GrantChanged.of(row))
                .list();
        if (given.isEmpty()) {
            return;
        }
        var ids = given.stream().map(GrantChanged::grantId).toArray(String[]::new);
        db.sql("""
                INSERT INTO reward.entry (txn, grant_id, activity_id, account, amount_minor, currency, booked_at)
                SELECT g.grant_id || ':grant', g.grant_id, g.activity_id, line.account, line.amount, g.currency, :now
                FROM reward.given AS g
                CROSS JOIN LATERAL (VALUES
                    ('campaign:' || g.activity_id || ':liability', -g.cost_minor),
                    ('user:' || g.user_id || ':rewards', g.cost_minor)) AS line (account, amount)
                WHERE g.grant_id = ANY (:ids)
                """).param("ids", ids).param("now", now).update();
        db.sql("""
                INSERT INTO reward.delivery (grant_id, task, next_at) SELECT id, 'ISSUE', :now FROM unnest(:ids) AS id
                """).param("ids", ids).param("now", now).update();
        given.forEach(notices::publish);
    }

    @Override
    public void revert(List<String> grantIds, String reason) {
        requireTransaction();
        for (int from = 0; from < grantIds.size(); from += CHUNK_MAX) {
            revertChunk(grantIds.subList(from, Math.min(grantIds.size(), from + CHUNK_MAX)), reason);
        }
        wakeAfterCommit();
    }

    private void revertChunk(List<String> grantIds, String reason) {
        var now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
        GrantLocks.take(db, grantIds);
        var reverted = db.sql("""
                UPDATE reward.given SET status = 'REVERTED', reverted_at = :now, revert_reason = :reason,
                                        changed_seq = changed_seq + 1
                WHERE grant_id = ANY (:ids) AND status <> 'REVERTED'
                RETURNING\s""" + GrantChanged.COLUMNS)
                .param("ids", grantIds.toArray(String[]::new))
                .param("now", now)
                .param("reason", reason)
                .query((row, n) -> GrantChanged.of(row))
                .list();
        if (reverted.isEmpty()) {
            return;
        }
        var ids = reverted.stream().map(GrantChanged::grantId).toArray(String[]::new);
        // The mirror of the lines that were booked, not of what the campaign's file says today.
        db.sql("""
                INSERT INTO reward.entry (txn, grant_id, activity_id, account, amount_minor, currency, booked_at)
                SELECT grant_id || ':revert', grant_id, activity_id, account, -amount_minor, currency, :now
                FROM reward.entry WHERE grant_id = ANY (:ids) AND txn = grant_id || ':grant'
                """).param("ids", ids).param("now", now).update();
        // An issue nobody ever sent needs no revocation; any other may have reached the core.
        db.sql("""
                UPDATE reward.delivery SET done_at = :now, outcome = 'never sent'
                WHERE grant_id = ANY (:ids) AND task = 'ISSUE' AND done_at IS NULL AND attempts = 0
                """).param("ids", ids).param("now", now).update();
        db.sql("""
                INSERT INTO reward.delivery (grant_id, task, next_at)
                SELECT grant_id, 'REVOKE', :now FROM reward.delivery
                WHERE grant_id = ANY (:ids) AND task = 'ISSUE' AND attempts > 0
                ON CONFLICT (grant_id, task) DO NOTHING
                """).param("ids", ids).param("now", now).update();
        reverted.forEach(notices::publish);
    }

    private static String[] texts(List<GrantOrder> orders, Function<GrantOrder, String> of) {
        return Arrays.copyOf(orders.stream().map(of).toArray(), orders.size(), String[].class);
    }

    private static void requireTransaction() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("rewards change only inside the transaction that decided them");
        }
    }

    private void wakeAfterCommit() {
        AfterCommit.run(signal::wake);
    }
}
