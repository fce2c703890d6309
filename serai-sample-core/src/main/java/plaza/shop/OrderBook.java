package plaza.shop;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import plaza.hook.Outbox;
import plaza.store.Session;
import plaza.web.Json;
import plaza.web.Refusal;

/** Orders in their tables; every method works inside the session it is given. */
final class OrderBook {
    /**
     * Writers hold it shared from before they draw a number until they commit; who takes it alone, for a moment, knows
     * that all numbers drawn so far are committed or given up.
     */
    private static final long NUMBER_LOCK = 7_052_902;

    private static final String COLUMNS =
            "id, request_key, member_id, status, amount, currency, version, change, created_at, updated_at";

    private final Outbox outbox;
    private final Clock clock;

    OrderBook(Outbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    record Placed(Order order, boolean isNew) {}

    Placed place(Session session, Wanted wanted) throws SQLException {
        Optional<Placed> before = placedBefore(session, wanted);
        if (before.isPresent()) {
            return before.get();
        }
        if (wanted.memberId().isPresent()
                && !session.exists("member", wanted.memberId().get())) {
            throw new Refusal(
                    422,
                    "member_unknown",
                    "there is no member with id " + wanted.memberId().get());
        }
        Map<String, Wanted.Price> prices = prices(session, wanted);
        long amount = wanted.amount(prices);
        session.one("select pg_advisory_xact_lock_shared(?)", row -> 1, NUMBER_LOCK);
        Instant now = clock.instant();
        // A second caller with the same key waits here for the first one's commit.
        Optional<Order> inserted = session.one(
                "insert into orders(id, request_key, content, member_id, status, amount, currency, version, change,"
                        + " created_at, updated_at) values (nextval('order_number'), ?, ?, ?, 'UNPAID', ?, ?, 1,"
                        + " nextval('order_change'), ?, ?) on conflict (request_key) do nothing returning " + COLUMNS,
                OrderBook::order,
                wanted.requestKey(),
                wanted.content(),
                wanted.memberId().orElse(null),
                amount,
                wanted.currency(prices),
                now,
                now);
        if (inserted.isEmpty()) {
            return placedBefore(session, wanted)
                    .orElseThrow(() -> new IllegalStateException("a request key is taken by no order"));
        }
        Order order = inserted.get().with(wanted.lines(prices));
        writeLines(session, order);
        tell(session, order);
        // Last, because everybody who orders the same product waits for this row until the commit.
        takeFromShelf(session, wanted);
        return new Placed(order, true);
    }

    /** Who draws numbers takes this before any row. */
    void shareNumbers(Session session) throws SQLException {
        session.one("select pg_advisory_xact_lock_shared(?)", row -> 1, NUMBER_LOCK);
    }

    Order move(Session session, long id, OrderStatus to) throws SQLException {
        shareNumbers(session);
        Order order = byId(session, id, " for update");
        if (order.status() == to) {
            return order;
        }
        if (!to.reachedFrom().contains(order.status())) {
            throw new Refusal(
                            409,
                            "illegal_transition",
                            "order " + id + " is " + order.status() + "; " + to + " is reached from "
                                    + to.reachedFrom())
                    .with("from", order.status())
                    .with("to", to);
        }
        session.update(
                "update orders set status = ?, version = version + 1, change = nextval('order_change'), updated_at = ?"
                        + " where id = ?",
                to.name(),
                clock.instant(),
                id);
        if (to.returnsStock()) {
            session.update(
                    "update product p set stock = stock + q.pieces from (select product_id, sum(quantity) pieces from"
                            + " (select product_id, quantity from order_line where order_id = ? order by product_id) l"
                            + " group by product_id) q where p.id = q.product_id",
                    id);
        }
        Order moved = byId(session, id, "");
        tell(session, moved);
        return moved;
    }

    Order byId(Session session, long id, String lock) throws SQLException {
        return withLines(session, select(session, "where id = ?" + lock, id)).stream()
                .findFirst()
                .orElseThrow(() -> Refusal.unknown("order", Long.toString(id)));
    }

    List<Order> byKey(Session session, String requestKey) throws SQLException {
        return withLines(session, select(session, "where request_key = ?", requestKey));
    }

    /** Call it in a transaction of its own, before the page is read. */
    long settledNumber(Session session, String sequence) throws SQLException {
        session.one("select pg_advisory_xact_lock(?)", row -> 1, NUMBER_LOCK);
        return session.number("select last_value from " + sequence);
    }

    List<Order> page(Session session, String numberColumn, long after, long upTo, int limit) throws SQLException {
        return withLines(
                session,
                select(
                        session,
                        "where " + numberColumn + " > ? and " + numberColumn + " <= ? order by " + numberColumn
                                + " limit ?",
                        after,
                        upTo,
                        limit));
    }

    private Optional<Placed> placedBefore(Session session, Wanted wanted) throws SQLException {
        Optional<String> content = session.one(
                "select content from orders where request_key = ?", row -> row.getString(1), wanted.requestKey());
        if (content.isEmpty()) {
            return Optional.empty();
        }
        if (!content.get().equals(wanted.content())) {
            throw Refusal.reusedKey(wanted.requestKey());
        }
        return Optional.of(new Placed(byKey(session, wanted.requestKey()).getFirst(), false));
    }

    private static Map<String, Wanted.Price> prices(Session session, Wanted wanted) throws SQLException {
        Map<String, Wanted.Price> prices = new HashMap<>();
        session.list(
                "select id, price, currency from product where id = any(?)",
                row -> prices.put(
                        row.getString("id"), new Wanted.Price(row.getLong("price"), row.getString("currency"))),
                (Object) wanted.pieces().keySet().toArray(String[]::new));
        return prices;
    }

    private static void takeFromShelf(Session session, Wanted wanted) throws SQLException {
        for (var piece : wanted.pieces().entrySet()) {
            int taken = session.update(
                    "update product set stock = stock - ? where id = ? and stock >= ?",
                    piece.getValue(),
                    piece.getKey(),
                    piece.getValue());
            if (taken == 0) {
                throw new Refusal(
                        422, "out_of_stock", "product " + piece.getKey() + " has fewer than " + piece.getValue());
            }
        }
    }

    private static void writeLines(Session session, Order order) throws SQLException {
        session.update(
                "insert into order_line(order_id, line, product_id, quantity, price)"
                        + " select ?, row_number() over (), p, q, price"
                        + " from unnest(?::text[], ?::bigint[], ?::bigint[]) as t(p, q, price)",
                Long.valueOf(order.id()),
                order.items().stream().map(Order.Line::productId).toArray(String[]::new),
                order.items().stream().map(line -> (long) line.quantity()).toArray(Long[]::new),
                order.items().stream().map(Order.Line::price).toArray(Long[]::new));
    }

    private void tell(Session session, Order order) throws SQLException {
        outbox.record(session, "order.changed", "order", order.id(), Json.text(order.told()));
    }

    private static List<Order> select(Session session, String where, Object... parameters) throws SQLException {
        return session.list("select " + COLUMNS + " from orders " + where, OrderBook::order, parameters);
    }

    private static List<Order> withLines(Session session, List<Order> orders) throws SQLException {
        if (orders.isEmpty()) {
            return orders;
        }
        Map<String, List<Order.Line>> lines = new HashMap<>();
        session.list(
                "select order_id, product_id, quantity, price from order_line where order_id = any(?)"
                        + " order by order_id, line",
                row -> lines.computeIfAbsent(row.getString("order_id"), _ -> new ArrayList<>())
                        .add(new Order.Line(row.getString("product_id"), row.getInt("quantity"), row.getLong("price"))),
                (Object) orders.stream().map(o -> Long.valueOf(o.id())).toArray(Long[]::new));
        return orders.stream()
                .map(o -> o.with(lines.getOrDefault(o.id(), List.of())))
                .toList();
    }

    private static Order order(ResultSet row) throws SQLException {
        return new Order(
                row.getString("id"),
                row.getString("request_key"),
                row.getString("member_id"),
                OrderStatus.valueOf(row.getString("status")),
                row.getLong("amount"),
                row.getString("currency"),
                List.of(),
                row.getInt("version"),
                row.getLong("change"),
                Session.instant(row, "created_at"),
                Session.instant(row, "updated_at"));
    }
}
