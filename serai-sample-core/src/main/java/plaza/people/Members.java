package plaza.people;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

/** Who belongs to the community: profiles, badges, friends, and whether a login is theirs. */
public final class Members {
    private static final String SELECT = "select m.id, m.nickname, m.name, m.avatar, m.joined_at from member m ";

    /** {@code avatar} is one emoji. */
    record Member(String id, String nickname, String name, String avatar, Instant joinedAt) {}

    /** What is his own business. */
    private record Contact(String id, String name, @Nullable String phone) {}

    record Badge(String name, String title, Instant earnedAt) {}

    private record Credentials(String memberId, String nickname, String passwordHash) {}

    private final Database database;

    public Members(Database database) {
        this.database = database;
    }

    public void routes(Routes routes) {
        routes.get("/members", this::list)
                .get("/members/{id}", call -> Answer.ok(database.read(s -> byId(s, call.path("id")))))
                .get("/member", call -> Answer.ok(database.read(s -> byId(s, call.requiredQuery("id")))))
                .get("/members/{id}/contact", this::contact)
                .get("/members/{id}/badges", this::badges)
                .get("/members/{id}/friends", this::friends)
                .post("/login", this::login);
    }

    private Answer list(Call call) {
        int limit = call.limit();
        String after = call.query("after").orElse("");
        List<Member> members = database.read(
                s -> s.list(SELECT + "where m.id > ? order by m.id limit ?", Members::member, after, limit + 1));
        return Answer.ok(Page.of("members", members, limit, Member::id));
    }

    private Answer contact(Call call) {
        return Answer.ok(database.read(
                s -> s.one("select id, name, phone from member where id = ?", Members::contact, call.path("id"))
                        .orElseThrow(() -> Refusal.unknown("member", call.path("id")))));
    }

    private Answer badges(Call call) {
        return Answer.ok(Page.last("badges", database.read(s -> {
            Member member = byId(s, call.path("id"));
            return s.list(
                    "select name, title, earned_at from badge where member_id = ? order by earned_at, name",
                    row -> new Badge(row.getString("name"), row.getString("title"), Session.instant(row, "earned_at")),
                    member.id());
        })));
    }

    private Answer friends(Call call) {
        return Answer.ok(Page.last("friends", database.read(s -> {
            Member member = byId(s, call.path("id"));
            return s.list(
                    SELECT + "join friendship f on f.friend_id = m.id where f.member_id = ? order by m.id",
                    Members::member,
                    member.id());
        })));
    }

    private Answer login(Call call) {
        Fields body = call.body();
        String login = body.text("login", 100);
        String password = body.text("password", 200);
        Optional<Credentials> known = database.read(s -> s.one(
                "select id, nickname, password_hash from member where login = ? and password_hash is not null",
                row -> new Credentials(row.getString("id"), row.getString("nickname"), row.getString("password_hash")),
                login));
        // An unknown login costs as much time as a wrong password, so that nobody can list logins by the clock.
        boolean matches = Passwords.matches(password, known.map(Credentials::passwordHash));
        if (!matches || known.isEmpty()) {
            throw new Refusal(401, "login_failed", "login and password do not belong together");
        }
        return Answer.ok(Map.of(
                "member_id", known.get().memberId(), "nickname", known.get().nickname()));
    }

    private static Member byId(Session session, String id) throws SQLException {
        return session.one(SELECT + "where m.id = ?", Members::member, id)
                .orElseThrow(() -> Refusal.unknown("member", id));
    }

    private static Contact contact(ResultSet row) throws SQLException {
        return new Contact(row.getString("id"), row.getString("name"), row.getString("phone"));
    }

    private static Member member(ResultSet row) throws SQLException {
        return new Member(
                row.getString("id"),
                row.getString("nickname"),
                row.getString("name"),
                row.getString("avatar"),
                Session.instant(row, "joined_at"));
    }
}
