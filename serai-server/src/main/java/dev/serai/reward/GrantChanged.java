package dev.serai.reward;

import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.push.Notice;
import java.sql.ResultSet;
import java.sql.SQLException;
import tools.jackson.databind.JsonNode;

/** A grant took a new status; {@code changedSeq} counts the changes of this one grant from 1. */
record GrantChanged(
        MerchantId to,
        String grantId,
        long activityId,
        String userId,
        String reward,
        String status,
        String factId,
        long changedSeq)
        implements Notice {
    /** The columns {@link #of} reads, for RETURNING. */
    static final String COLUMNS = "merchant_id, grant_id, activity_id, user_id, reward, status, fact_id, changed_seq";

    static GrantChanged of(ResultSet row) throws SQLException {
        return new GrantChanged(
                new MerchantId(row.getString("merchant_id")),
                row.getString("grant_id"),
                row.getLong("activity_id"),
                row.getString("user_id"),
                row.getString("reward"),
                row.getString("status"),
                row.getString("fact_id"),
                row.getLong("changed_seq"));
    }

    @Override
    public String type() {
        return "grant.changed";
    }

    @Override
    public String subject() {
        return grantId;
    }

    @Override
    public JsonNode data() {
        return Json.object()
                .put("grant_id", grantId)
                .put("activity_id", activityId)
                .put("user_id", userId)
                .put("reward", reward)
                .put("status", status)
                .put("fact_id", factId)
                .put("changed_seq", changedSeq);
    }
}
