package dev.serai.order;

import dev.serai.kernel.MerchantId;
import dev.serai.order.Refund.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The refunds in their table. */
@Component
final class RefundTable {
    private final JdbcClient db;

    RefundTable(JdbcClient db) {
        this.db = db;
    }

    /** False when the merchant used the number before. */
    boolean insert(Refund refund, Instant due) {
        return db.sql("""
                        INSERT INTO orders.refund (refund_id, merchant_id, out_refund_no, order_id, amount, currency, reason,
                            status, created_at, changed_at, due_at, tries)
                        VALUES (?, ?, ?, ?, ?, ?, ?, 'PENDING', ?, ?, ?, 0) ON CONFLICT (merchant_id, out_refund_no) DO NOTHING""")
                        .param(refund.refundId())
                        .param(refund.merchant().value())
                        .param(refund.outRefundNo())
                        .param(refund.orderId())
                        .param(refund.amountMinor())
                        .param(refund.currency())
                        .param(refund.reason())
                        .param(at(refund.createdAt()))
                        .param(at(refund.createdAt()))
                        .param(at(due))
                        .update()
                == 1;
    }

    Optional<Refund> find(MerchantId merchant, String outRefundNo) {
        return db.sql("SELECT * FROM orders.refund WHERE merchant_id = ? AND out_refund_no = ?")
                .param(merchant.value())
                .param(outRefundNo)
                .query((rs, _) -> read(rs))
                .optional();
    }

    List<Refund> ofOrder(MerchantId merchant, String orderId, int most) {
        return db.sql(
                        "SELECT * FROM orders.refund WHERE merchant_id = ? AND order_id = ? ORDER BY created_at, refund_id"
                                + " LIMIT ?")
                .param(merchant.value())
                .param(orderId)
                .param(most)
                .query((rs, _) -> read(rs))
                .list();
    }

    /** What is due, put off until the lease ends so that others leave it alone. */
    List<Refund> take(Instant now, Instant leaseEnd, int most) {
        return db.sql("""
                        UPDATE orders.refund SET due_at = :lease WHERE refund_id IN (
                            SELECT refund_id FROM orders.refund WHERE due_at <= :now ORDER BY due_at LIMIT :most
                            FOR UPDATE SKIP LOCKED) RETURNING *""")
                .param("lease", at(leaseEnd))
                .param("now", at(now))
                .param("most", most)
                .query((rs, _) -> read(rs))
                .list();
    }

    /** Only a pending refund ends; what ended stays. */
    void end(Refund refund, Status status, @Nullable String coreId, @Nullable String failure, Instant now) {
        db.sql("UPDATE orders.refund SET status = ?, core_refund_id = ?, failure = ?, changed_at = ?, due_at = NULL"
                        + " WHERE refund_id = ? AND status = 'PENDING'")
                .param(status.name())
                .param(coreId)
                .param(failure)
                .param(at(now))
                .param(refund.refundId())
                .update();
    }

    void askAgain(Refund refund, Instant due) {
        db.sql("UPDATE orders.refund SET due_at = ?, tries = tries + 1 WHERE refund_id = ? AND status = 'PENDING'")
                .param(at(due))
                .param(refund.refundId())
                .update();
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Refund read(ResultSet rs) throws SQLException {
        return new Refund(
                rs.getString("refund_id"),
                new MerchantId(rs.getString("merchant_id")),
                rs.getString("out_refund_no"),
                rs.getString("order_id"),
                rs.getLong("amount"),
                rs.getString("currency"),
                rs.getString("reason"),
                Status.valueOf(rs.getString("status")),
                rs.getString("failure"),
                rs.getObject("created_at", OffsetDateTime.class).toInstant(),
                rs.getInt("tries"));
    }
}
