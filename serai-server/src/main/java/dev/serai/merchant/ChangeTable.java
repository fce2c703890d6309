package dev.serai.merchant;

import dev.serai.kernel.MerchantId;
import dev.serai.merchant.MerchantChanges.Change;
import dev.serai.merchant.MerchantChanges.Status;
import dev.serai.operator.Refused;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The revisions as they are kept. */
@Component
class ChangeTable {
    private static final String READ = """
            SELECT c.*, m.name AS merchant_name,
                   c.status = 'APPROVED' AND NOT EXISTS (SELECT 1 FROM merchant.merchant_change later
                     WHERE later.merchant_id = c.merchant_id AND later.kind = c.kind AND later.n > c.n
                       AND later.status = 'APPROVED') AS in_force
            FROM merchant.merchant_change c JOIN merchant.merchant m USING (merchant_id)
            """;

    private final JdbcClient db;
    private final ContactTable sealing;

    ChangeTable(JdbcClient db, ContactTable sealing) {
        this.db = db;
        this.sealing = sealing;
    }

    /** One to be kept. @param personal whether its values are kept sealed */
    record New(
            String id,
            MerchantId merchant,
            String kind,
            boolean personal,
            String before,
            String after,
            String note,
            Party by,
            @Nullable Integer reverses) {}

    /** Under the merchant's row lock. */
    int add(New it, Instant now) {
        return db.sql("""
                        INSERT INTO merchant.merchant_change (change_id, merchant_id, n, kind, status, before, after, note,
                          asked_by, asked_by_staff, asked_at, reverses)
                        SELECT :id, :merchant, coalesce(max(n), 0) + 1, :kind, 'PENDING', :before, :after, :note,
                          :by, :staff, :now, :reverses
                        FROM merchant.merchant_change WHERE merchant_id = :merchant
                        RETURNING n""")
                .param("id", it.id)
                .param("merchant", it.merchant.value())
                .param("kind", it.kind)
                .param("before", it.personal ? sealing.sealed(it.before) : it.before)
                .param("after", it.personal ? sealing.sealed(it.after) : it.after)
                .param("note", it.note)
                .param("by", it.by.actor().name())
                .param("staff", it.by.staff())
                .param("now", MerchantChanges.at(now))
                .param("reverses", it.reverses, java.sql.Types.INTEGER)
                .query(Integer.class)
                .single();
    }

    void decide(
            MerchantId merchant,
            int n,
            Status how,
            Party by,
            @Nullable String rule,
            @Nullable String reason,
            Instant now) {
        db.sql("""
                UPDATE merchant.merchant_change SET status = :status, decided_by = :by, decided_as = :as, decided_at = :now,
                  rule = :rule, reason = :reason
                WHERE merchant_id = :merchant AND n = :n AND status = 'PENDING'""")
                .param("status", how.name())
                .param("by", by.actor().name())
                .param("as", rule != null ? "RULE" : by.staff() ? "STAFF" : "MERCHANT")
                .param("now", MerchantChanges.at(now))
                .param("rule", rule, java.sql.Types.VARCHAR)
                .param("reason", reason, java.sql.Types.VARCHAR)
                .param("merchant", merchant.value())
                .param("n", n)
                .update();
    }

    Change find(MerchantId merchant, int n, boolean own) {
        return db.sql(READ + "WHERE c.merchant_id = :merchant AND c.n = :n")
                .param("merchant", merchant.value())
                .param("n", n)
                .query((rs, _) -> change(rs, own))
                .optional()
                .orElseThrow(() -> Refused.notFound("there is no change " + n));
    }

    @Nullable Integer pending(MerchantId merchant, String kind) {
        return db.sql("""
                        SELECT n FROM merchant.merchant_change
                        WHERE merchant_id = ? AND kind = ? AND status = 'PENDING'""")
                .params(merchant.value(), kind)
                .query(Integer.class)
                .optional()
                .orElse(null);
    }

    /** How many were asked for since; with a rule, how many that one approved. */
    long count(MerchantId merchant, @Nullable String rule, Instant since) {
        return db.sql("""
                        SELECT count(*) FROM merchant.merchant_change
                        WHERE merchant_id = :merchant AND asked_at > :since AND NOT asked_by_staff
                          AND (:rule = '' OR rule = :rule)""")
                .param("merchant", merchant.value())
                .param("since", MerchantChanges.at(since))
                .param("rule", rule == null ? "" : rule)
                .query(Long.class)
                .single();
    }

    List<Change> page(MerchantId merchant, int after, int limit, boolean own) {
        return db.sql(READ + "WHERE c.merchant_id = :merchant AND c.n < :after ORDER BY c.n DESC LIMIT :limit")
                .param("merchant", merchant.value())
                .param("after", after)
                .param("limit", limit)
                .query((rs, _) -> change(rs, own))
                .list();
    }

    List<Change> desk(@Nullable Status status, String kind, String after, int limit) {
        return db.sql(READ + """
                        WHERE (:status = '' OR c.status = :status) AND (:kind = '' OR c.kind = :kind)
                          AND c.change_id > :after
                        ORDER BY c.change_id LIMIT :limit""")
                .param("status", status == null ? "" : status.name())
                .param("kind", kind)
                .param("after", after)
                .param("limit", limit)
                .query((rs, _) -> change(rs, false))
                .list();
    }

    private Change change(ResultSet rs, boolean own) throws SQLException {
        var as = rs.getString("decided_as");
        var decidedAt = rs.getObject("decided_at", OffsetDateTime.class);
        return new Change(
                rs.getString("change_id"),
                rs.getString("merchant_id"),
                rs.getInt("n"),
                rs.getString("kind"),
                Status.valueOf(rs.getString("status")),
                sealing.opened(rs.getString("before")),
                sealing.opened(rs.getString("after")),
                rs.getString("note"),
                own && rs.getBoolean("asked_by_staff") ? "staff" : rs.getString("asked_by"),
                rs.getObject("asked_at", OffsetDateTime.class).toInstant(),
                as == null
                        ? null
                        : as.equals("RULE") ? "rule" : own && as.equals("STAFF") ? "staff" : rs.getString("decided_by"),
                decidedAt == null ? null : decidedAt.toInstant(),
                rs.getString("reason"),
                rs.getString("rule"),
                rs.getObject("reverses", Integer.class),
                rs.getBoolean("in_force"),
                own ? null : rs.getString("merchant_name"));
    }
}
