package plaza.shop;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import plaza.store.Database;
import plaza.store.Session;
import plaza.web.Answer;
import plaza.web.Call;
import plaza.web.Fields;
import plaza.web.Page;
import plaza.web.Refusal;
import plaza.web.Routes;

/** The shelf: what is sold, at which price, how much is left. */
public final class Products {
    private static final long PRICE_MAX = 10_000_000_000L;
    private static final Duration EDIT_MAX = Duration.ofMinutes(1);
    private static final long STOCK_MAX = 1_000_000_000_000L;

    private static final String SELECT = "select id, name, department, category, brand, package_size, price, currency,"
            + " stock, changed_at from product ";

    /** {@code changedAt} tells of name, price and shelf edits, not of pieces sold. */
    record Product(
            String id,
            String name,
            String department,
            String category,
            String brand,
            String packageSize,
            long price,
            String currency,
            long stock,
            Instant changedAt) {}

    private final Database database;
    private final Clock clock;

    public Products(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public void routes(Routes routes) {
        routes.get("/products", this::list)
                .get("/product", call -> Answer.ok(database.read(s -> byId(s, call.requiredQuery("id")))))
                .get("/products/{id}", call -> Answer.ok(database.read(s -> byId(s, call.path("id")))))
                .post("/products/{id}", this::edit);
    }

    private Answer list(Call call) {
        int limit = call.limit();
        // Read again from a minute before: an edit under way now may be committed with a time before this one.
        Instant asOf = clock.instant().minus(EDIT_MAX);
        Instant since = call.query("changed_since").map(Products::instant).orElse(Instant.EPOCH);
        List<Product> products = database.read(s -> s.list(
                SELECT + "where id > ? and changed_at >= ? order by id limit ?",
                Products::product,
                call.query("after").orElse(""),
                since,
                limit + 1));
        var page = Page.of("products", products, limit, Product::id);
        page.put("as_of", asOf);
        return Answer.ok(page);
    }

    private Answer edit(Call call) {
        Fields body = call.body();
        Optional<Long> price = body.has("price") ? Optional.of(body.whole("price", 0, PRICE_MAX)) : Optional.empty();
        Optional<Long> stock = body.has("stock") ? Optional.of(body.whole("stock", 0, STOCK_MAX)) : Optional.empty();
        if (price.isEmpty() && stock.isEmpty()) {
            throw Refusal.badRequest("price and stock are both missing; send at least one");
        }
        return Answer.ok(database.change(s -> {
            s.update(
                    "update product set price = coalesce(?::bigint, price), stock = coalesce(?::bigint, stock),"
                            + " changed_at = ? where id = ?",
                    price.orElse(null),
                    stock.orElse(null),
                    clock.instant(),
                    call.path("id"));
            return byId(s, call.path("id"));
        }));
    }

    private static Product byId(Session session, String id) throws SQLException {
        return session.one(SELECT + "where id = ?", Products::product, id)
                .orElseThrow(() -> Refusal.unknown("product", id));
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException unreadable) {
            throw Refusal.badRequest(
                    "changed_since must be an ISO-8601 time with offset such as 2026-01-31T08:00:00Z, was " + text);
        }
    }

    private static Product product(ResultSet row) throws SQLException {
        return new Product(
                row.getString("id"),
                row.getString("name"),
                row.getString("department"),
                row.getString("category"),
                row.getString("brand"),
                row.getString("package_size"),
                row.getLong("price"),
                row.getString("currency"),
                row.getLong("stock"),
                Session.instant(row, "changed_at"));
    }
}
