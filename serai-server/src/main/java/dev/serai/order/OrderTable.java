package dev.serai.order;

import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/** Reads and writes our copies of orders, one at a time. What a merchant sees starts from his id. */
@Component
final class OrderTable {
    private final JdbcClient db;

    OrderTable(JdbcClient db) {
        this.db = db;
    }

    Optional<Order> byOrderId(MerchantId merchant, String orderId) {
        return db.sql("SELECT * FROM orders.order_copy WHERE merchant_id = :merchant AND order_id = :order")
                .param("merchant", merchant.value())
                .param("order", orderId)
                .query(OrderTable::order)
                .optional();
    }

    Optional<Order> byOutOrderNo(MerchantId merchant, String outOrderNo) {
        return db.sql("SELECT * FROM orders.order_copy WHERE merchant_id = :merchant AND out_order_no = :number")
                .param("merchant", merchant.value())
                .param("number", outOrderNo)
                .query(OrderTable::order)
                .optional();
    }

    /** Holds the order for the transaction under way; nobody else changes it until the end of it. */
    Optional<Order> lock(String requestKey) {
        return db.sql("SELECT * FROM orders.order_copy WHERE request_key = :key FOR UPDATE")
                .param("key", requestKey)
                .query(OrderTable::order)
                .optional();
    }

    void insert(Order order, String appId, String method, Instant dueAt) {
        db.sql("""
                INSERT INTO orders.order_copy (order_id, merchant_id, app_id, out_order_no, content_sha256, items,
                    request_key, status, core_version, status_seq, place, created_at, changed_at, due_at, tries, method)
                VALUES (:order, :merchant, :app, :number, :content, :items::jsonb,
                    :key, 'PENDING', 0, 0, :place, :created, :created, :due, 0, :method)
                """)
                .param("order", order.orderId())
                .param("merchant", order.merchant().value())
                .param("app", appId)
                .param("method", method)
                .param("number", order.outOrderNo())
                .param("content", order.contentSha256())
                .param("items", Item.json(order.items()).toString())
                .param("key", order.requestKey())
                .param("place", order.place())
                .param("created", utc(order.createdAt()))
                .param("due", utc(dueAt))
                .update();
    }

    /** Keeps all that can change of a locked order. */
    void keep(Order order, @Nullable Instant dueAt) {
        due(
                db.sql("""
                UPDATE orders.order_copy SET status = :status, core_order_id = :core, amount = :amount,
                    currency = :currency, core_version = :version, status_seq = :seq, changed_at = :changed,
                    failure = :failure, cancel_requested_at = :wish, tries = :tries, due_at = :due
                WHERE order_id = :order
                """)
                        .param("status", order.status().name())
                        .param("core", order.coreOrderId())
                        .param("amount", order.amountMinor())
                        .param("currency", order.currency())
                        .param("version", order.coreVersion())
                        .param("seq", order.statusSeq())
                        .param("changed", utc(order.changedAt()))
                        .param("failure", order.failure())
                        .param("wish", order.cancelRequestedAt() == null ? null : utc(order.cancelRequestedAt()))
                        .param("tries", order.tries()),
                order.orderId(),
                dueAt);
    }

    /** Says when to ask the core again, after an answer that left everything as it was. */
    void askAgain(String orderId, int tries, @Nullable Instant dueAt) {
        due(
                db.sql("UPDATE orders.order_copy SET tries = :tries, due_at = :due WHERE order_id = :order")
                        .param("tries", tries),
                orderId,
                dueAt);
    }

    private static void due(StatementSpec statement, String orderId, @Nullable Instant dueAt) {
        statement
                .param("order", orderId)
                .param("due", dueAt == null ? null : utc(dueAt))
                .update();
    }

    /** Makes the wish durable and asks the background to see to it from {@code dueAt} on. */
    void wishCancelled(String orderId, Instant at, Instant dueAt) {
        db.sql("""
                UPDATE orders.order_copy SET cancel_requested_at = coalesce(cancel_requested_at, :at), due_at = :due
                WHERE order_id = :order
                """)
                .param("order", orderId)
                .param("at", utc(at))
                .param("due", utc(dueAt))
                .update();
    }

    void dropWish(String orderId) {
        db.sql("UPDATE orders.order_copy SET cancel_requested_at = NULL WHERE order_id = :order AND status = 'UNPAID'")
                .param("order", orderId)
                .update();
    }

    /**
     * Takes due orders and puts them off to {@code leaseEnd}, so that nobody else takes them meanwhile and all of them come
     * back if we die.
     *
     * @param unsettled whether to take those that wait for creation or cancelling, or those merely open
     */
    List<Order> take(boolean unsettled, Instant now, Instant leaseEnd, int max) {
        var which = unsettled
                ? "(status = 'PENDING' OR cancel_requested_at IS NOT NULL)"
                : "status <> 'PENDING' AND cancel_requested_at IS NULL";
        return db.sql("""
                UPDATE orders.order_copy SET due_at = :lease WHERE order_id IN (
                    SELECT order_id FROM orders.order_copy WHERE due_at <= :now AND due_at IS NOT NULL AND %s
                    ORDER BY due_at LIMIT :max FOR UPDATE SKIP LOCKED)
                RETURNING *
                """.formatted(which))
                .param("lease", utc(leaseEnd))
                .param("now", utc(now))
                .param("max", max)
                .query(OrderTable::order)
                .list();
    }

    /** Returns whether this is the first time this order was told to change so. */
    boolean keepIllegal(Order order, CoreOrder word, Instant at) {
        return db.sql("""
                INSERT INTO orders.illegal_change
                    (order_id, to_status, from_status, core_version, times, first_seen_at, last_seen_at)
                VALUES (:order, :to, :from, :version, 1, :at, :at)
                ON CONFLICT (order_id, to_status) DO UPDATE SET times = illegal_change.times + 1,
                    core_version = excluded.core_version, last_seen_at = excluded.last_seen_at
                RETURNING times
                """)
                        .param("order", order.orderId())
                        .param("to", word.status().name())
                        .param("from", order.status().name())
                        .param("version", word.version())
                        .param("at", utc(at))
                        .query(Long.class)
                        .single()
                == 1;
    }

    static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    static Order order(ResultSet row, int ignored) throws SQLException {
        return new Order(
                row.getString("order_id"),
                new MerchantId(row.getString("merchant_id")),
                row.getString("out_order_no"),
                row.getString("content_sha256"),
                Item.list(Json.read(row.getString("items"))),
                row.getString("request_key"),
                OrderStatus.valueOf(row.getString("status")),
                row.getString("core_order_id"),
                row.getObject("amount", Long.class),
                row.getString("currency"),
                row.getLong("core_version"),
                row.getInt("status_seq"),
                row.getLong("place"),
                instant(row, "created_at"),
                instant(row, "changed_at"),
                row.getString("failure"),
                row.getObject("cancel_requested_at", OffsetDateTime.class) == null
                        ? null
                        : instant(row, "cancel_requested_at"),
                row.getInt("tries"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
