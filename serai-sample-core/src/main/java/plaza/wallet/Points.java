package plaza.wallet;

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

/** A ledger of points; a balance is the sum of its member's entries and never below zero. */
public final class Points {
    private static final long POINTS_MAX = 1_000_000_000L;

    private record Entry(
            String entryId, String requestKey, String memberId, long points, String reason, Instant createdAt) {}

    private record Added(
            String entryId, String requestKey, String memberId, long points, long balance, Instant createdAt) {}

    private record Result(Added added, boolean isNew) {}

    private final Database database;
    private final Clock clock;

    public Points(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public void routes(Routes routes) {
        routes.get("/points", this::balance).post("/points/add", this::add).post("/points/spend", this::spend);
    }

    private Answer balance(Call call) {
        String member = call.requiredQuery("member_id");
        int limit = call.limit();
        return Answer.ok(database.read(s -> {
            if (!s.exists("member", member)) {
                throw Refusal.unknown("member", member);
            }
            List<Entry> entries = s.list(
                    "select id, request_key, member_id, points, reason, created_at from points_entry"
                            + " where member_id = ? and id > ? order by id limit ?",
                    row -> new Entry(
                            row.getString("id"),
                            row.getString("request_key"),
                            row.getString("member_id"),
                            row.getLong("points"),
                            row.getString("reason"),
                            Session.instant(row, "created_at")),
                    member,
                    call.after(),
                    limit + 1);
            var page = Page.of("entries", entries, limit, Entry::entryId);
            page.put("member_id", member);
            page.put("balance", balance(s, member));
            return page;
        }));
    }

    /** Negative points are taken away. */
    private Answer add(Call call) {
        Fields body = call.body();
        String key = Ask.requestKey(body);
        String member = Ask.id(body, "member_id");
        long points = body.whole("points", -POINTS_MAX, POINTS_MAX);
        String reason = body.optionalText("reason", 200).orElse("");
        Result result = database.change(s -> add(s, key, member, points, reason));
        return result.isNew() ? Answer.created(result.added()) : Answer.ok(result.added());
    }

    private Answer spend(Call call) {
        Fields body = call.body();
        String key = Ask.requestKey(body);
        String member = Ask.id(body, "member_id");
        long points = body.whole("points", 1, POINTS_MAX);
        String reason = body.optionalText("reason", 200).orElse("");
        Result result = database.change(s -> add(s, key, member, -points, reason));
        return result.isNew() ? Answer.created(result.added()) : Answer.ok(result.added());
    }

    /** Inside another's transaction; {@code key} must be new. */
    void earn(Session s, String key, String member, long points, String reason) throws SQLException {
        add(s, key, member, points, reason);
    }

    private Result add(Session s, String key, String member, long points, String reason) throws SQLException {
        Ask.known(s, "member", "member", member);
        int inserted = s.update(
                "insert into points_entry(request_key, member_id, points, reason, created_at) values (?, ?, ?, ?, ?)"
                        + " on conflict (request_key) do nothing",
                key,
                member,
                points,
                reason,
                clock.instant());
        if (inserted == 1) {
            s.update("insert into points_account(member_id, balance) values (?, 0) on conflict do nothing", member);
            Optional<Long> balance = s.one(
                    "update points_account set balance = balance + ? where member_id = ? and balance + ? >= 0"
                            + " returning balance",
                    row -> row.getLong(1),
                    points,
                    member,
                    points);
            if (balance.isEmpty()) {
                throw new Refusal(
                        422, "points_insufficient", "member " + member + " has fewer than " + -points + " points");
            }
        }
        Added added = s.one(
                        "select e.*, a.balance from points_entry e join points_account a using (member_id)"
                                + " where request_key = ?",
                        row -> new Added(
                                row.getString("id"),
                                row.getString("request_key"),
                                row.getString("member_id"),
                                row.getLong("points"),
                                row.getLong("balance"),
                                Session.instant(row, "created_at")),
                        key)
                .orElseThrow();
        if (!added.memberId().equals(member) || added.points() != points) {
            throw Refusal.reusedKey(key);
        }
        return new Result(added, inserted == 1);
    }

    private static long balance(Session session, String member) throws SQLException {
        return session.number("select balance from points_account where member_id = ?", member);
    }
}
