package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.MovableClock;
import dev.serai.Publishing;
import dev.serai.activity.Play;
import dev.serai.fact.Facts;
import dev.serai.fact.NewFact;
import dev.serai.fact.Taken;
import dev.serai.kernel.AppId;
import dev.serai.kernel.Ids;
import dev.serai.kernel.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What tests of contests do again and again: declare one, report facts, look at the board. */
@Component
final class Stage {
    static final Play.Viewer SIGNED = new Play.Viewer(null, true, false);
    static final Play.Viewer ANYBODY = new Play.Viewer(null, false, true);
    /** Before the real receipts, so that tests count their own alone. */
    static final String MARCH = "start: 2015-03-01T00:00\nend: 2015-04-01T00:00\nzone: UTC";

    private static final AtomicLong ACTIVITY = new AtomicLong(950_000);

    private final Publishing published;
    private final Facts facts;
    private final Contests contests;
    private final Recount recount;
    private final Ids ids;
    private final MovableClock clock;
    private final JdbcClient db;

    Stage(
            Publishing published,
            Facts facts,
            Contests contests,
            Recount recount,
            Ids ids,
            MovableClock clock,
            JdbcClient db) {
        this.published = published;
        this.facts = facts;
        this.contests = contests;
        this.recount = recount;
        this.ids = ids;
        this.clock = clock;
        this.db = db;
    }

    /** Text that no other test's ids begin with. */
    String prefix() {
        return "M" + ids.next() + "-";
    }

    long number() {
        return ACTIVITY.incrementAndGet();
    }

    /** Moves on to where an hour begins, so that none ends while a test looks at the boards that are kept of it. */
    void newHour() {
        var now = clock.instant();
        clock.advance(Duration.between(now, now.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1))));
    }

    /** Until a statement that begins so waits for somebody's lock. */
    void waits(String statement) {
        Eventually.is(
                () -> db.sql(
                                "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE ?")
                        .param(statement + "%")
                        .query(String.class)
                        .single(),
                "t");
    }

    /** A contest file: {@code rest} gives window, zone, roster and whatever else. */
    static String file(long id, String metric, String unit, String rest) {
        return """
                serai: contest/v1
                id: %d
                name: {zh-CN: 测试, en: Test}
                metric: %s
                unit: %s
                nickname: false
                %s
                """.formatted(id, metric, unit, rest);
    }

    /** Publishes a metric over receipts whose measure {@code all} is the score. */
    void metric(String id, String formulas) {
        published.apply("""
                serai: metric/v1
                id: %s
                name: {zh-CN: 测试, en: Test}
                fact: receipt
                units: {store: store_id, clerk: clerk_id}
                %s
                score: {value: all}
                display: {scale: 0, order: desc}
                """.formatted(id, formulas.strip()));
    }

    long contest(String metric, String unit, String rest) {
        long id = number();
        published.apply(file(id, metric, unit, rest));
        return id;
    }

    /** Replaces a contest for this app alone, and tells what it is shown. */
    JsonNode first(String app, long id, String metric, String unit, String rest) {
        published.first(file(id, metric, unit, rest), app);
        return again(app, id);
    }

    JsonNode again(String app, long id) {
        return contests.find(id, new AppId(app)).orElseThrow().act("board", Json.object(), SIGNED);
    }

    static NewFact fact(String type, String id, long version, String at, String json) {
        return new NewFact(type, id, version, Instant.parse(at), Json.read(json));
    }

    void report(Collection<NewFact> given) {
        assertThat(facts.take(List.copyOf(given)))
                .filteredOn(taken -> taken.result() == Taken.Result.REFUSED)
                .isEmpty();
    }

    void report(NewFact... given) {
        report(List.of(given));
    }

    JsonNode act(long contest, String action, ObjectNode args) {
        return act(contest, action, args, SIGNED);
    }

    JsonNode act(long contest, String action, ObjectNode args, Play.Viewer viewer) {
        return contests.find(contest, null).orElseThrow().act(action, args, viewer);
    }

    /** What a stranger's page is sent. */
    JsonNode page(long contest, String action) {
        var page = contests.find(contest, null).orElseThrow().page(action, Json.object(), ANYBODY);
        return Json.read(new String(page.orElseThrow().data().get(), StandardCharsets.UTF_8));
    }

    /** Rank, unit and reduced fraction a line, without the prefix. */
    String board(long contest, String prefix) {
        var text = new StringBuilder();
        for (int offset = 0; ; offset += 1_000) {
            var rows = act(contest, "board", Json.object().put("limit", 1_000).put("offset", offset))
                    .path("rows");
            for (var row : rows) {
                text.append(row.path("rank").asInt()).append(' ');
                text.append(row.path("unit_id").asString().replace(prefix, ""));
                text.append(' ').append(score(row)).append('\n');
            }
            if (rows.size() < 1_000) {
                return text.toString();
            }
        }
    }

    private static String score(JsonNode row) {
        return row.path("score").isNull()
                ? "-"
                : reduced(
                        row.path("raw").path("n").bigIntegerValue(),
                        row.path("raw").path("d").bigIntegerValue());
    }

    static String reduced(BigInteger n, BigInteger d) {
        var by = n.gcd(d);
        return n.divide(by) + (d.equals(by) ? "" : "/" + d.divide(by));
    }

    /** Waits for the board, and lets SQL count it again. */
    void eventually(long contest, String prefix, String expected) {
        Eventually.is(() -> board(contest, prefix), expected);
        settled(contest);
    }

    /**
     * Everything is counted, and counted again it is the same. Returns how many unit-days there are. The board may show
     * what was counted last a moment later: it is renewed by itself.
     */
    long settled(long contest) {
        Eventually.is(
                () -> act(contest, "board", Json.object()).path("computing").asString("no"), "no");
        var result = new AtomicReference<Recount.Result>();
        Eventually.is(
                () -> {
                    result.set(recount.run(contest));
                    // A definition that is counted anew differs until it is.
                    return result.get().behind() + " behind, " + result.get().differences();
                },
                "0 behind, []");
        return result.get().unitDays();
    }
}
