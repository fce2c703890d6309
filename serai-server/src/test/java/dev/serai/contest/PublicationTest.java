package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.HouseTest;
import dev.serai.MovableClock;
import dev.serai.Publishing;
import dev.serai.activity.Play;
import dev.serai.fact.NewFact;
import dev.serai.kernel.Ids;
import dev.serai.kernel.Json;
import dev.serai.openapi.PublicPage;
import dev.serai.operator.Actor;
import dev.serai.operator.Operators;
import dev.serai.operator.Role;
import dev.serai.release.Revisions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** From running to published, over the console's own HTTP, as its pages use it. */
@HouseTest
class PublicationTest {
    private static final String PASSWORD = "correct horse battery";
    private static final String PRIZES = """
            merchant: M-prizes
            currency: CNY
            prize_ties: %s
            prizes:
              - {id: gold, ranks: [1, 1], type: coupon, pool: gold, cost: 500, count: 2}
              - {id: silver, ranks: [2, 2], type: coupon, pool: silver, cost: 100}
            """;

    @Autowired
    Stage stage;

    @Autowired
    Publishing published;

    @Autowired
    Operators operators;

    @Autowired
    Environment environment;

    @Autowired
    JdbcClient db;

    @Autowired
    MovableClock clock;

    @Autowired
    Ids ids;

    @Autowired
    Contests contests;

    @Autowired
    NightlyRecount nightly;

    @Autowired
    RecountBook recounts;

    @Autowired
    Revisions revisions;

    @Autowired
    ShopPkTopList oldPage;

    @Autowired
    Reckoning reckoning;

    @Autowired
    TransactionTemplate transactions;

    private final HttpClient http = HttpClient.newHttpClient();
    private String prefix = "";

    private record Staff(String name, String cookie, String csrf) {}

    private record Answer(int status, JsonNode body, String text, String etag) {
        String code() {
            return body.path("error").path("code").asString("");
        }
    }

    @BeforeEach
    void prepare() {
        prefix = stage.prefix();
    }

    private Answer call(@Nullable Staff as, String method, String path, String body) {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + environment.getProperty("local.server.port") + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (as != null) {
            request.header("Cookie", as.cookie).header("X-Serai-CSRF", as.csrf);
        }
        try {
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            var text = answer.body();
            return new Answer(
                    answer.statusCode(),
                    text.startsWith("{") ? Json.read(text) : Json.object(),
                    text,
                    answer.headers().firstValue("etag").orElse(""));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Staff staff(Role role) {
        var name = "p" + ids.next().toLowerCase(Locale.ROOT);
        operators.ensure(name, role, PASSWORD);
        try {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + environment.getProperty("local.server.port") + "/api/login"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(Json.object()
                                    .put("user", name)
                                    .put("password", PASSWORD)
                                    .toString()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            var cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
            return new Staff(
                    name,
                    cookie.substring(0, cookie.indexOf(';')),
                    Json.read(answer.body()).path("csrf").asString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String at(long contest, String more) {
        return "/api/contests/" + contest + "/publication" + more;
    }

    private Answer publish(long contest, Staff as) {
        return call(as, "POST", at(contest, ""), "{\"reason\":\"season over\"}");
    }

    private Answer correct(long contest, int after, String prizes, Staff as) {
        return call(
                as,
                "POST",
                at(contest, "/corrections"),
                "{\"after\":%d,\"reason\":\"returns of April\",\"prizes\":%s}"
                        .formatted(after, prizes.replace('\'', '"')));
    }

    private long contest(String more, String... units) {
        var roster = new ArrayList<String>();
        for (var unit : units) {
            roster.add("{unit: \"" + prefix + unit + "\", name: \"" + unit + "\", account: \"" + prefix + unit
                    + "-owner\"}");
        }
        return stage.contest(
                "sales_amount", "store", Stage.MARCH + "\npublic: true\nroster: {units: " + roster + "}\n" + more);
    }

    private NewFact receipt(String id, long version, String unit, long... paid) {
        var body = Json.object().put("store_id", prefix + unit).put("clerk_id", prefix + unit + "_1");
        var lines = body.putArray("lines");
        for (long amount : paid) {
            lines.addObject()
                    .put("product_id", "P")
                    .put("quantity", 1)
                    .put("paid", amount)
                    .put("list", amount);
        }
        return new NewFact("receipt", prefix + id, version, Instant.parse("2015-03-05T10:00:00Z"), body);
    }

    private String board(long contest) {
        return stage.board(contest, prefix);
    }

    private long publications(long contest) {
        return db.sql("SELECT count(*) FROM contest.publication WHERE activity_id = ?")
                .param(contest)
                .query(Long.class)
                .single();
    }

    /** Reward, to whom, and whether it stands, as the reward room has them. */
    private String grants(long contest) {
        var text = new StringBuilder();
        db.sql(
                        "SELECT reward, user_id, status = 'REVERTED' FROM reward.given WHERE activity_id = ? ORDER BY reward, user_id, seq")
                .param(contest)
                .query(rs -> {
                    text.append(rs.getString(1))
                            .append(' ')
                            .append(rs.getString(2).replace(prefix, ""));
                    text.append(rs.getBoolean(3) ? " taken\n" : "\n");
                });
        return text.toString();
    }

    @Test
    void asked_ten_times_at_once_a_result_is_published_once_and_each_prize_is_given_once()
            throws InterruptedException, ExecutionException {
        long id = contest(PRIZES.formatted("all"), "A", "B", "C");
        stage.report(receipt("1", 1, "A", 500), receipt("2", 1, "B", 700), receipt("3", 1, "C", 500));
        stage.eventually(id, prefix, "1 B 7\n2 A 5\n2 C 5\n");
        assertThat(card(id)).isEqualTo("settling");
        assertThat(stage.act(id, "board", Json.object()).path("provisional").asBoolean())
                .isTrue();

        var boss = staff(Role.BUSINESS_MANAGER);
        int asking = 10;
        var gate = new CyclicBarrier(asking);
        var answers = new ArrayList<Answer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Future<Answer>>();
            for (int i = 0; i < asking; i++) {
                Callable<Answer> one = () -> {
                    gate.await();
                    return publish(id, boss);
                };
                calls.add(threads.submit(one));
            }
            for (var one : calls) {
                answers.add(one.get());
            }
        }

        assertThat(answers).extracting(Answer::status).containsOnly(200);
        assertThat(answers).filteredOn(one -> one.body.path("made").asBoolean()).hasSize(1);
        assertThat(answers)
                .extracting(one -> one.body.path("hash").asString())
                .doesNotContain("")
                .containsOnly(answers.getFirst().body.path("hash").asString());
        assertThat(publications(id)).isEqualTo(1);
        assertThat(grants(id)).isEqualTo("gold B-owner\ngold B-owner\nsilver A-owner\nsilver C-owner\n");
        assertThat(card(id)).isEqualTo("published");
        var board = stage.act(id, "board", Json.object());
        assertThat(board.has("provisional")).isFalse();
        assertThat(board.path("publication").asInt()).isEqualTo(1);
        assertThat(board.path("hash").asString())
                .isEqualTo(answers.getFirst().body.path("hash").asString());
        assertThat(board.path("published_at").asString())
                .isEqualTo(answers.getFirst().body.path("published_at").asString());
        assertThat(audited(id)).containsExactly("contest.publish " + boss.name);
    }

    private String card(long id) {
        return contests.find(id, null).orElseThrow().card().state();
    }

    private List<String> audited(long id) {
        return db.sql("SELECT action || ' ' || actor FROM operator.audit WHERE subject = ? ORDER BY n")
                .param("contest " + id)
                .query((rs, _) -> rs.getString(1))
                .list();
    }

    @Test
    void a_published_board_stands_whatever_facts_come_and_is_explained_by_what_counted_then() {
        stage.newHour();
        long id = contest("result_picture: /pictures/winners.png\n", "A", "B");
        stage.report(receipt("1", 1, "A", 500, 20), receipt("2", 1, "A", 30), receipt("3", 1, "B", 100));
        stage.eventually(id, prefix, "1 A 11/2\n2 B 1\n");
        var before = stage.act(id, "board", Json.object());
        assertThat(contests.find(id, null).orElseThrow().traits()).doesNotContainKey("result_picture");
        assertThat(publish(id, staff(Role.SUPER_ADMIN)).status).isEqualTo(200);
        var info = stage.act(id, "info", Json.object());
        assertThat(info.path("state").asString()).isEqualTo("published");
        assertThat(info.path("result_picture").asString()).isEqualTo("/pictures/winners.png");
        assertThat(contests.find(id, null).orElseThrow().traits())
                .containsEntry("result_picture", "/pictures/winners.png");

        stage.report(receipt("1", 2, "B", 900), receipt("4", 1, "B", 5_000));
        stage.settled(id);
        var after = stage.act(id, "board", Json.object());
        assertThat(board(id)).isEqualTo("1 A 11/2\n2 B 1\n");
        assertThat(after.path("rows")).isEqualTo(before.path("rows"));
        assertThat(after.path("version").asLong())
                .isGreaterThan(before.path("version").asLong());
        assertThat(stage.act(id, "me", Json.object().put("unit_id", prefix + "B"))
                        .path("me")
                        .path("score")
                        .asString())
                .isEqualTo("1.00");
        assertThat(new String(
                        oldPage.answer(new PublicPage.Visit(
                                        "GET",
                                        oldPage.path(),
                                        Map.of("activityId", Long.toString(id)),
                                        Map.of(),
                                        Map.of(),
                                        new byte[0],
                                        "r"))
                                .body(),
                        StandardCharsets.UTF_8))
                .contains("\"totalScore\":5.50", "\"totalScore\":1.00");
        var asked =
                Json.object().put("unit_id", prefix + "A").put("lines", true).put("limit", 1);
        var first = stage.act(id, "explain", asked);
        assertThat(first.path("score").asString()).isEqualTo("5.50");
        assertThat(first.path("facts").get(0).path("n").asLong()).isEqualTo(520);
        var lines = first.path("facts").get(0).path("lines");
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).isEqualTo(Json.read("""
                {"product_id": "P", "quantity": 1, "paid": 500, "list": 500}"""));
        var rest =
                stage.act(id, "explain", asked.put("after", first.path("next").asString()));
        assertThat(rest.path("facts").size()).isEqualTo(1);
        assertThat(rest.path("next").isNull()).isTrue();
        var kept = stage.act(id, "history", Json.object()).path("boards");
        assertThat(kept).hasSize(2);
        assertThat(kept.get(1).path("publication").asInt()).isEqualTo(1);
        assertThat(kept.get(1).path("version")).isEqualTo(after.path("version"));
        assertThat(stage.act(id, "publications", Json.object(), Stage.ANYBODY)
                        .path("publications")
                        .get(0)
                        .has("reason"))
                .isFalse();
    }

    @Test
    void before_it_is_published_explain_goes_down_to_the_lines_only_when_asked() {
        long id = contest("", "A");
        stage.report(receipt("1", 1, "A", 500, 20));
        stage.eventually(id, prefix, "1 A 26/5\n");
        var asked = Json.object().put("unit_id", prefix + "A");
        assertThat(stage.act(id, "explain", asked).path("facts").get(0).has("lines"))
                .isFalse();
        var lines = stage.act(id, "explain", asked.put("lines", true))
                .path("facts")
                .get(0)
                .path("lines");
        assertThat(lines.size()).isEqualTo(2);
        assertThat(lines.get(1).path("paid").asLong()).isEqualTo(20);
    }

    @Test
    void a_correction_has_a_number_tells_what_changed_and_moves_prizes_as_it_was_told() {
        long id = contest(PRIZES.formatted("none"), "A", "B");
        stage.report(receipt("1", 1, "A", 900), receipt("2", 1, "B", 100));
        stage.eventually(id, prefix, "1 A 9\n2 B 1\n");
        var boss = staff(Role.BUSINESS_MANAGER);
        assertThat(correct(id, 1, "['keep']", boss).code()).isEqualTo("correction.unpublished");
        assertThat(publish(id, boss).status).isEqualTo(200);
        assertThat(correct(id, 1, "['keep']", boss).code()).isEqualTo("correction.none");

        stage.report(receipt("1", 2, "A", 50));
        stage.settled(id);
        var planned = call(boss, "GET", at(id, "/correction"), "").body;
        assertThat(planned.path("changed").asInt()).isEqualTo(2);
        assertThat(planned.path("undue").size()).isEqualTo(3);
        assertThat(planned.path("missing").size()).isEqualTo(3);
        assertThat(correct(id, 7, "['keep']", boss).code()).isEqualTo("correction.outdated");
        assertThat(correct(id, 1, "['keep','clawback']", boss).status).isEqualTo(400);
        assertThat(correct(id, 1, "[]", boss).status).isEqualTo(400);
        assertThat(call(boss, "POST", at(id, "/corrections"), "{\"after\":1,\"prizes\":[\"keep\"]}").status)
                .as("without a reason nothing is corrected")
                .isEqualTo(400);

        assertThat(correct(id, 1, "['keep']", boss).body.path("n").asInt()).isEqualTo(2);
        assertThat(card(id)).isEqualTo("corrected");
        assertThat(board(id)).isEqualTo("1 B 1\n2 A 1/2\n");
        assertThat(grants(id)).isEqualTo("gold A-owner\ngold A-owner\nsilver B-owner\n");
        assertThat(correct(id, 2, "['clawback','grantExtra']", boss).status).isEqualTo(201);
        assertThat(grants(id))
                .isEqualTo(
                        "gold A-owner taken\ngold A-owner taken\ngold B-owner\ngold B-owner\nsilver A-owner\nsilver B-owner taken\n");
        var third = call(boss, "GET", at(id, "/2"), "").body;
        assertThat(third.path("changes").toString())
                .contains("\"rank_before\":1,\"rank_after\":2", "\"score\":\"9.00\"", "\"score\":\"0.50\"");

        stage.report(receipt("1", 3, "A", 900));
        stage.settled(id);
        assertThat(correct(id, 3, "['grantExtra']", boss).status).isEqualTo(201);
        assertThat(grants(id))
                .as("what was taken back is given anew, once")
                .contains("gold A-owner taken\ngold A-owner taken\ngold A-owner\ngold A-owner\n");
        assertThat(correct(id, 4, "['grantExtra']", boss).code()).isEqualTo("correction.none");
        assertThat(publish(id, boss).body.path("n").asInt()).isEqualTo(1);
        assertThat(publications(id)).isEqualTo(4);
    }

    @Test
    void an_outsider_verifies_the_chain_with_a_few_lines_of_python(@TempDir Path folder)
            throws IOException, InterruptedException {
        long id = contest(PRIZES.formatted("split"), "A", "B", "C", "D 名");
        stage.report(receipt("1", 1, "A", 900), receipt("2", 1, "B", 100), receipt("3", 1, "D 名", 100));
        stage.eventually(id, prefix, "1 A 9\n2 B 1\n2 D 名 1\n4 C 0\n");
        var boss = staff(Role.BUSINESS_MANAGER);
        publish(id, boss);
        stage.report(receipt("2", 2, "B", 1_000));
        stage.settled(id);
        correct(id, 1, "['keep']", boss);

        var list = stage.act(id, "publications", Json.object());
        Files.writeString(folder.resolve("publications.json"), list.toString());
        for (int n = 1; n <= 2; n++) {
            var told = stage.act(id, "publication", Json.object().put("n", n))
                    .path("document")
                    .asString();
            assertThat(call(boss, "GET", at(id, "/" + n + "/document"), "").text)
                    .isEqualTo(told);
            Files.writeString(folder.resolve(n + ".json"), told);
        }
        assertThat(python(folder)).isEqualTo("2 publications of contest " + id + " hold\n");
        // Whoever changes a score changes the hash, and whoever changes that too breaks the chain.
        var forged = Files.readString(folder.resolve("1.json")).replace("900", "901");
        Files.writeString(folder.resolve("1.json"), forged);
        assertThat(python(folder)).contains("1.json is not what was published");
        Files.writeString(
                folder.resolve("publications.json"),
                list.toString()
                        .replace(list.path("publications").get(1).path("hash").asString(), Definition.sha256(forged)));
        assertThat(python(folder)).contains("2.json does not continue");
    }

    private static String python(Path folder) throws IOException, InterruptedException {
        var process = new ProcessBuilder("python3", "../test/publication_check.py", folder.toString())
                .redirectErrorStream(true)
                .start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text;
    }

    @Test
    void only_a_business_manager_approves_and_four_eyes_are_two_people() {
        long id = contest("four_eyes: true\n", "A");
        stage.settled(id);
        var boss = staff(Role.BUSINESS_MANAGER);
        for (var role : List.of(Role.OPERATIONS, Role.PRODUCT_MANAGER, Role.AUDITOR)) {
            assertThat(publish(id, staff(role)).code()).isEqualTo("role.denied");
        }
        assertThat(call(null, "POST", at(id, ""), "{}").status).isEqualTo(401);
        assertThat(publish(id, boss).code()).isEqualTo("publication.no_review");
        assertThat(call(boss, "POST", at(id, "/review"), "{\"reason\":\"ready\"}").status)
                .isEqualTo(204);
        assertThat(card(id)).isEqualTo("review");
        assertThat(publish(id, boss).code()).isEqualTo("publication.four_eyes");
        var other = staff(Role.BUSINESS_MANAGER);
        assertThat(call(other, "POST", at(id, "/review"), "{\"reason\":\"mine\"}").status)
                .isEqualTo(204);
        var desk = call(other, "GET", at(id, ""), "").body;
        assertThat(desk.path("review").path("by").asString())
                .as("who opened it first")
                .isEqualTo(boss.name);
        assertThat(publish(id, other).body.path("approved_by").asString()).isEqualTo(other.name);
        assertThat(audited(id)).containsExactly("contest.review " + boss.name, "contest.publish " + other.name);
    }

    /** What publishing answers when this is done while it, with all reckoned, waits to write. */
    private Answer publishWhile(long contest, Staff as, Runnable meanwhile)
            throws InterruptedException, ExecutionException {
        var counted = contests.contest(contest, null).orElseThrow().definition().hash();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> answer = transactions.execute(_ -> {
                lock(counted);
                var publishing = threads.submit(() -> publish(contest, as));
                stage.waits("SELECT rev FROM contest.definition");
                // Not in this transaction.
                CompletableFuture.runAsync(meanwhile, threads).join();
                return publishing;
            });
            return Objects.requireNonNull(answer).get();
        }
    }

    /** Nothing is counted for it until the caller's transaction ends. */
    private void lock(String definition) {
        db.sql("SELECT FROM contest.definition WHERE hash = ? FOR UPDATE")
                .param(definition)
                .query(_ -> {});
    }

    @Test
    void a_review_closed_while_the_result_is_reckoned_stops_the_publication()
            throws InterruptedException, ExecutionException {
        long id = contest("four_eyes: true\n", "A");
        stage.settled(id);
        var reviewer = staff(Role.BUSINESS_MANAGER);
        assertThat(call(reviewer, "POST", at(id, "/review"), "{\"reason\":\"ready\"}").status)
                .isEqualTo(204);
        var answer = publishWhile(
                id,
                staff(Role.BUSINESS_MANAGER),
                () -> assertThat(call(reviewer, "POST", at(id, "/review/close"), "{\"reason\":\"fraud found\"}").status)
                        .isEqualTo(204));
        assertThat(answer.code()).isEqualTo("publication.no_review");
        assertThat(publications(id)).isZero();
    }

    @Test
    void a_contest_changed_while_its_result_is_reckoned_is_published_as_it_is_now()
            throws InterruptedException, ExecutionException {
        long id = contest("", "A", "B");
        stage.settled(id);
        var answer = publishWhile(
                id,
                staff(Role.BUSINESS_MANAGER),
                () -> published.apply(Stage.file(
                        id,
                        "sales_amount",
                        "store",
                        Stage.MARCH + "\nroster: {units: [{unit: \"" + prefix + "A\", name: A}]}\n")));
        assertThat(answer.status).isEqualTo(200);
        assertThat(board(id)).isEqualTo("1 A 0\n");
    }

    private NewFact store(long version, String region) {
        return new NewFact(
                "org",
                "store/" + prefix + "A/2015-01-01",
                version,
                Instant.parse("2015-01-01T00:00:00Z"),
                Json.object()
                        .put("unit", "store")
                        .put("code", prefix + "A")
                        .put("since", "2015-01-01")
                        .put("region", prefix + region));
    }

    @Test
    void documents_are_kept_under_the_region_their_row_was_reckoned_for()
            throws InterruptedException, ExecutionException {
        stage.report(store(1, "north"), receipt("1", 1, "A", 500));
        long id = stage.contest("sales_amount", "region", Stage.MARCH + new Shop(prefix).roster("north", "south"));
        stage.eventually(id, prefix, "1 north 5\n2 south 0\n");
        var answer = publishWhile(id, staff(Role.BUSINESS_MANAGER), () -> stage.report(store(2, "south")));
        assertThat(answer.status).isEqualTo(200);
        assertThat(board(id)).isEqualTo("1 south 5\n2 north 0\n");
        assertThat(db.sql("SELECT unit FROM contest.publication_fact WHERE activity_id = ?")
                        .param(id)
                        .query(String.class)
                        .list())
                .containsExactly(prefix + "south");
    }

    @Test
    void nothing_is_final_while_a_document_of_the_baseline_is_accepted_and_not_counted() {
        long id = contest("baseline: {start: 2015-02-01, end: 2015-03-01, growth: false}\n", "A");
        stage.settled(id);
        var contest = contests.contest(id, null).orElseThrow();
        Eventually.is(() -> String.valueOf(reckoning.now(contest).doubt()), "null");
        var early = new NewFact(
                "receipt",
                prefix + "1",
                1,
                Instant.parse("2015-02-05T10:00:00Z"),
                receipt("1", 1, "A", 500).body());
        transactions.executeWithoutResult(_ -> {
            lock(Objects.requireNonNull(contest.rules().baseline()).hash());
            CompletableFuture.runAsync(() -> stage.report(early)).join();
            assertThat(CompletableFuture.supplyAsync(
                                    () -> String.valueOf(reckoning.now(contest).doubt()))
                            .join())
                    .contains("what participants grew from", "try again");
        });
        Eventually.is(() -> String.valueOf(reckoning.now(contest).doubt()), "null");
        assertThat(reckoning.now(contest).bases()).containsOnlyKeys(prefix + "A");
    }

    @Test
    void nothing_is_published_before_it_has_settled() {
        var now = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        var form = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm").withZone(ZoneOffset.UTC);
        long id = stage.contest(
                "sales_amount",
                "store",
                "start: %s\nend: %s\nzone: UTC\nsettle: PT2H\nroster: {units: [\"%sA\"]}"
                        .formatted(
                                form.format(now.minus(Duration.ofDays(1))),
                                form.format(now.plus(Duration.ofMinutes(20))),
                                prefix));
        stage.settled(id);
        var boss = staff(Role.BUSINESS_MANAGER);
        assertThat(card(id)).isEqualTo("running");
        assertThat(call(boss, "POST", at(id, "/review"), "{}").code()).isEqualTo("publication.not_ended");
        assertThat(publish(id, boss).code()).isEqualTo("publication.not_settled");
        clock.advance(Duration.ofMinutes(21));
        assertThat(card(id)).isEqualTo("settling");
        assertThat(publish(id, boss).code()).isEqualTo("publication.not_settled");
        assertThat(ended(id, boss).path("due").asBoolean()).isFalse();
        clock.advance(Duration.ofHours(2));
        // Two idle hours end a session.
        var later = staff(Role.BUSINESS_MANAGER);
        assertThat(ended(id, later).path("due").asBoolean())
                .as("found by asking, no timer tells")
                .isTrue();
        assertThat(publish(id, later).status).isEqualTo(200);
        assertThat(ended(id, later).path("due").asBoolean()).isFalse();
    }

    private JsonNode ended(long id, Staff as) {
        for (var one : call(as, "GET", "/api/contests/ended", "").body.path("contests")) {
            if (one.path("activity_id").asLong() == id) {
                return one;
            }
        }
        throw new AssertionError("contest " + id + " is not listed");
    }

    @Test
    void a_difference_is_flagged_on_the_board_stops_the_publication_and_goes_by_an_entry_alone() {
        long id = contest("", "A", "B");
        stage.report(receipt("1", 1, "A", 500), receipt("2", 1, "B", 100));
        stage.eventually(id, prefix, "1 A 5\n2 B 1\n");
        var boss = staff(Role.BUSINESS_MANAGER);
        assertThat(call(boss, "POST", "/api/contests/" + id + "/repairs", "{\"reason\":\"x\"}")
                        .code())
                .isEqualTo("repair.none");
        // Everybody before a screen has this page, and its board does not change.
        assertThat(stage.page(id, "board").has("differs")).isFalse();
        var desk = "/api/activities/" + id + "/board";
        var known = call(boss, "GET", desk, "").etag;
        // Of this one definition: others count the same receipts, and nobody would repair theirs.
        var counted = contests.contest(id, null).orElseThrow().definition().hash();
        db.sql("UPDATE contest.unit_day SET v1 = v1 + 1 WHERE definition = ? AND unit = ?")
                .params(counted, prefix + "B")
                .update();
        assertThat(publish(id, boss).code()).isEqualTo("publication.unsure");
        var recount = call(boss, "POST", "/api/contests/" + id + "/recount", "").body;
        assertThat(recount.path("differences").size()).isEqualTo(1);
        Eventually.is(
                () -> stage.act(id, "board", Json.object()).path("differs").toString(), "true");
        assertThat(stage.page(id, "board").path("differs").asBoolean()).isTrue();
        assertThat(call(boss, "GET", desk, "").etag).isNotEqualTo(known);

        assertThat(call(boss, "POST", "/api/contests/" + id + "/repairs", "{}").status)
                .as("needs a reason")
                .isEqualTo(400);
        var done = call(boss, "POST", "/api/contests/" + id + "/repairs", "{\"reason\":\"disk fault of 3 May\"}");
        assertThat(done.text).isEqualTo("{\"adjusted\":1,\"rebuilt\":false}");
        Eventually.is(
                () -> stage.act(id, "board", Json.object()).path("differs").asString("gone"), "gone");
        var entry = call(boss, "GET", "/api/contests/" + id + "/repairs", "")
                .body
                .path("repairs")
                .get(0);
        assertThat(entry.path("by").asString()).isEqualTo(boss.name);
        assertThat(entry.path("was").asString() + " → " + entry.path("became").asString())
                .isEqualTo("1:101/0/0/0 → 1:100/0/0/0");

        // A contribution that is wrong itself cannot be adjusted to: all is counted anew from the facts.
        db.sql("UPDATE contest.contribution SET v1 = 7 WHERE definition = ? AND id = ? AND unit = ?")
                .params(counted, prefix + "1", prefix + "A")
                .update();
        db.sql("UPDATE contest.unit_day SET v1 = 7 WHERE definition = ? AND unit = ?")
                .params(counted, prefix + "A")
                .update();
        done = call(boss, "POST", "/api/contests/" + id + "/repairs", "{\"reason\":\"disk fault again\"}");
        assertThat(done.body.path("rebuilt").asBoolean()).isTrue();
        assertThat(nights(id)).as("this night's recount is to be made again").isTrue();
        stage.eventually(id, prefix, "1 A 5\n2 B 1\n");
        assertThat(publish(id, boss).status).isEqualTo(200);
    }

    @Test
    void a_recount_that_ends_late_does_not_undo_what_a_later_one_found() {
        long id = contest("", "A");
        stage.report(receipt("1", 1, "A", 500));
        stage.eventually(id, prefix, "1 A 5\n");
        long version = version(id);
        var contest = contests.contest(id, null).orElseThrow();
        var day = LocalDate.of(2015, 3, 2);
        var found = List.of(new Recount.Difference(prefix + "A", day, "1:500/0/0/0", "1:600/0/0/0"));
        recounts.keep(contest, new Recount.Result(id, 1, 0, true, 1_000, List.of()));
        recounts.keep(contest, new Recount.Result(id, 1, 0, true, 999, found));
        assertThat(found(contest)).isZero();
        recounts.keep(contest, new Recount.Result(id, 1, 0, true, 1_001, found));
        assertThat(found(contest)).isOne();
        // All scores are as they were; who listens to the board hears of numbers alone.
        Eventually.is(() -> Boolean.toString(version(id) > version), "true");
    }

    private long version(long id) {
        return stage.page(id, "board").path("version").asLong();
    }

    private int found(Contest contest) {
        return recounts.nights(contest.activityId(), contest.definition().hash(), 1)
                .getFirst()
                .differences();
    }

    @Test
    void a_night_that_was_missed_is_found_by_asking_and_one_that_is_done_is_not_done_again() {
        // No night begins by itself meanwhile.
        stage.newHour();
        long id = contest("", "A");
        stage.report(receipt("1", 1, "A", 500));
        stage.eventually(id, prefix, "1 A 5\n");
        assertThat(nights(id)).isFalse();
        clock.advance(Duration.ofDays(2));
        assertThat(nights(id)).isTrue();
        stage.settled(id);
        assertThat(nights(id)).isFalse();
        var contest = contests.contest(id, null).orElseThrow();
        assertThat(recounts.nights(id, contest.definition().hash(), 9)).hasSize(2);
        publish(id, staff(Role.BUSINESS_MANAGER));
        clock.advance(Duration.ofDays(1));
        assertThat(nights(id)).as("what is published is not counted any more").isFalse();
    }

    private boolean nights(long id) {
        return nightly.due().stream().anyMatch(contest -> contest.activityId() == id);
    }

    @Test
    void no_participant_and_no_fact_are_results_too() {
        var boss = staff(Role.BUSINESS_MANAGER);
        long nobody = contest(PRIZES.formatted("all"));
        stage.settled(nobody);
        assertThat(publish(nobody, boss).status).isEqualTo(200);
        assertThat(stage.act(nobody, "board", Json.object()).path("total").asInt())
                .isZero();
        long idle = contest(PRIZES.formatted("all"), "A", "B");
        stage.settled(idle);
        assertThat(publish(idle, boss).status).isEqualTo(200);
        assertThat(board(idle)).isEqualTo("1 A 0\n1 B 0\n");
        assertThat(grants(idle)).as("nobody wins with nothing").isEmpty();
    }

    @Test
    void a_deleted_contest_vanishes_everywhere_and_what_was_published_can_still_be_accounted_for() {
        long id = contest(PRIZES.formatted("all"), "A");
        stage.report(receipt("1", 1, "A", 500));
        stage.eventually(id, prefix, "1 A 5\n");
        var boss = staff(Role.BUSINESS_MANAGER);
        var hash = publish(id, boss).body.path("hash").asString();
        revisions.delete("contest/v1", Long.toString(id), Actor.HOUSE);

        assertThat(contests.find(id, null)).isEmpty();
        assertThat(contests.all()).noneMatch((Play play) -> play.card().id() == id);
        assertThat(call(boss, "GET", "/api/activities/" + id + "/board", "").status)
                .isEqualTo(404);
        var desk = call(boss, "GET", at(id, ""), "").body;
        assertThat(desk.path("deleted").asBoolean()).isTrue();
        assertThat(desk.path("publications").get(0).path("hash").asString()).isEqualTo(hash);
        assertThat(Definition.sha256(call(boss, "GET", at(id, "/1/document"), "").text))
                .isEqualTo(hash);
        assertThat(call(boss, "GET", at(id, "/prizes"), "").body.path("prizes").size())
                .isEqualTo(2);
        assertThat(revisions
                        .publications("contest/v1", Long.toString(id))
                        .getFirst()
                        .action())
                .isEqualTo("delete");
        assertThat(audited(id)).contains("contest.publish " + boss.name);
        assertThat(correct(id, 1, "['keep']", boss).status).isEqualTo(404);
    }

    @Test
    void a_kept_result_cannot_be_changed_by_the_application() {
        long id = contest("", "A");
        stage.settled(id);
        publish(id, staff(Role.BUSINESS_MANAGER));
        for (var table : List.of("publication", "publication_row", "publication_fact", "repair")) {
            assertThatThrownBy(() -> db.sql("DELETE FROM contest." + table + " WHERE activity_id = ?")
                            .param(id)
                            .update())
                    .hasStackTraceContaining("permission denied");
        }
    }
}
