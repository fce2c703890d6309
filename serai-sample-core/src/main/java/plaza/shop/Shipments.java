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

/** Parcels of paid orders and how far they came. */
public final class Shipments {
    private static final String SELECT =
            "select id, request_key, order_id, carrier, tracking_no, status, shipped_at, updated_at from shipment ";
    private static final List<String> STATUSES = List.of("SHIPPED", "IN_TRANSIT", "DELIVERED");

    private record Shipment(
            String id,
            String requestKey,
            String orderId,
            String carrier,
            String trackingNo,
            String status,
            Instant shippedAt,
            Instant updatedAt) {}

    private record Result(Shipment shipment, boolean isNew) {}

    private final Database database;
    private final OrderBook book;
    private final Clock clock;

    public Shipments(Database database, Outbox outbox, Clock clock) {
        this.database = database;
        this.book = new OrderBook(outbox, clock);
        this.clock = clock;
    }

    public void routes(Routes routes) {
        routes.post("/orders/{id}/shipments", this::ship)
                .get("/orders/{id}/shipments", this::list)
                .post("/shipments/{id}/status", this::moved);
    }

    private Answer ship(Call call) {
        Fields body = call.body();
        String key = body.text("request_key", 200);
        String carrier = body.text("carrier", 64);
        String trackingNo = body.text("tracking_no", 64);
        long id = call.pathNumber("order");
        Result result = database.change(s -> {
            Order order = book.byId(s, id, " for update");
            Optional<Shipment> before = s.one(SELECT + "where request_key = ?", Shipments::shipment, key);
            if (before.isPresent()) {
                Shipment old = before.get();
                if (!old.orderId().equals(order.id())
                        || !old.carrier().equals(carrier)
                        || !old.trackingNo().equals(trackingNo)) {
                    throw Refusal.reusedKey(key);
                }
                return new Result(old, false);
            }
            if (order.status() != OrderStatus.PAID && order.status() != OrderStatus.COMPLETED) {
                throw new Refusal(409, "not_paid", "order " + id + " is " + order.status() + "; only paid orders ship");
            }
            s.update(
                    "insert into shipment(request_key, order_id, carrier, tracking_no, status, shipped_at, updated_at)"
                            + " values (?, ?, ?, ?, 'SHIPPED', ?, ?)",
                    key,
                    id,
                    carrier,
                    trackingNo,
                    clock.instant(),
                    clock.instant());
            return new Result(
                    s.one(SELECT + "where request_key = ?", Shipments::shipment, key)
                            .orElseThrow(),
                    true);
        });
        return result.isNew() ? Answer.created(result.shipment()) : Answer.ok(result.shipment());
    }

    private Answer list(Call call) {
        long id = call.pathNumber("order");
        return Answer.ok(Page.last(
                "shipments",
                database.read(
                        s -> s.list(SELECT + "where order_id = ? order by id limit 1000", Shipments::shipment, id))));
    }

    /** The carrier tells. Parcels never go back. */
    private Answer moved(Call call) {
        String status = call.body().text("status", 20);
        if (!STATUSES.contains(status)) {
            throw Refusal.badRequest("status must be one of " + STATUSES + ", was " + status);
        }
        long id = call.pathNumber("shipment");
        return Answer.ok(database.change(s -> {
            Shipment old = s.one(SELECT + "where id = ? for update", Shipments::shipment, id)
                    .orElseThrow(() -> Refusal.unknown("shipment", call.path("id")));
            if (STATUSES.indexOf(status) < STATUSES.indexOf(old.status())) {
                throw new Refusal(409, "illegal_transition", "shipment " + id + " is " + old.status() + " already");
            }
            s.update("update shipment set status = ?, updated_at = ? where id = ?", status, clock.instant(), id);
            return s.one(SELECT + "where id = ?", Shipments::shipment, id).orElseThrow();
        }));
    }

    private static Shipment shipment(ResultSet row) throws SQLException {
        return new Shipment(
                row.getString("id"),
                row.getString("request_key"),
                row.getString("order_id"),
                row.getString("carrier"),
                row.getString("tracking_no"),
                row.getString("status"),
                Session.instant(row, "shipped_at"),
                Session.instant(row, "updated_at"));
    }
}
