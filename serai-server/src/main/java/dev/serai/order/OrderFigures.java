package dev.serai.order;

import dev.serai.kernel.MerchantId;
import dev.serai.kernel.MerchantScope;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One merchant's orders added up by day (of creation, GMT+8), method, status, product, in any combination. Counted from the
 * orders themselves at the moment of asking, so they are exact; reads happen in the merchant's scope.
 */
@Component
public class OrderFigures {
    /** So many rows are told; asking for a shorter time gives the rest. */
    public static final int ROWS_MAX = 10_000;

    private static final int QUERY_SECONDS_MAX = 10;

    private final JdbcClient db;
    private final TransactionTemplate reading;

    OrderFigures(JdbcClient db, TransactionTemplate transactions) {
        this.db = db;
        this.reading = new TransactionTemplate(Objects.requireNonNull(transactions.getTransactionManager()));
        reading.setReadOnly(true);
        reading.setTimeout(QUERY_SECONDS_MAX);
    }

    /** What orders are told apart by. */
    public enum By {
        DAY,
        METHOD,
        STATUS,
        PRODUCT;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Orders alike. What they are not told apart by is null.
     *
     * @param method by which they were created, as {@code order.create_order/v2}; empty where that was not
     *     kept yet
     * @param currency null while the core has named no amount
     * @param orders an order of several products counts once under each of them
     * @param quantity pieces; of the product where products are told apart
     * @param amountMinor of the orders whose amount is known; where products are told apart, of those with this product alone
     * @param shared orders that have other products too, and whose amount is therefore not in {@code amountMinor}; 0 where
     *     products are not told apart
     */
    public record Row(
            @Nullable LocalDate day,
            @Nullable String method,
            @Nullable String status,
            @Nullable String productId,
            @Nullable String currency,
            long orders,
            long quantity,
            long amountMinor,
            long shared) {}

    /**
     * @param apps of this merchant
     * @param from included
     * @param to not included
     */
    public List<Row> rows(MerchantId merchant, List<String> apps, Instant from, Instant to, Set<By> by) {
        var wanted = by.isEmpty() ? EnumSet.noneOf(By.class) : EnumSet.copyOf(by);
        boolean products = wanted.contains(By.PRODUCT);
        var columns = new ArrayList<String>();
        columns.add(wanted.contains(By.DAY) ? "(created_at AT TIME ZONE INTERVAL '8 hours')::date" : "NULL::date");
        columns.add(wanted.contains(By.METHOD) ? "method" : "NULL::text");
        columns.add(wanted.contains(By.STATUS) ? "status" : "NULL::text");
        columns.add(products ? "product" : "NULL::text");
        // One row an order and product; or one an order, with all its pieces.
        var each = products ? """
                  SELECT o.order_id, o.created_at, o.method, o.status, o.currency, i.product, i.quantity,
                         CASE WHEN i.products = 1 THEN o.amount END AS amount, i.products > 1 AS shared
                  FROM orders.order_copy o CROSS JOIN LATERAL (
                      SELECT item->>'product_id' AS product, sum((item->>'quantity')::bigint) AS quantity,
                             count(*) OVER () AS products
                      FROM jsonb_array_elements(o.items) AS item GROUP BY 1) AS i""" : """
                  SELECT o.order_id, o.created_at, o.method, o.status, o.currency, NULL AS product, i.quantity,
                         o.amount, false AS shared
                  FROM orders.order_copy o CROSS JOIN LATERAL (
                      SELECT sum((item->>'quantity')::bigint) AS quantity FROM jsonb_array_elements(o.items) AS item) AS i""";
        var sql = """
                SELECT %s AS day, %s AS method, %s AS status, %s AS product, currency, count(*) AS orders,
                       sum(quantity) AS quantity, coalesce(sum(amount), 0) AS amount,
                       count(*) FILTER (WHERE shared) AS shared
                FROM (%s WHERE o.merchant_id = :merchant AND o.app_id = ANY (:apps)
                      AND o.created_at >= :from AND o.created_at < :to) AS each_order
                GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5 LIMIT :most""".formatted(columns.get(0), columns.get(1), columns.get(2), columns.get(3), each);
        return MerchantScope.as(
                merchant,
                () -> Objects.requireNonNull(reading.execute(_ -> db.sql(sql)
                        .param("merchant", merchant.value())
                        .param("apps", apps.toArray(String[]::new))
                        .param("from", from.atOffset(ZoneOffset.UTC))
                        .param("to", to.atOffset(ZoneOffset.UTC))
                        .param("most", ROWS_MAX)
                        .query((rs, _) -> new Row(
                                rs.getObject("day", LocalDate.class),
                                rs.getString("method"),
                                rs.getString("status"),
                                rs.getString("product"),
                                rs.getString("currency"),
                                rs.getLong("orders"),
                                rs.getLong("quantity"),
                                rs.getLong("amount"),
                                rs.getLong("shared")))
                        .list())));
    }
}
