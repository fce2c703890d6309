package plaza.wallet;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
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

/** Tasks that earn points, once or once a day. The day is the community's, at GMT+8. */
public final class Tasks {
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final String EVER = "ever";

    private record Task(String id, String title, String about, long points, String repeats, boolean done) {}

    private record Completion(String taskId, String memberId, long points, long balance, Instant completedAt) {}

    private final Database database;
    private final Clock clock;
    private final Points points;

    public Tasks(Database database, Clock clock, Points points) {
        this.database = database;
        this.clock = clock;
        this.points = points;
    }

    public void routes(Routes routes) {
        routes.get("/tasks", this::list).post("/tasks/{id}/complete", this::complete);
    }

    private String today() {
        return LocalDate.ofInstant(clock.instant(), ZONE).toString();
    }

    private Answer list(Call call) {
        @Nullable String member = call.query("member_id").orElse(null);
        return Answer.ok(Page.last(
                "tasks",
                database.read(s -> s.list(
                        "select t.*, exists (select 1 from task_completion c where c.task_id = t.id and c.member_id = ?"
                                + " and c.day in (?, ?)) done from task t order by id",
                        row -> new Task(
                                row.getString("id"),
                                row.getString("title"),
                                row.getString("about"),
                                row.getLong("points"),
                                row.getString("repeats"),
                                row.getBoolean("done")),
                        member,
                        today(),
                        EVER))));
    }

    private Answer complete(Call call) {
        Fields body = call.body();
        String key = Ask.requestKey(body);
        String member = Ask.id(body, "member_id");
        String task = call.path("id");
        return Answer.ok(database.change(s -> complete(s, key, member, task)));
    }

    private Completion complete(Session s, String key, String member, String task) throws SQLException {
        Ask.known(s, "member", "member", member);
        boolean daily = s.one("select repeats from task where id = ?", row -> row.getString(1), task)
                .orElseThrow(() -> Refusal.unknown("task", task))
                .equals("DAILY");
        int inserted = s.update(
                "insert into task_completion(task_id, member_id, day, request_key, completed_at) values (?, ?, ?, ?, ?)"
                        + " on conflict do nothing",
                task,
                member,
                daily ? today() : EVER,
                key,
                clock.instant());
        Optional<Completion> mine = find(s, key, member, task);
        if (mine.isEmpty()) {
            boolean used = s.one("select 1 from task_completion where request_key = ?", row -> 1, key)
                    .isPresent();
            throw used
                    ? Refusal.reusedKey(key)
                    : new Refusal(
                            409,
                            "task_done_already",
                            "task " + task + " was completed" + (daily ? " today" : "") + " already");
        }
        if (inserted == 1) {
            points.earn(s, "task " + key, member, mine.get().points(), "task " + task);
            return find(s, key, member, task).orElseThrow();
        }
        return mine.get();
    }

    private static Optional<Completion> find(Session s, String key, String member, String task) throws SQLException {
        return s.one(
                "select c.*, t.points, coalesce(a.balance, 0) balance from task_completion c join task t on t.id = c.task_id"
                        + " left join points_account a on a.member_id = c.member_id"
                        + " where c.request_key = ? and c.member_id = ? and c.task_id = ?",
                row -> new Completion(
                        row.getString("task_id"),
                        row.getString("member_id"),
                        row.getLong("points"),
                        row.getLong("balance"),
                        Session.instant(row, "completed_at")),
                key,
                member,
                task);
    }
}
