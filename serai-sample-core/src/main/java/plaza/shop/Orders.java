package plaza.shop;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import plaza.hook.Outbox;
import plaza.store.Database;
import plaza.web.Answer;
import plaza.web.Call;
import plaza.web.Page;
import plaza.web.Refusal;
import plaza.web.Routes;

/** Orders over HTTP: placed once per request key, moved by the community's users, listed without gap or double. */
public final class Orders {
    private final Database database;
    private final Outbox outbox;
    private final OrderBook book;

    public Orders(Database database, Outbox outbox, Clock clock) {
        this.database = database;
        this.outbox = outbox;
        this.book = new OrderBook(outbox, clock);
    }

    public void routes(Routes routes) {
        routes.post("/orders", this::place)
                .get("/orders", this::list)
                .get("/orders/{id}", call -> Answer.ok(database.read(s -> book.byId(s, id(call), ""))))
                .post("/orders/{id}/pay", call -> move(call, OrderStatus.PAID))
                .post("/orders/{id}/complete", call -> move(call, OrderStatus.COMPLETED))
                .post("/orders/{id}/cancel", call -> move(call, OrderStatus.CANCELLED))
                .post("/orders/{id}/refund", call -> move(call, OrderStatus.REFUNDED));
    }

    private Answer place(Call call) {
        Wanted wanted = Wanted.read(call.body());
        OrderBook.Placed placed = database.change(session -> book.place(session, wanted));
        outbox.announce();
        return placed.isNew() ? Answer.created(placed.order()) : Answer.ok(placed.order());
    }

    private Answer move(Call call, OrderStatus to) {
        Order moved = database.change(session -> book.move(session, id(call), to));
        outbox.announce();
        return Answer.ok(moved);
    }

    private Answer list(Call call) {
        Optional<String> requestKey = call.query("request_key");
        if (requestKey.isPresent()) {
            return Answer.ok(Page.last("orders", database.read(s -> book.byKey(s, requestKey.get()))));
        }
        if (call.names("request_key")) {
            throw Refusal.badRequest("request_key is empty; give a key, or leave the parameter out to list all orders");
        }
        boolean byChange = call.names("updated_after");
        String column = byChange ? "change" : "id";
        String sequence = byChange ? "order_change" : "order_number";
        long after = byChange ? call.wholeQuery("updated_after", 0, 0, Long.MAX_VALUE) : call.after();
        long upTo = database.change(session -> book.settledNumber(session, sequence));
        List<Order> orders = database.read(s -> book.page(s, column, after, upTo, call.limit() + 1));
        return Answer.ok(Page.of(
                "orders", orders, call.limit(), order -> byChange ? Long.toString(order.change()) : order.id()));
    }

    private static long id(Call call) {
        return call.pathNumber("order");
    }
}
