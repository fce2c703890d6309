package plaza.wallet;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import plaza.store.Database;
import plaza.store.Session;
import plaza.web.Answer;
import plaza.web.Call;
import plaza.web.Fields;
import plaza.web.Refusal;
import plaza.web.Routes;

/**
 * Credit limits: a base limit and raises on top, each restored by the request key that raised it. A restore that arrives
 * first leaves a tombstone, as with coupons.
 */
public final class Credit {
    private enum Status {
        RAISED,
        RESTORED
    }

    private record Raise(
            String raiseId,
            String requestKey,
            @Nullable String memberId,
            long amount,
            Status status,
            Instant createdAt,
            Instant updatedAt) {}

    private record Result(Raise raise, boolean isNew) {}

    private final Database database;
    private final Clock clock;

    public Credit(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public void routes(Routes routes) {
        routes.get("/credit", this::limit).post("/credit/raise", this::raise).post("/credit/restore", this::restore);
    }

    private Answer limit(Call call) {
        String member = call.requiredQuery("member_id");
        return Answer.ok(database.read(s -> s.one(
                        "select base_limit, currency, (select coalesce(sum(amount), 0) from credit_raise r"
                                + " where r.member_id = a.member_id and r.status = 'RAISED')::bigint raised"
                                + " from credit_account a where member_id = ?",
                        row -> Map.of(
                                "member_id", member,
                                "base_limit", row.getLong("base_limit"),
                                "raised", row.getLong("raised"),
                                "limit", row.getLong("base_limit") + row.getLong("raised"),
                                "currency", row.getString("currency")),
                        member)
                .orElseThrow(() -> Refusal.unknown("member", member))));
    }

    private Answer raise(Call call) {
        Fields body = call.body();
        String key = Ask.requestKey(body);
        String member = Ask.id(body, "member_id");
        long amount = body.whole("amount", 1, Ask.AMOUNT_MAX);
        Result result = database.change(s -> raise(s, key, member, amount));
        return result.isNew() ? Answer.created(result.raise()) : Answer.ok(result.raise());
    }

    private Result raise(Session s, String key, String member, long amount) throws SQLException {
        Ask.known(s, "member", "member", member);
        Instant now = clock.instant();
        int inserted = s.update(
                "insert into credit_raise(request_key, member_id, amount, status, created_at, updated_at)"
                        + " values (?, ?, ?, 'RAISED', ?, ?) on conflict (request_key) do nothing",
                key,
                member,
                amount,
                now,
                now);
        Raise raise = byKey(s, key);
        if (raise.memberId() == null) {
            s.update("update credit_raise set member_id = ?, amount = ? where request_key = ?", member, amount, key);
            raise = byKey(s, key);
        } else if (!Objects.equals(raise.memberId(), member) || raise.amount() != amount) {
            throw Refusal.reusedKey(key);
        }
        return new Result(raise, inserted == 1);
    }

    private Answer restore(Call call) {
        String key = Ask.requestKey(call.body());
        return Answer.ok(database.change(s -> {
            Instant now = clock.instant();
            s.update(
                    "insert into credit_raise(request_key, status, created_at, updated_at) values (?, 'RESTORED', ?, ?)"
                            + " on conflict (request_key) do update set status = 'RESTORED',"
                            + " updated_at = excluded.updated_at where credit_raise.status = 'RAISED'",
                    key,
                    now,
                    now);
            return byKey(s, key);
        }));
    }

    private static Raise byKey(Session session, String key) throws SQLException {
        return session.one("select * from credit_raise where request_key = ? for update", Credit::raise, key)
                .orElseThrow(() -> new IllegalStateException("a request key is taken by no raise"));
    }

    private static Raise raise(ResultSet row) throws SQLException {
        return new Raise(
                row.getString("id"),
                row.getString("request_key"),
                row.getString("member_id"),
                row.getLong("amount"),
                Status.valueOf(row.getString("status")),
                Session.instant(row, "created_at"),
                Session.instant(row, "updated_at"));
    }
}
