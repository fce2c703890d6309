package plaza.wallet;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import plaza.hook.Outbox;
import plaza.store.Database;
import plaza.store.Session;
import plaza.web.Answer;
import plaza.web.Call;
import plaza.web.Fields;
import plaza.web.Json;
import plaza.web.Page;
import plaza.web.Refusal;
import plaza.web.Routes;

/** What members paid back on their credit; a reversed repayment keeps its time and gets a new version. */
public final class Repayments {
    private static final String SELECT = "select id, request_key, member_id, amount, currency, status, version,"
            + " occurred_at, updated_at from repayment ";

    private enum Status {
        SUCCEEDED,
        REVERSED
    }

    private record Repayment(
            String id,
            @Nullable String requestKey,
            String memberId,
            long amount,
            String currency,
            Status status,
            int version,
            Instant occurredAt,
            Instant updatedAt) {}

    private record Told(
            String id, String memberId, long amount, String currency, Status status, int version, Instant occurredAt) {}

    private record Result(Repayment repayment, boolean isNew) {}

    private final Database database;
    private final Outbox outbox;
    private final Clock clock;

    public Repayments(Database database, Outbox outbox, Clock clock) {
        this.database = database;
        this.outbox = outbox;
        this.clock = clock;
    }

    public void routes(Routes routes) {
        routes.post("/repayments", this::repay)
                .get("/repayments", this::list)
                .get("/repayments/{id}", call -> Answer.ok(database.read(s -> byId(s, call.pathNumber("repayment")))))
                .post("/repayments/{id}/reverse", this::reverse);
    }

    /** A request_key makes it repeatable; without one every call is a repayment of its own. */
    private Answer repay(Call call) {
        Fields body = call.body();
        String key = body.has("request_key") ? Ask.requestKey(body) : null;
        String member = Ask.id(body, "member_id");
        long amount = body.whole("amount", 1, Ask.AMOUNT_MAX);
        Result result = database.change(s -> repay(s, key, member, amount));
        outbox.announce();
        return result.isNew() ? Answer.created(result.repayment()) : Answer.ok(result.repayment());
    }

    private Result repay(Session s, @Nullable String key, String member, long amount) throws SQLException {
        Ask.known(s, "member", "member", member);
        Instant now = clock.instant();
        Optional<Repayment> created = s.one(
                "insert into repayment(request_key, member_id, amount, currency, status, version, occurred_at,"
                        + " updated_at) values (?, ?, ?, 'CNY', 'SUCCEEDED', 1, ?, ?)"
                        + " on conflict (request_key) do nothing returning *",
                Repayments::repayment,
                key,
                member,
                amount,
                now,
                now);
        if (created.isPresent()) {
            tell(s, created.get());
            return new Result(created.get(), true);
        }
        Repayment before = s.one(SELECT + "where request_key = ?", Repayments::repayment, key)
                .orElseThrow();
        if (!before.memberId().equals(member) || before.amount() != amount) {
            throw Refusal.reusedKey(String.valueOf(key));
        }
        return new Result(before, false);
    }

    private Answer reverse(Call call) {
        long id = call.pathNumber("repayment");
        Repayment reversed = database.change(s -> {
            int changed = s.update(
                    "update repayment set status = 'REVERSED', version = version + 1, updated_at = ?"
                            + " where id = ? and status = 'SUCCEEDED'",
                    clock.instant(),
                    id);
            Repayment repayment = byId(s, id);
            if (changed == 1) {
                tell(s, repayment);
            }
            return repayment;
        });
        outbox.announce();
        return Answer.ok(reversed);
    }

    private Answer list(Call call) {
        int limit = call.limit();
        String member = call.query("member_id").orElse(null);
        List<Repayment> repayments = database.read(s -> s.list(
                SELECT + "where id > ? and (?::text is null or member_id = ?) order by id limit ?",
                Repayments::repayment,
                call.after(),
                member,
                member,
                limit + 1));
        return Answer.ok(Page.of("repayments", repayments, limit, Repayment::id));
    }

    private void tell(Session session, Repayment r) throws SQLException {
        Told told = new Told(r.id(), r.memberId(), r.amount(), r.currency(), r.status(), r.version(), r.occurredAt());
        outbox.record(session, "repayment.changed", "repayment", r.id(), Json.text(told));
    }

    private static Repayment byId(Session session, long id) throws SQLException {
        return session.one(SELECT + "where id = ?", Repayments::repayment, id)
                .orElseThrow(() -> Refusal.unknown("repayment", Long.toString(id)));
    }

    private static Repayment repayment(ResultSet row) throws SQLException {
        return new Repayment(
                row.getString("id"),
                row.getString("request_key"),
                row.getString("member_id"),
                row.getLong("amount"),
                row.getString("currency"),
                Status.valueOf(row.getString("status")),
                row.getInt("version"),
                Session.instant(row, "occurred_at"),
                Session.instant(row, "updated_at"));
    }
}
