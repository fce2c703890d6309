package dev.serai.reward;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads grants and ledger from their tables. */
@Component
final class StoredRewardBook implements RewardBook {
    private final JdbcClient db;

    StoredRewardBook(JdbcClient db) {
        this.db = db;
    }

    @Override
    public Map<String, List<String>> newestHeld(
            long activityId, String reward, String occurrencePrefix, Map<String, Long> countByUser) {
        var held = new HashMap<String, List<String>>();
        if (countByUser.isEmpty()) {
            return held;
        }
        var users = countByUser.keySet().toArray(String[]::new);
        var counts = new long[users.length];
        for (int i = 0; i < users.length; i++) {
            counts[i] = countByUser.getOrDefault(users[i], 0L);
        }
        db.sql("""
                SELECT w.user_id, g.grant_id
                FROM unnest(:users::text[], :counts::bigint[]) AS w (user_id, n)
                CROSS JOIN LATERAL (
                    SELECT grant_id, seq FROM reward.given
                    WHERE activity_id = :activity AND reward = :reward AND user_id = w.user_id AND status <> 'REVERTED'
                      AND starts_with(occurrence, :prefix)
                    ORDER BY seq DESC LIMIT w.n) AS g
                ORDER BY g.seq DESC
                """)
                .param("users", users)
                .param("counts", counts)
                .param("activity", activityId)
                .param("reward", reward)
                .param("prefix", occurrencePrefix)
                .query(row -> {
                    held.computeIfAbsent(row.getString(1), user -> new ArrayList<>())
                            .add(row.getString(2));
                });
        return held;
    }

    private record Row(long seq, Given given) {}

    @Override
    public Page of(long activityId, String userId, @Nullable Long after, int limit) {
        if (limit < 1 || limit > PAGE_MAX) {
            throw new IllegalArgumentException("limit must be 1 to " + PAGE_MAX + ", was " + limit);
        }
        var rows = db.sql("""
                SELECT seq, grant_id, reward, status, created_at, fact_id FROM reward.given
                WHERE activity_id = :activity AND user_id = :user AND seq < :before
                ORDER BY seq DESC LIMIT :limit
                """)
                .param("activity", activityId)
                .param("user", userId)
                .param("before", after == null ? Long.MAX_VALUE : after)
                .param("limit", limit + 1)
                .query((row, n) -> new Row(
                        row.getLong("seq"),
                        new Given(
                                row.getString("grant_id"),
                                row.getString("reward"),
                                Status.valueOf(row.getString("status")),
                                row.getTimestamp("created_at").toInstant(),
                                row.getString("fact_id"))))
                .list();
        boolean more = rows.size() > limit;
        var page = more ? rows.subList(0, limit) : rows;
        return new Page(
                page.stream().map(Row::given).toList(), more ? page.getLast().seq() : null);
    }

    @Override
    public Balance balance(long activityId) {
        // One statement, so that all its numbers are of one instant.
        return db.sql("""
                SELECT
                  (SELECT count(*) FROM reward.given WHERE activity_id = :a AND status = 'PENDING') AS pending,
                  (SELECT count(*) FROM reward.given WHERE activity_id = :a AND status = 'GRANTED') AS granted,
                  (SELECT count(*) FROM reward.given WHERE activity_id = :a AND status = 'REVERTED') AS reverted,
                  (SELECT coalesce(sum(cost_minor), 0) FROM reward.given
                     WHERE activity_id = :a AND status <> 'REVERTED') AS held_minor,
                  (SELECT coalesce(-sum(amount_minor), 0) FROM reward.entry
                     WHERE activity_id = :a AND account = 'campaign:' || :a || ':liability') AS ledger_minor,
                  (SELECT count(*) FROM (SELECT 1 FROM reward.entry WHERE activity_id = :a
                     GROUP BY txn, currency HAVING sum(amount_minor) <> 0) AS s) AS one_sided,
                  (SELECT count(*) FROM reward.delivery JOIN reward.given USING (grant_id)
                     WHERE activity_id = :a AND done_at IS NULL AND task = 'ISSUE') AS to_issue,
                  (SELECT count(*) FROM reward.delivery JOIN reward.given USING (grant_id)
                     WHERE activity_id = :a AND done_at IS NULL AND task = 'REVOKE') AS to_revoke,
                  (SELECT coalesce(sum(debt_minor), 0) FROM reward.given WHERE activity_id = :a) AS debt_minor,
                  (SELECT outcome FROM reward.delivery JOIN reward.given USING (grant_id)
                     WHERE activity_id = :a AND done_at IS NULL AND outcome IS NOT NULL
                     ORDER BY delivery_id DESC LIMIT 1) AS trouble
                """)
                .param("a", activityId)
                .query((row, n) -> new Balance(
                        activityId,
                        row.getLong("pending"),
                        row.getLong("granted"),
                        row.getLong("reverted"),
                        row.getLong("held_minor"),
                        row.getLong("ledger_minor"),
                        row.getLong("one_sided"),
                        row.getLong("to_issue"),
                        row.getLong("to_revoke"),
                        row.getLong("debt_minor"),
                        Optional.ofNullable(row.getString("trouble"))))
                .single();
    }
}
