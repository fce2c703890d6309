package dev.serai.order;

import dev.serai.kernel.MerchantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * A merchant's orders page by page, without gap or double while new ones come.
 *
 * <p>Pages follow {@code place}, not the creation time: a place is given under a lock that is held until the order is
 * committed, so whoever sees place 7 sees every place below it. A time or a plain sequence is drawn before the commit; a
 * slow transaction would then show up behind a page already read.
 */
@Component
final class OrderPages {
    private final JdbcClient db;

    OrderPages(JdbcClient db) {
        this.db = db;
    }

    /** Which orders; a null asks for all. */
    record Filter(
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable OrderStatus status) {}

    List<Order> after(MerchantId merchant, long place, Filter filter, int max) {
        var sql = new StringBuilder("SELECT * FROM orders.order_copy WHERE merchant_id = :merchant AND place > :place");
        if (filter.from != null) {
            sql.append(" AND created_at >= :from");
        }
        if (filter.to != null) {
            sql.append(" AND created_at < :to");
        }
        if (filter.status != null) {
            sql.append(" AND status = :status");
        }
        var statement = db.sql(sql.append(" ORDER BY place LIMIT :max").toString())
                .param("merchant", merchant.value())
                .param("place", place)
                .param("max", max);
        if (filter.from != null) {
            statement = statement.param("from", OrderTable.utc(filter.from));
        }
        if (filter.to != null) {
            statement = statement.param("to", OrderTable.utc(filter.to));
        }
        if (filter.status != null) {
            statement = statement.param("status", filter.status.name());
        }
        return statement.query(OrderTable::order).list();
    }
}
