package plaza.shop;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import plaza.hook.Outbox;
import plaza.store.Database;
import plaza.store.Session;
import plaza.web.Answer;
import plaza.web.Call;
import plaza.web.Fields;
import plaza.web.Page;
import plaza.web.Refusal;
import plaza.web.Routes;

/** Money given back for an order, in parts; together never more than was paid. The last fen makes the order REFUNDED. */
public final class Refunds {
    private static final String SELECT =
            "select id, request_key, order_id, amount, currency, reason, created_at from refund ";

    /** {@code amount} is in minor units. */
    private record Refund(
            String id,
            String requestKey,
            String orderId,
            long amount,
            String currency,
            String reason,
            Instant createdAt) {}

    private record Result(Refund refund, boolean isNew) {}

    private final Database database;
    private final Outbox outbox;
    private final OrderBook book;
    private final Clock clock;

    public Refunds(Database database, Outbox outbox, Clock clock) {
        this.database = database;
        this.outbox = outbox;
        this.book = new OrderBook(outbox, clock);
        this.clock = clock;
    }

    public void routes(Routes routes) {
        routes.post("/orders/{id}/refunds", this::give).get("/orders/{id}/refunds", this::list);
    }

    private Answer give(Call call) {
        Fields body = call.body();
        String key = body.text("request_key", 200);
        long amount = body.whole("amount", 1, Long.MAX_VALUE / 2);
        String reason = body.optionalText("reason", 200).orElse("");
        long id = call.pathNumber("order");
        Result result = database.change(s -> give(s, key, id, amount, reason));
        outbox.announce();
        return result.isNew() ? Answer.created(result.refund()) : Answer.ok(result.refund());
    }

    private Result give(Session s, String key, long id, long amount, String reason) throws SQLException {
        // The numbers' lock comes before the order's row, as in every move of an order.
        book.shareNumbers(s);
        Order order = book.byId(s, id, " for update");
        Optional<Refund> before = s.one(SELECT + "where request_key = ?", Refunds::refund, key);
        if (before.isPresent()) {
            if (!before.get().orderId().equals(order.id()) || before.get().amount() != amount) {
                throw Refusal.reusedKey(key);
            }
            return new Result(before.get(), false);
        }
        if (order.status() != OrderStatus.PAID && order.status() != OrderStatus.COMPLETED) {
            throw new Refusal(
                    409, "illegal_transition", "order " + id + " is " + order.status() + " and holds no money");
        }
        long given = s.number("select coalesce(sum(amount), 0) from refund where order_id = ?", id);
        if (amount > order.amount() - given) {
            throw new Refusal(
                    422,
                    "refund_too_large",
                    "order " + id + " has " + (order.amount() - given) + " left to refund, the call said " + amount);
        }
        s.update(
                "insert into refund(request_key, order_id, amount, currency, reason, created_at) values (?, ?, ?, ?, ?, ?)",
                key,
                id,
                amount,
                order.currency(),
                reason,
                clock.instant());
        if (given + amount == order.amount()) {
            book.move(s, id, OrderStatus.REFUNDED);
        }
        return new Result(
                s.one(SELECT + "where request_key = ?", Refunds::refund, key).orElseThrow(), true);
    }

    private Answer list(Call call) {
        long id = call.pathNumber("order");
        List<Refund> refunds =
                database.read(s -> s.list(SELECT + "where order_id = ? order by id limit 1000", Refunds::refund, id));
        return Answer.ok(Page.last("refunds", refunds));
    }

    private static Refund refund(ResultSet row) throws SQLException {
        return new Refund(
                row.getString("id"),
                row.getString("request_key"),
                row.getString("order_id"),
                row.getLong("amount"),
                row.getString("currency"),
                row.getString("reason"),
                Session.instant(row, "created_at"));
    }
}
