package plaza.wallet;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import plaza.store.Database;
import plaza.store.Session;
import plaza.web.Answer;
import plaza.web.Call;
import plaza.web.Fields;
import plaza.web.Page;
import plaza.web.Refusal;
import plaza.web.Routes;

/**
 * Coupons, handed out of pools once per request key.
 *
 * <p>A revoke that arrives before its issue leaves a tombstone: a coupon without owner, already REVOKED. The issue, when
 * it comes, finds it and hands out nothing.
 */
public final class Coupons {
    private static final int COUNT_MAX = 1_000;
    private static final String SELECT =
            "select id, request_key, member_id, pool, count, status, created_at, updated_at from coupon ";

    private enum Status {
        ISSUED,
        USED,
        REVOKED
    }

    private record Coupon(
            String couponId,
            String requestKey,
            @Nullable String memberId,
            @Nullable String pool,
            int count,
            Status status,
            Instant createdAt,
            Instant updatedAt) {}

    private record Pool(String id, String name, long faceAmount, String currency, long total, long issued) {}

    private record Issue(String requestKey, String memberId, String pool, int count) {}

    private record Issued(Coupon coupon, boolean isNew) {}

    private final Database database;
    private final Clock clock;

    public Coupons(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public void routes(Routes routes) {
        routes.post("/coupons/issue", this::issue)
                .post("/coupons/revoke", this::revoke)
                .post("/coupons/{id}/use", this::use)
                .get("/coupons/pools", _ -> pools())
                .get("/coupons", this::list);
    }

    private Answer issue(Call call) {
        Fields body = call.body();
        Issue issue = new Issue(Ask.requestKey(body), Ask.id(body, "member_id"), Ask.id(body, "pool"), (int)
                body.wholeOr("count", 1, 1, COUNT_MAX));
        Issued issued = database.change(s -> issue(s, issue));
        return issued.isNew() ? Answer.created(issued.coupon()) : Answer.ok(issued.coupon());
    }

    private Issued issue(Session session, Issue issue) throws SQLException {
        Ask.known(session, "member", "member", issue.memberId());
        Ask.known(session, "coupon_pool", "pool", issue.pool());
        Instant now = clock.instant();
        int inserted = session.update(
                "insert into coupon(request_key, member_id, pool, count, status, created_at, updated_at)"
                        + " values (?, ?, ?, ?, 'ISSUED', ?, ?) on conflict (request_key) do nothing",
                issue.requestKey(),
                issue.memberId(),
                issue.pool(),
                issue.count(),
                now,
                now);
        Coupon coupon = byKey(session, issue.requestKey());
        if (inserted == 0) {
            return new Issued(issuedBefore(session, coupon, issue), false);
        }
        int taken = session.update(
                "update coupon_pool set issued = issued + ? where id = ? and issued + ? <= total",
                issue.count(),
                issue.pool(),
                issue.count());
        if (taken == 0) {
            throw new Refusal(422, "pool_empty", "pool " + issue.pool() + " has fewer than " + issue.count() + " left");
        }
        return new Issued(coupon, true);
    }

    private static Coupon issuedBefore(Session session, Coupon coupon, Issue issue) throws SQLException {
        if (coupon.memberId() == null) {
            // The tombstone learns whose coupon it was; it stays REVOKED and took nothing from the pool.
            session.update(
                    "update coupon set member_id = ?, pool = ?, count = ? where request_key = ?",
                    issue.memberId(),
                    issue.pool(),
                    issue.count(),
                    issue.requestKey());
            return byKey(session, issue.requestKey());
        }
        if (!coupon.memberId().equals(issue.memberId())
                || !Objects.equals(coupon.pool(), issue.pool())
                || coupon.count() != issue.count()) {
            throw Refusal.reusedKey(issue.requestKey());
        }
        return coupon;
    }

    private Answer revoke(Call call) {
        String requestKey = Ask.requestKey(call.body());
        return Answer.ok(database.change(session -> {
            Instant now = clock.instant();
            session.update(
                    "insert into coupon(request_key, status, created_at, updated_at) values (?, 'REVOKED', ?, ?)"
                            + " on conflict (request_key) do nothing",
                    requestKey,
                    now,
                    now);
            Coupon coupon = byKey(session, requestKey);
            return switch (coupon.status()) {
                case REVOKED -> coupon;
                case USED ->
                    throw new Refusal(
                            409, "coupon_used", "coupon " + coupon.couponId() + " was used and cannot be revoked");
                case ISSUED -> {
                    session.update(
                            "update coupon_pool set issued = issued - ? where id = ?", coupon.count(), coupon.pool());
                    setStatus(session, coupon, Status.REVOKED);
                    yield byKey(session, requestKey);
                }
            };
        }));
    }

    private Answer use(Call call) {
        long id = call.pathNumber("coupon");
        return Answer.ok(database.change(session -> {
            Coupon coupon = session.one(SELECT + "where id = ? for update", Coupons::coupon, id)
                    .orElseThrow(() -> Refusal.unknown("coupon", call.path("id")));
            return switch (coupon.status()) {
                case USED -> coupon;
                case REVOKED -> throw new Refusal(409, "coupon_revoked", "coupon " + id + " was revoked");
                case ISSUED -> {
                    setStatus(session, coupon, Status.USED);
                    yield byKey(session, coupon.requestKey());
                }
            };
        }));
    }

    private Answer pools() {
        return Answer.ok(Page.last(
                "pools",
                database.read(s -> s.list(
                        "select id, name, face_amount, currency, total, issued from coupon_pool order by id",
                        row -> new Pool(
                                row.getString("id"),
                                row.getString("name"),
                                row.getLong("face_amount"),
                                row.getString("currency"),
                                row.getLong("total"),
                                row.getLong("issued"))))));
    }

    private Answer list(Call call) {
        Optional<String> key = call.query("request_key");
        if (key.isPresent()) {
            return Answer.ok(Page.last(
                    "coupons",
                    database.read(s -> s.list(SELECT + "where request_key = ?", Coupons::coupon, key.get()))));
        }
        int limit = call.limit();
        String member = call.query("member_id").orElse(null);
        String pool = call.query("pool").orElse(null);
        String status = call.query("status").orElse(null);
        List<Coupon> coupons = database.read(s -> s.list(
                SELECT + "where id > ? and (?::text is null or member_id = ?) and (?::text is null or pool = ?)"
                        + " and (?::text is null or status = ?) order by id limit ?",
                Coupons::coupon,
                call.after(),
                member,
                member,
                pool,
                pool,
                status,
                status,
                limit + 1));
        return Answer.ok(Page.of("coupons", coupons, limit, Coupon::couponId));
    }

    private void setStatus(Session session, Coupon coupon, Status status) throws SQLException {
        session.update(
                "update coupon set status = ?, updated_at = ? where id = ?",
                status.name(),
                clock.instant(),
                Long.parseLong(coupon.couponId()));
    }

    private static Coupon byKey(Session session, String requestKey) throws SQLException {
        return session.one(SELECT + "where request_key = ? for update", Coupons::coupon, requestKey)
                .orElseThrow(() -> new IllegalStateException("a request key is taken by no coupon"));
    }

    private static Coupon coupon(ResultSet row) throws SQLException {
        return new Coupon(
                row.getString("id"),
                row.getString("request_key"),
                row.getString("member_id"),
                row.getString("pool"),
                row.getInt("count"),
                Status.valueOf(row.getString("status")),
                Session.instant(row, "created_at"),
                Session.instant(row, "updated_at"));
    }
}
