package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.HouseTest;
import dev.serai.MovableClock;
import dev.serai.Publishing;
import dev.serai.fact.NewFact;
import dev.serai.kernel.Json;
import dev.serai.operator.Actor;
import dev.serai.operator.Refused;
import dev.serai.release.Declarations;
import dev.serai.release.Declarations.SourceFile;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Contests nobody has published: previewed and rehearsed on history. */
@HouseTest
class DraftTest {
    private static final Actor OPERATIONS = new Actor("draft-test", "operations");

    @Autowired
    Stage stage;

    @Autowired
    Publishing published;

    @Autowired
    Preview preview;

    @Autowired
    Rehearsals rehearsals;

    @Autowired
    RehearsalWorker worker;

    @Autowired
    EndableReads reads;

    @Autowired
    KnownUnits units;

    @Autowired
    BoardDesk desk;

    @Autowired
    JdbcClient db;

    @Autowired
    MovableClock clock;

    private JsonNode preview(String file) {
        return preview.of(
                new SourceFile("draft.yaml", file),
                200,
                "test " + Thread.currentThread().threadId());
    }

    private static NewFact receipt(String prefix, String id, String unit, String at, long... paid) {
        var body = Json.object().put("store_id", prefix + unit).put("clerk_id", prefix + unit + "_1");
        var lines = body.putArray("lines");
        for (long amount : paid) {
            lines.addObject()
                    .put("product_id", "P")
                    .put("quantity", 1)
                    .put("paid", amount)
                    .put("list", amount);
        }
        return new NewFact("receipt", prefix + id, 1, Instant.parse(at), body);
    }

    /** Three stores in February, March and April; C has nothing, and D nobody has ever heard of. */
    private void history(String prefix) {
        stage.report(
                receipt(prefix, "1", "A", "2015-02-10T12:00:00Z", 1_000, 500),
                receipt(prefix, "2", "B", "2015-02-11T12:00:00Z", 9_900),
                receipt(prefix, "3", "A", "2015-03-10T12:00:00Z", 4_000),
                receipt(prefix, "4", "A", "2015-03-11T12:00:00Z", 1_050),
                receipt(prefix, "5", "B", "2015-03-12T12:00:00Z", 5_050),
                receipt(prefix, "6", "B", "2015-04-01T00:00:00Z", 1),
                receipt(prefix, "7", "C", "2014-01-01T00:00:00Z", 1));
    }

    private static String roster(String prefix) {
        return "roster: {units: [%1$sA, %1$sB, %1$sC, %1$sD]}".formatted(prefix);
    }

    private static String rows(JsonNode rows, String prefix) {
        var text = new StringBuilder();
        for (var row : rows) {
            text.append(row.path("rank").asInt()).append(' ');
            text.append(row.path("unit_id").asString().replace(prefix, "")).append(' ');
            text.append(row.path("score").asString("-")).append('\n');
        }
        return text.toString();
    }

    /** What a preview of this contest could leave. Other tests' contests may get their boards meanwhile. */
    private String everything(long id, String zone) {
        return db.sql("""
                        SELECT (SELECT count(*) FROM contest.definition WHERE spec::jsonb->>'zone' = ?)
                            || ' ' || (SELECT count(*) FROM contest.board WHERE activity_id = ?)
                            || ' ' || (SELECT count(*) FROM release.publication)""").params(zone, id).query(String.class).single();
    }

    @Test
    void a_preview_is_the_board_it_would_get_and_leaves_no_trace() {
        var prefix = stage.prefix();
        history(prefix);
        long id = stage.number();
        // The time of UTC, and a definition that no other contest shares.
        var zone = "Atlantic/Reykjavik";
        var before = everything(id, zone);
        var file = Stage.file(id, "sales_amount", "store", Stage.MARCH.replace("UTC", zone) + "\n" + roster(prefix));
        var answer = preview(file);
        assertThat(rows(answer.path("rows"), prefix)).isEqualTo("1 A 50.50\n1 B 50.50\n3 C 0.00\n3 D 0.00\n");
        assertThat(answer.path("window").path("own").asBoolean()).isTrue();
        assertThat(Json.canonical(answer.path("counts")))
                .isEqualTo("{\"nulls\":0,\"participants\":4,\"ties\":{\"groups\":2,\"largest\":2,\"units\":4},"
                        + "\"with_facts\":2,\"without_facts\":2,\"zeros\":2}");
        assertThat(answer.path("rules").path("zh-CN").asString()).contains("得分 = ");
        assertThat(answer.path("unknown").path("units").toString()).contains(prefix + "D");
        assertThat(everything(id, zone)).isEqualTo(before);
        published.apply(file);
        stage.eventually(id, prefix, "1 A 101/2\n1 B 101/2\n3 C 0\n3 D 0\n");
        // C has been met by a counted contest only where it had facts in the window: it stays unknown here.
        assertThat(units.all("store").path("units").toString())
                .contains(prefix + "A")
                .doesNotContain(prefix + "D");
    }

    @Test
    void a_window_of_plain_dates_is_previewed_too() {
        var prefix = stage.prefix();
        history(prefix);
        var window = "start: 2015-03-01\nend: 2015-04-01\nzone: UTC\n";
        var answer = preview(Stage.file(stage.number(), "sales_amount", "store", window + roster(prefix)));
        assertThat(rows(answer.path("rows"), prefix)).isEqualTo("1 A 50.50\n1 B 50.50\n3 C 0.00\n3 D 0.00\n");
    }

    @Test
    void a_ratio_a_joined_document_a_night_and_a_region_preview_as_they_count() {
        var prefix = stage.prefix();
        history(prefix);
        stage.report(
                Stage.fact("member", prefix + "m", 1, "2015-03-01T00:00:00Z", """
                        {"store_id": "%1$sA", "clerk_id": "%1$sA_1", "level": "NORMAL", "opened_at": "2015-03-05T00:00:00Z"}""".formatted(prefix)),
                Stage.fact(
                        "statement",
                        "2015-02-27/" + prefix + "A_1",
                        1,
                        "2015-02-28T00:00:00Z",
                        night(prefix, "2015-02-27", 3)),
                Stage.fact(
                        "statement",
                        "2015-03-30/" + prefix + "A_1",
                        1,
                        "2015-03-31T00:00:00Z",
                        night(prefix, "2015-03-30", 7)),
                Stage.fact("statement_complete", "2015-02-27", 1, "2015-02-28T00:00:00Z", "{}"),
                Stage.fact("statement_complete", "2015-03-30", 1, "2015-03-31T00:00:00Z", "{}"),
                Stage.fact("org", "store/" + prefix + "A", 1, "2015-01-01T00:00:00Z", """
                        {"unit": "store", "code": "%1$sA", "since": "2015-01-01", "region": "%1$sR"}""".formatted(prefix)));
        for (var one : new String[][] {
            {"amount_per_order", "store", roster(prefix)},
            {"ordinary_members", "store", roster(prefix)},
            {"repurchase_gain", "store", roster(prefix)},
            {"sales_amount", "region", "roster: {units: [%sR]}".formatted(prefix)}
        }) {
            long id = stage.number();
            var file = Stage.file(id, one[0], one[1], Stage.MARCH + "\n" + one[2]);
            var drafted = rows(preview(file).path("rows"), prefix);
            assertThat(drafted).as(one[0]).isNotEmpty();
            published.apply(file);
            // Sharing its definition with an older contest, it may be complete before it has heard all of this.
            Eventually.is(
                    () -> one[0] + "\n"
                            + rows(stage.act(id, "board", Json.object()).path("rows"), prefix),
                    one[0] + "\n" + drafted);
            stage.settled(id);
        }
    }

    private static String night(String prefix, String date, int count) {
        return """
                {"date": "%2$s", "store_id": "%1$sA", "clerk_id": "%1$sA_1",
                 "values": {"RePurchaseCount": %3$d, "RePurchaseRate": 1.5}}""".formatted(prefix, date, count);
    }

    @Test
    void a_flaw_is_told_with_its_field_and_its_line() {
        var flaws = preview(Stage.file(
                        stage.number(),
                        "sales_orders",
                        "store",
                        Stage.MARCH + "\nparams: {sale_number: two}\nroster: {everyone: true}"))
                .path("flaws");
        assertThat(flaws.path(0).path("pointer").asString()).isEqualTo("/params/sale_number");
        assertThat(flaws.path(0).path("line").asInt()).isEqualTo(10);
        assertThat(flaws.path(0).path("rule").asString()).contains("must be an integer");
        var two = preview("serai: contest/v1\nid: 0\nname: {zh-CN: 甲, en: A}\nmetric: sales_amount\nunit: store\n"
                        + Stage.MARCH + "\nshow_top: 9999999\nroster: {everyone: true}")
                .path("flaws");
        assertThat(two).hasSize(2);
        assertThat(two.path(0).path("pointer").asString()).isEqualTo("/id");
        assertThat(two.path(1).path("pointer").asString()).isEqualTo("/show_top");
        assertThat(preview("a: [").path("flaws")).hasSize(1);
        assertThat(preview("serai: campaign/v1").path("sound").asBoolean(true)).isFalse();
    }

    @Test
    void a_read_somebody_ends_stops_in_the_middle_and_one_too_slow_by_itself() {
        var reading = new EndableReads.Reading();
        var mark = stage.prefix();
        var read = CompletableFuture.supplyAsync(() -> reads.read(
                reading,
                Duration.ofSeconds(60),
                () -> reads.client()
                        .sql("SELECT '%s' FROM pg_sleep(60)".formatted(mark))
                        .query(String.class)
                        .single()));
        Eventually.is(
                () -> db.sql(
                                "SELECT count(*)::text FROM pg_stat_activity WHERE query LIKE ? AND wait_event = 'PgSleep'")
                        .param("%" + mark + "%pg_sleep%")
                        .query(String.class)
                        .single(),
                "1");
        reading.end();
        assertThatThrownBy(read::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(EndableReads.Ended.class);
        assertThatThrownBy(() -> reads.read(reading, Duration.ofSeconds(60), () -> 1))
                .isInstanceOf(EndableReads.Ended.class);
        assertThatThrownBy(() -> reads.read(
                        new EndableReads.Reading(),
                        Duration.ofSeconds(1),
                        () -> reads.client()
                                .sql("SELECT 1 FROM pg_sleep(60)")
                                .query(Integer.class)
                                .single()))
                .isInstanceOf(EndableReads.TooSlow.class);
        assertThatThrownBy(() -> reads.read(
                        new EndableReads.Reading(),
                        Duration.ofSeconds(60),
                        () -> reads.client()
                                .sql("DELETE FROM contest.rehearsal")
                                .update()))
                .hasMessageContaining("read-only");
    }

    private SourceFile orders(long id, String prefix) {
        return new SourceFile(
                "draft.yaml",
                Stage.file(
                        id,
                        "sales_orders",
                        "store",
                        Stage.MARCH + "\nparams: {sale_amount: 1000}\nshow_top: 1\n" + roster(prefix)));
    }

    private JsonNode ended(String id) {
        Eventually.is(
                () -> Boolean.toString(
                        rehearsals.find(id).orElseThrow().path("ended_at").isNull()),
                "false");
        return rehearsals.find(id).orElseThrow();
    }

    @Test
    void a_rehearsal_counts_past_windows_and_says_what_a_parameter_would_change() {
        var prefix = stage.prefix();
        history(prefix);
        long activity = stage.number();
        var told = ended(rehearsals.ask(orders(activity, prefix), 2, OPERATIONS));
        assertThat(told.path("state").asString()).isEqualTo("finished");
        assertThat(told.path("progress").asInt()).isEqualTo(100);
        assertThat(told.path("done").asInt()).isEqualTo(4);
        var march = told.path("windows").path(0);
        assertThat(march.path("start").asString()).isEqualTo("2015-03-01T00:00");
        assertThat(rows(march.path("top"), prefix)).startsWith("1 A 2\n");
        assertThat(march.path("quantiles").path(7).path("score").asString()).isEqualTo("2");
        assertThat(told.path("windows").path(1).path("ties").path("units").asInt())
                .isEqualTo(4);
        assertThat(told.path("windows")
                        .path(1)
                        .path("cuts")
                        .path(0)
                        .path("beyond")
                        .asInt())
                .isEqualTo(1);
        // With 11.00 a receipt A's second no longer counts, and B draws level.
        var dearer = told.path("parameters").path(1);
        assertThat(dearer.path("to").asInt()).isEqualTo(1_100);
        assertThat(dearer.path("first_before")).hasSize(1);
        assertThat(dearer.path("first_after")).hasSize(2);
        assertThat(rehearsals.of(activity)).hasSize(1);
        assertThat(db.sql("SELECT count(*) FROM operator.audit WHERE action = 'contest.rehearsed' AND subject = ?")
                        .param("contest/v1 " + activity)
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void what_a_dead_server_left_goes_on_where_it_stopped() {
        var prefix = stage.prefix();
        history(prefix);
        var id = rehearsals.ask(orders(stage.number(), prefix), 2, OPERATIONS);
        ended(id);
        // As it lay when the process died after its first step: that one is not done again.
        db.sql("DELETE FROM contest.rehearsal_step WHERE rehearsal = ? AND n > 0")
                .param(id)
                .update();
        db.sql("UPDATE contest.rehearsal_step SET result = '{\"kept\": true}' WHERE rehearsal = ?")
                .param(id)
                .update();
        db.sql("""
                        UPDATE contest.rehearsal SET state = 'running', ended_at = NULL, lease_until = '2020-01-01T00:00:00Z'
                        WHERE id = ?""").param(id).update();
        worker.wake();
        var told = ended(id);
        assertThat(told.path("done").asInt()).isEqualTo(4);
        assertThat(told.path("windows").path(0).path("kept").asBoolean()).isTrue();
        assertThat(told.path("parameters").path(1).path("first_after")).hasSize(2);
        // And of one whose metric was changed meanwhile nothing is mixed.
        db.sql("""
                        UPDATE contest.rehearsal SET state = 'queued', ended_at = NULL, definition = 'another'
                        WHERE id = ?""").param(id).update();
        worker.wake();
        assertThat(ended(id).path("cause").asString()).contains("metric was changed");
    }

    @Test
    void one_is_cancelled_and_a_sixth_is_refused() {
        var prefix = stage.prefix();
        history(prefix);
        long activity = stage.number();
        var first = rehearsals.ask(orders(activity, prefix), 1, OPERATIONS);
        ended(first);
        // Another node works on five.
        db.sql("""
                        INSERT INTO contest.rehearsal
                        SELECT id || '-' || n, activity_id, file, definition, steps, total, 'running', NULL, asked_by, asked_at,
                            started_at, NULL, '2999-01-01T00:00:00Z'
                        FROM contest.rehearsal, generate_series(1, ?) AS n WHERE id = ?""").params(Rehearsals.OPEN_MAX, first).update();
        try {
            assertThatThrownBy(() -> rehearsals.ask(orders(activity, prefix), 1, OPERATIONS))
                    .isInstanceOfSatisfying(
                            Refused.class, refused -> assertThat(refused.code()).isEqualTo("rehearsal.too_many"));
        } finally {
            for (int n = 1; n <= Rehearsals.OPEN_MAX; n++) {
                rehearsals.cancel(first + "-" + n, OPERATIONS);
            }
        }
        assertThat(rehearsals.find(first + "-1").orElseThrow().path("state").asString())
                .isEqualTo("cancelled");
        // Once ended it stays as it ended.
        rehearsals.cancel(first, OPERATIONS);
        assertThat(rehearsals.find(first).orElseThrow().path("state").asString())
                .isEqualTo("finished");
        assertThatThrownBy(() -> rehearsals.ask(new SourceFile("x.yaml", "serai: contest/v1"), 1, OPERATIONS))
                .isInstanceOf(Declarations.BadFiles.class);
        assertThatThrownBy(() -> rehearsals.ask(orders(activity, prefix), 99, OPERATIONS))
                .hasMessageContaining("1 to 12");
    }

    @Test
    void the_board_page_is_told_how_rows_moved_and_finds_who_is_looked_for() {
        var prefix = stage.prefix();
        stage.newHour();
        history(prefix);
        long id = stage.contest("sales_amount", "store", Stage.MARCH + "\n" + roster(prefix));
        stage.eventually(id, prefix, "1 A 101/2\n1 B 101/2\n3 C 0\n3 D 0\n");
        db.sql("DELETE FROM contest.board_kept WHERE activity_id = ?").param(id).update();
        assertThat(desk.trends(id, 0, 10).path("since").isNull()).isTrue();
        // As it stood three days ago, and two: B led, then A. What was read of the days before is read again after a
        // while.
        clock.advance(Duration.ofMinutes(2));
        db.sql("""
                        WITH kept AS (
                            INSERT INTO contest.board_kept (activity_id, day, version, as_of, parts) VALUES
                            (:id, :long_ago, -2, :long_ago, 1), (:id, :lately, -1, :lately, 1))
                        INSERT INTO contest.board_kept_part (activity_id, version, part, rows) VALUES
                        (:id, -2, 0, :first), (:id, -1, 0, :second)""")
                .param("id", id)
                .param("long_ago", PublicationTable.utc(clock.instant().minus(Duration.ofDays(3))))
                .param("lately", PublicationTable.utc(clock.instant().minus(Duration.ofDays(2))))
                .param("first", "[[1,\"%1$sB\",5,1,true,0],[2,\"%1$sA\",4,1,true,1]]".formatted(prefix))
                .param("second", "[[1,\"%1$sA\",5,1,true,0],[2,\"%1$sB\",4,1,true,1]]".formatted(prefix))
                .update();
        var told = desk.trends(id, 0, 2);
        assertThat(told.path("times")).hasSize(3);
        assertThat(Json.canonical(told.path("rows")).replace(prefix, ""))
                .isEqualTo("[{\"before\":1,\"ranks\":[2,1,1],\"unit_id\":\"A\"},"
                        + "{\"before\":2,\"ranks\":[1,2,1],\"unit_id\":\"B\"}]");
        assertThat(desk.find(id, prefix.toLowerCase(java.util.Locale.ROOT) + "c")
                        .path("rows"))
                .hasSize(1);
        assertThat(desk.find(id, prefix).path("rows")).hasSize(4);
        assertThatThrownBy(() -> desk.trends(1, 0, 2)).hasMessageContaining("no contest 1");
    }
}
