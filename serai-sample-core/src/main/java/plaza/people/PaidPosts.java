package plaza.people;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
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

/** Posts that cost money: bought once per member, out of his purse, and read whole from then on. */
public final class PaidPosts {
    private static final String SELECT =
            "select id, request_key, post_id, member_id, amount, currency, bought_at from purchase ";

    /** {@code amount} is in minor units. */
    private record Purchase(
            String purchaseId, String postId, String memberId, long amount, String currency, Instant boughtAt) {}

    private record Result(Purchase purchase, boolean isNew) {}

    private final Database database;
    private final Clock clock;

    public PaidPosts(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public void routes(Routes routes) {
        routes.post("/posts/{id}/buy", this::buy)
                .get("/posts/{id}/read", this::read)
                .get("/members/{id}/purchases", this::bought);
    }

    private Answer buy(Call call) {
        Fields body = call.body();
        String key = body.text("request_key", 200);
        String member = body.text("member_id", 64);
        Optional<Long> expected =
                body.has("amount") ? Optional.of(body.whole("amount", 1, Long.MAX_VALUE)) : Optional.empty();
        Result result = database.change(s -> buy(s, call.path("id"), key, member, expected));
        return result.isNew() ? Answer.created(result.purchase()) : Answer.ok(result.purchase());
    }

    private Result buy(Session s, String id, String key, String member, Optional<Long> expected) throws SQLException {
        Posts.Post post = Posts.byId(s, id);
        Posts.known(s, "member", member);
        Long price = post.price();
        if (price == null) {
            throw new Refusal(422, "post_free", "post " + id + " costs nothing; read it");
        }
        // Everything this member buys is one after the other.
        long balance = s.one("select balance from purse where member_id = ? for update", row -> row.getLong(1), member)
                .orElse(0L);
        Optional<Purchase> sameKey = s.one(SELECT + "where request_key = ?", PaidPosts::purchase, key);
        if (sameKey.isPresent()) {
            if (!sameKey.get().postId().equals(post.id())
                    || !sameKey.get().memberId().equals(member)) {
                throw Refusal.reusedKey(key);
            }
            return new Result(sameKey.get(), false);
        }
        long postId = Long.parseLong(post.id());
        Optional<Purchase> before =
                s.one(SELECT + "where post_id = ? and member_id = ?", PaidPosts::purchase, postId, member);
        if (before.isPresent()) {
            return new Result(before.get(), false);
        }
        if (expected.isPresent() && !expected.get().equals(price)) {
            throw new Refusal(
                    409, "price_changed", "post " + id + " costs " + price + ", the call said " + expected.get());
        }
        if (balance < price) {
            throw new Refusal(422, "balance_insufficient", "the purse holds " + balance + ", the post costs " + price);
        }
        s.update("update purse set balance = balance - ? where member_id = ?", price, member);
        Purchase purchase = s.one(
                        "insert into purchase(request_key, post_id, member_id, amount, currency, bought_at)"
                                + " values (?, ?, ?, ?, ?, ?) returning *",
                        PaidPosts::purchase,
                        key,
                        postId,
                        member,
                        price,
                        post.currency(),
                        clock.instant())
                .orElseThrow();
        return new Result(purchase, true);
    }

    /** Whole for its author and for who bought it; its beginning for everybody else. */
    private Answer read(Call call) {
        String member = call.requiredQuery("member_id");
        long id = call.pathNumber("post");
        return Answer.ok(database.read(s -> s.one(
                        Posts.SELECT
                                + "where p.id = ? and p.status = 'PUBLISHED' and (p.price is null or p.author_id = ?"
                                + " or exists (select 1 from purchase b where b.post_id = p.id and b.member_id = ?))",
                        Posts::whole,
                        id,
                        member,
                        member)
                .orElse(Posts.byId(s, call.path("id")))));
    }

    private Answer bought(Call call) {
        int limit = call.limit();
        List<Purchase> purchases = database.read(s -> s.list(
                SELECT + "where member_id = ? and id > ? order by id limit ?",
                PaidPosts::purchase,
                call.path("id"),
                call.after(),
                limit + 1));
        return Answer.ok(Page.of("purchases", purchases, limit, Purchase::purchaseId));
    }

    private static Purchase purchase(ResultSet row) throws SQLException {
        return new Purchase(
                row.getString("id"),
                row.getString("post_id"),
                row.getString("member_id"),
                row.getLong("amount"),
                row.getString("currency"),
                Session.instant(row, "bought_at"));
    }
}
