package dev.serai.contest;

import dev.serai.kernel.Ids;
import dev.serai.kernel.Json;
import dev.serai.operator.Actor;
import dev.serai.operator.Audit;
import dev.serai.operator.Refused;
import dev.serai.release.Declarations;
import dev.serai.release.Declarations.SourceFile;
import dev.serai.release.Drafts;
import dev.serai.release.Drafts.Draft;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Drafts tried on history: asked for here, carried out by {@link RehearsalWorker}, told here. */
@Component
public final class Rehearsals {
    /** Waiting or running at once, over all nodes: each walks a great deal of history. */
    public static final int OPEN_MAX = 5;

    /** Told in a list, and kept for a contest. */
    public static final int KEPT_MAX = 20;

    private final JdbcClient db;
    private final TransactionTemplate transactions;
    private final Drafts drafts;
    private final PastWindows windows;
    private final RehearsalWorker worker;
    private final Audit audit;
    private final Ids ids;
    private final Clock clock;

    Rehearsals(
            JdbcClient db,
            TransactionTemplate transactions,
            Drafts drafts,
            PastWindows windows,
            RehearsalWorker worker,
            Audit audit,
            Ids ids,
            Clock clock) {
        this.db = db;
        this.transactions = transactions;
        this.drafts = drafts;
        this.windows = windows;
        this.worker = worker;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Begins one. Only what asks for it is decided here; the counting goes on in the background.
     *
     * @param past how many past windows; null: {@link RehearsalPlan#WINDOWS_USUAL}
     * @return its id
     * @throws Declarations.BadFiles where the file is no sound contest
     * @throws Refused 409 {@code rehearsal.too_many} when {@link #OPEN_MAX} are open
     */
    public String ask(SourceFile source, @Nullable Integer past, Actor by) {
        int many = past == null ? RehearsalPlan.WINDOWS_USUAL : past;
        if (many < 1 || many > RehearsalPlan.WINDOWS_MAX) {
            throw Refused.invalid("windows must be 1 to " + RehearsalPlan.WINDOWS_MAX + ", was " + many);
        }
        var sound = switch (drafts.read(source, Contest.class)) {
            case Draft.Flawed<Contest>(var flaws) ->
                throw new Declarations.BadFiles(
                        flaws.stream().map(Drafts.Flaw::problem).toList());
            case Draft.Sound<Contest> draft -> draft;
        };
        var now = clock.instant();
        var plan = RehearsalPlan.of(sound.value(), windows.last(sound.file(), sound.value(), now, many));
        var id = ids.next();
        long activity = sound.value().activityId();
        transactions.executeWithoutResult(_ -> {
            // Two who ask at once must not both find the last place free.
            db.sql("LOCK TABLE contest.rehearsal IN SHARE ROW EXCLUSIVE MODE").update();
            long open = db.sql("SELECT count(*) FROM contest.rehearsal WHERE state IN ('queued', 'running')")
                    .query(Long.class)
                    .single();
            if (open >= OPEN_MAX) {
                throw Refused.conflict(
                        "rehearsal.too_many",
                        OPEN_MAX + " rehearsals are waiting or running; wait for one to end or cancel it");
            }
            db.sql("""
                            INSERT INTO contest.rehearsal
                                (id, activity_id, file, definition, steps, total, state, asked_by, asked_at)
                            VALUES (?, ?, ?, ?, ?, ?, 'queued', ?, ?)""")
                    .params(
                            id,
                            activity,
                            Json.canonical(sound.file()),
                            sound.value().definition().hash(),
                            plan.json().toString(),
                            plan.steps().size(),
                            by.name(),
                            utc(now))
                    .update();
            forget(activity);
            audit.record(
                    by,
                    "contest.rehearsed",
                    "contest/v1 " + activity,
                    Json.canonical(Json.object().put("rehearsal", id).put("windows", many)));
        });
        worker.wake();
        return id;
    }

    /** The oldest ended ones of a contest beyond what is kept. */
    private void forget(long activity) {
        db.sql("""
                        DELETE FROM contest.rehearsal WHERE state NOT IN ('queued', 'running') AND id IN (
                            SELECT id FROM contest.rehearsal WHERE activity_id = ? ORDER BY asked_at DESC OFFSET ?)""").params(activity, KEPT_MAX).update();
    }

    /** Newest first: each without its results. */
    public List<ObjectNode> of(long activity) {
        return db.sql(ONE + " WHERE activity_id = ? ORDER BY asked_at DESC LIMIT ?")
                .params(activity, KEPT_MAX)
                .query((rs, _) -> head(rs))
                .list();
    }

    /** Of the draft what a page calls it by: a roster may have 100,000 lines. */
    private static final List<String> TOLD = List.of("id", "name", "metric", "unit", "zone", "start", "end");

    private static final String ONE = """
            SELECT id, activity_id, state, cause, total, asked_by, asked_at, started_at, ended_at,
                (SELECT count(*) FROM contest.rehearsal_step s WHERE s.rehearsal = r.id) AS done
            FROM contest.rehearsal r""";

    /**
     * {@code {id, activity_id, state, progress, done, total, cause, asked_by, asked_at, started_at, ended_at, draft, next,
     * windows, parameters, worst_cost}}: what the finished steps gave, whether or not others follow; {@code next} is the step
     * under way.
     */
    public Optional<ObjectNode> find(String id) {
        return db.sql(ONE + " WHERE id = ?")
                .param(id)
                .query((rs, _) -> head(rs))
                .optional()
                .map(one -> {
                    record Text(String file, String steps) {}
                    var text = db.sql("SELECT file, steps FROM contest.rehearsal WHERE id = ?")
                            .param(id)
                            .query((rs, _) -> new Text(rs.getString(1), rs.getString(2)))
                            .single();
                    one.set("draft", ((ObjectNode) Json.read(text.file)).retain(TOLD));
                    var next = Json.read(text.steps).path(one.path("done").asInt());
                    one.set("next", next.isMissingNode() ? null : next);
                    List<JsonNode> steps = db
                            .sql("SELECT result FROM contest.rehearsal_step WHERE rehearsal = ? ORDER BY n")
                            .param(id)
                            .query((rs, _) -> rs.getString(1))
                            .list()
                            .stream()
                            .map(Json::read)
                            .toList();
                    one.setAll(RehearsalSteps.together(steps));
                    return one;
                });
    }

    private static ObjectNode head(java.sql.ResultSet rs) throws java.sql.SQLException {
        int done = rs.getInt("done");
        int total = rs.getInt("total");
        var one = Json.object().put("id", rs.getString("id"));
        one.put("activity_id", rs.getLong("activity_id"))
                .put("state", rs.getString("state"))
                .put("progress", done * 100 / total)
                .put("done", done)
                .put("total", total)
                .put("cause", rs.getString("cause"))
                .put("asked_by", rs.getString("asked_by"));
        for (var name : List.of("asked_at", "started_at", "ended_at")) {
            var at = rs.getObject(name, OffsetDateTime.class);
            one.put(name, at == null ? null : at.toInstant().toString());
        }
        return one;
    }

    /** Ends one that is waiting or running; what it found so far stays. One that has ended already stays as it is. */
    public void cancel(String id, Actor by) {
        transactions.executeWithoutResult(_ -> {
            var activity = db.sql("""
                            UPDATE contest.rehearsal SET state = 'cancelled', ended_at = ?, lease_until = NULL
                            WHERE id = ? AND state IN ('queued', 'running') RETURNING activity_id""")
                    .params(utc(clock.instant()), id)
                    .query((rs, _) -> rs.getLong(1))
                    .optional();
            activity.ifPresent(number -> audit.record(
                    by,
                    "contest.rehearsal_cancelled",
                    "contest/v1 " + number,
                    Json.canonical(Json.object().put("rehearsal", id))));
        });
        worker.end(id);
    }

    static OffsetDateTime utc(Instant at) {
        return OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
    }
}
