package plaza.people;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
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

/** Themes members hand something in for, so many each, while they are open. */
public final class Themes {
    private static final String SELECT =
            "select s.id, s.request_key, s.theme_id, s.member_id, m.nickname, s.title, s.body,"
                    + " s.status, s.review_reason, s.created_at from submission s join member m on m.id = s.member_id ";

    private record Theme(
            String id, String title, String about, Instant opensAt, Instant closesAt, int perMember, boolean open) {}

    private record Submission(
            String id,
            String theme,
            Posts.Author author,
            String title,
            String body,
            String status,
            @Nullable String reason,
            Instant createdAt) {}

    private record Result(Submission submission, boolean isNew) {}

    private final Database database;
    private final Clock clock;

    public Themes(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public void routes(Routes routes) {
        routes.get("/themes", _ -> all())
                .get("/themes/{id}/submissions", this::list)
                .post("/themes/{id}/submissions", this::submit)
                .get("/members/{id}/submissions", this::mine);
    }

    private Answer all() {
        return Answer.ok(
                Page.last("themes", database.read(s -> s.list("select * from theme order by id", this::theme))));
    }

    private Answer submit(Call call) {
        Fields body = call.body();
        String key = body.text("request_key", 200);
        String member = body.text("member_id", 64);
        String title = body.text("title", 200);
        String text = body.text("body", 5_000);
        String id = call.path("id");
        Result result = database.change(s -> {
            // Those who hand in for one theme do so one after the other, so that nobody hands in one too many.
            Theme theme = s.one("select * from theme where id = ? for update", this::theme, id)
                    .orElseThrow(() -> Refusal.unknown("theme", id));
            Posts.known(s, "member", member);
            Optional<Submission> before = s.one(SELECT + "where s.request_key = ?", Themes::submission, key);
            if (before.isPresent()) {
                Submission old = before.get();
                if (!old.author().id().equals(member)
                        || !old.theme().equals(id)
                        || !old.title().equals(title)
                        || !old.body().equals(text)) {
                    throw Refusal.reusedKey(key);
                }
                return new Result(old, false);
            }
            if (!theme.open()) {
                throw new Refusal(
                        422,
                        "theme_closed",
                        "theme " + id + " is open from " + theme.opensAt() + " to " + theme.closesAt());
            }
            long handedIn = s.number(
                    "select count(*) from submission where theme_id = ? and member_id = ? and status <> 'REJECTED'",
                    id,
                    member);
            if (handedIn >= theme.perMember()) {
                throw new Refusal(
                        422, "submissions_used_up", "theme " + id + " takes " + theme.perMember() + " of each member");
            }
            Screening.Verdict verdict = Screening.look(title + "\n" + text);
            s.update(
                    "insert into submission(request_key, theme_id, member_id, title, body, status, review_reason,"
                            + " created_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
                    key,
                    id,
                    member,
                    title,
                    text,
                    verdict.status() == Posts.Status.PUBLISHED
                            ? "ACCEPTED"
                            : verdict.status().name(),
                    verdict.reason(),
                    clock.instant());
            return new Result(
                    s.one(SELECT + "where s.request_key = ?", Themes::submission, key)
                            .orElseThrow(),
                    true);
        });
        return result.isNew() ? Answer.created(result.submission()) : Answer.ok(result.submission());
    }

    /** Only what was accepted. */
    private Answer list(Call call) {
        int limit = call.limit();
        List<Submission> submissions = database.read(s -> s.list(
                SELECT + "where s.theme_id = ? and s.id > ? and s.status = 'ACCEPTED' order by s.id limit ?",
                Themes::submission,
                call.path("id"),
                call.after(),
                limit + 1));
        return Answer.ok(Page.of("submissions", submissions, limit, Submission::id));
    }

    private Answer mine(Call call) {
        int limit = call.limit();
        List<Submission> submissions = database.read(s -> s.list(
                SELECT + "where s.member_id = ? and s.id > ? order by s.id limit ?",
                Themes::submission,
                call.path("id"),
                call.after(),
                limit + 1));
        return Answer.ok(Page.of("submissions", submissions, limit, Submission::id));
    }

    private Theme theme(ResultSet row) throws SQLException {
        Instant opens = Session.instant(row, "opens_at");
        Instant closes = Session.instant(row, "closes_at");
        Instant now = clock.instant();
        return new Theme(
                row.getString("id"),
                row.getString("title"),
                row.getString("about"),
                opens,
                closes,
                row.getInt("per_member"),
                !now.isBefore(opens) && now.isBefore(closes));
    }

    private static Submission submission(ResultSet row) throws SQLException {
        return new Submission(
                row.getString("id"),
                row.getString("theme_id"),
                new Posts.Author(row.getString("member_id"), row.getString("nickname")),
                row.getString("title"),
                row.getString("body"),
                row.getString("status"),
                row.getString("review_reason"),
                Session.instant(row, "created_at"));
    }
}
