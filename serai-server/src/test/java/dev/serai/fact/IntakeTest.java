package dev.serai.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.HouseTest;
import dev.serai.kernel.AppId;
import dev.serai.kernel.Ids;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.openapi.ApiCall;
import dev.serai.protocol.Refusal;
import dev.serai.release.Snapshots;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@HouseTest
class IntakeTest {
    private static final Instant AT = Instant.parse("2017-03-05T10:00:00Z");

    @Autowired
    Facts facts;

    @Autowired
    FactReport report;

    @Autowired
    SandboxFacts sandbox;

    @Autowired
    Snapshots snapshots;

    @Autowired
    Ids ids;

    @Autowired
    JdbcClient db;

    private static NewFact repayment(String id, long version, long amount) {
        return new NewFact(
                "repayment",
                id,
                version,
                AT,
                Json.object().put("user_id", "U1").put("amount", amount).put("status", "SUCCEEDED"));
    }

    private Taken.Result take(NewFact fact) {
        return facts.take(List.of(fact)).getFirst().result();
    }

    @Test
    void against_the_newest_version_lower_is_stale_and_equal_is_duplicate_or_conflict() {
        var id = ids.next();
        assertThat(take(repayment(id, 3, 100))).isEqualTo(Taken.Result.ACCEPTED);
        assertThat(take(repayment(id, 3, 100))).isEqualTo(Taken.Result.DUPLICATE);
        assertThat(take(repayment(id, 3, 101))).isEqualTo(Taken.Result.CONFLICT);
        assertThat(take(repayment(id, 2, 100))).isEqualTo(Taken.Result.STALE);
        assertThat(take(repayment(id, 7, 200))).isEqualTo(Taken.Result.ACCEPTED);
        assertThat(take(repayment(id, 3, 100))).as("seen before").isEqualTo(Taken.Result.STALE);
        var newest = facts.newest("repayment", id).orElseThrow();
        assertThat(newest.version()).isEqualTo(7);
        assertThat(newest.body().path("amount").asInt()).isEqualTo(200);
        assertThat(newest.occurredAt()).isEqualTo(AT);
    }

    @Test
    void another_instant_of_the_same_version_is_a_conflict_and_another_spelling_is_not() {
        var id = ids.next();
        var first = repayment(id, 1, 100);
        take(first);
        assertThat(take(new NewFact("repayment", id, 1, AT.plusSeconds(1), first.body())))
                .isEqualTo(Taken.Result.CONFLICT);
        var spelt = Json.read("{\"status\":\"SUCCEEDED\", \"amount\": 1.00e2, \"user_id\":\"U1\"}");
        assertThat(take(new NewFact("repayment", id, 1, AT, spelt))).isEqualTo(Taken.Result.DUPLICATE);
    }

    @Test
    void a_body_comes_back_as_exact_as_it_came_and_what_could_not_is_refused() {
        var id = ids.next();
        var text = """
                {"date":"2017-03-01","store_id":"S1","clerk_id":"a\\"\\n\\u4e2d",
                 "values":{"zz":1e97,"b":-1e-97,"a":-0,"long":12.50,"c":9007199254740993,"none":null,"d":0.1}}""";
        var fact = new NewFact("statement", id, 1, AT, Json.read(text));
        assertThat(take(fact)).isEqualTo(Taken.Result.ACCEPTED);
        assertThat(take(fact)).isEqualTo(Taken.Result.DUPLICATE);
        assertThat(take(new NewFact("statement", id, 1, AT, Json.read(text.replace("993", "992")))))
                .isEqualTo(Taken.Result.CONFLICT);
        var kept = facts.newest("statement", id).orElseThrow().body();
        assertThat(Json.canonical(kept)).isEqualTo(Json.canonical(Json.read(text)));

        var huge = Json.read(text.replace("1e97", "1e98"));
        var refused =
                facts.take(List.of(new NewFact("statement", id, 2, AT, huge))).getFirst();
        assertThat(refused.result()).isEqualTo(Taken.Result.REFUSED);
        assertThat(refused.cause())
                .isEqualTo("body.values.zz must have at most 98 digits written without exponent, found \"1E+98\"");
    }

    @Test
    void one_batch_may_hold_a_fact_several_times() {
        var id = ids.next();
        assertThat(facts.take(List.of(
                        repayment(id, 1, 1),
                        repayment(id, 2, 2),
                        repayment(id, 1, 1),
                        repayment(id, 2, 2),
                        repayment(id, 2, 3))))
                .extracting(Taken::result)
                .containsExactly(
                        Taken.Result.ACCEPTED,
                        Taken.Result.ACCEPTED,
                        Taken.Result.STALE,
                        Taken.Result.DUPLICATE,
                        Taken.Result.CONFLICT);
    }

    @Test
    void the_same_fact_reported_by_forty_at_once_is_accepted_once() throws Exception {
        var id = ids.next();
        try (var many = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Taken.Result>> calls = IntStream.range(0, 40)
                    .<Callable<Taken.Result>>mapToObj(_ -> () -> take(repayment(id, 1, 100)))
                    .toList();
            var results = many.invokeAll(calls).stream().map(f -> f.resultNow()).toList();
            assertThat(results).containsOnlyOnce(Taken.Result.ACCEPTED);
            assertThat(results.stream().filter(r -> r == Taken.Result.DUPLICATE))
                    .hasSize(39);
        }
    }

    @Test
    void numbers_are_dense() {
        facts.take(IntStream.range(0, 100)
                .mapToObj(i -> repayment(ids.next(), 1, i + 1))
                .toList());
        assertThat(db.sql("SELECT count(*) = max(seq) AND max(seq) = (SELECT seq FROM fact.counter) FROM fact.version")
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void amounts_beyond_a_double_stay_exact() {
        var id = ids.next();
        take(repayment(id, 1, Long.MAX_VALUE));
        assertThat(facts.newest("repayment", id)
                        .orElseThrow()
                        .body()
                        .path("amount")
                        .bigIntegerValue())
                .hasToString("9223372036854775807");
    }

    private JsonNode report(String app, String elements) {
        var params = Json.object().put("facts", elements);
        return report.answer(new ApiCall(new MerchantId("m"), new AppId(app), false, null, params, "r"));
    }

    @Test
    void a_broken_element_costs_its_neighbours_nothing() {
        var good = ids.next();
        var results = report("a", """
                [{"type":"repayment","id":"%s","version":1,"occurred_at":"2017-03-01T08:00:00+08:00","body":{"user_id":"U","amount":5,"status":"SUCCEEDED"}},
                 {"type":"repayment","id":"x","version":1,"occurred_at":"2017-03-01T08:00:00","body":{"user_id":"U","amount":5,"status":"SUCCEEDED"}},
                 {"type":"repayment","id":"x","version":0,"occurred_at":"2017-03-01T08:00:00Z","body":{"user_id":"U","amount":5,"status":"SUCCEEDED"}},
                 {"type":"repayment","id":"x","version":1,"occurred_at":"2017-03-01T08:00:00Z","body":{"user_id":"U","amount":0,"status":"SUCCEEDED"}},
                 {"type":"no_such","id":"x","version":1,"occurred_at":"2017-03-01T08:00:00Z","body":{}},
                 {"type":"repayment","id":7,"version":9007199254740993,"occurred_at":"2017-03-01T08:00:00Z","body":{}},
                 null, 5, [],
                 {"type":"repayment","id":"%s","version":1,"occurred_at":"2017-03-01T00:00:00.000Z","body":{"amount":5,"user_id":"U","status":"SUCCEEDED"}}]
                """.formatted(good, good)).path("results");
        assertThat(results.valueStream().map(r -> r.path("result").asString()))
                .containsExactly(
                        "accepted",
                        "refused",
                        "refused",
                        "refused",
                        "refused",
                        "refused",
                        "refused",
                        "refused",
                        "refused",
                        "duplicate");
        assertThat(results.get(0).path("cause").isNull()).isTrue();
        assertThat(results.get(1).path("cause").asString()).contains("ISO-8601 with offset");
        assertThat(results.get(2).path("cause").asString()).contains("version must be an integer from 1");
        assertThat(results.get(3).path("cause").asString()).contains("body.amount must be from 1");
        assertThat(results.get(4).path("cause").asString()).contains("no fact type of this name");
    }

    @Test
    void what_is_no_list_of_at_most_500_is_refused_as_a_whole() {
        for (var bad : List.of("{}", "[", "7", "[" + "1,".repeat(500) + "1]", "[".repeat(100) + "]".repeat(100))) {
            assertThatThrownBy(() -> report("a", bad)).isInstanceOf(Refusal.class);
        }
        assertThat(report("a", "[]").path("results").size()).isZero();
    }

    @Test
    void each_type_needs_its_own_grant() {
        var element = """
                {"type":"%s","id":"x","version":1,"occurred_at":"2017-03-01T08:00:00Z","body":{}}""";
        assertThatThrownBy(() -> report("no-member", "[" + element.formatted("member") + "]"))
                .hasMessageContaining("may not report [member]");
        var results = report(
                        "no-member",
                        "[" + element.formatted("member") + "," + element.formatted("statement_complete") + "]")
                .path("results");
        assertThat(results.get(0).path("cause").asString()).contains("no grant");
        assertThat(results.get(1).path("result").asString()).isIn("accepted", "duplicate");
    }

    @Test
    void a_type_nobody_declared_is_refused_by_itself_and_not_for_want_of_a_grant() {
        var strict = new FactReport(facts, sandbox, (app, type) -> type.equals("member"), snapshots);
        var params = Json.object().put("facts", """
                [{"type":"no_such","id":"x","version":1,"occurred_at":"2017-03-01T08:00:00Z","body":{}}]""");
        var result = strict.answer(new ApiCall(new MerchantId("m"), new AppId("a"), false, null, params, "r"))
                .path("results")
                .get(0);
        assertThat(result.path("result").asString()).isEqualTo("refused");
        assertThat(result.path("cause").asString()).contains("no fact type of this name");
    }

    @Test
    void a_sandboxs_facts_are_judged_alike_and_nobody_else_ever_sees_them() {
        var id = ids.next();
        var space = new MerchantId("m" + id + "~sandbox");
        var other = new MerchantId("n" + id + "~sandbox");
        long head = facts.head();
        assertThat(sandbox.take(space, List.of(repayment(id, 3, 100), repayment(id, 3, 100), repayment(id, 2, 1))))
                .extracting(Taken::result)
                .containsExactly(Taken.Result.ACCEPTED, Taken.Result.DUPLICATE, Taken.Result.STALE);
        assertThat(sandbox.take(space, List.of(repayment(id, 3, 101)))
                        .getFirst()
                        .result())
                .isEqualTo(Taken.Result.CONFLICT);
        assertThat(sandbox.take(other, List.of(repayment(id, 1, 5))).getFirst().result())
                .isEqualTo(Taken.Result.ACCEPTED);
        assertThat(facts.newest("repayment", id)).isEmpty();
        assertThat(facts.head()).as("no listener hears of them").isEqualTo(head);
        assertThat(take(repayment(id, 1, 7))).isEqualTo(Taken.Result.ACCEPTED);

        var params = Json.object().put("facts", """
                [{"type":"repayment","id":"%s","version":9,"occurred_at":"2017-03-01T08:00:00Z",
                  "body":{"user_id":"U1","amount":1,"status":"SUCCEEDED"}}]""".formatted(id));
        var call = new ApiCall(space, new AppId("a"), false, null, params, "r");
        var free = new FactReport(facts, sandbox, (app, type) -> true, snapshots);
        assertThat(free.answer(call).path("results").get(0).path("result").asString())
                .isEqualTo("accepted");
        assertThat(facts.newest("repayment", id).orElseThrow().version()).isEqualTo(1);
    }

    @Test
    void any_past_instant_is_taken_and_comes_back_as_it_was() {
        for (var past : List.of("1969-12-31T23:59:59.999999Z", "1900-01-01T00:00:00Z", "0001-01-01T00:00:00Z")) {
            var id = ids.next();
            var at = Instant.parse(past);
            assertThat(take(new NewFact(
                            "repayment", id, 1, at, repayment(id, 1, 1).body())))
                    .as(past)
                    .isEqualTo(Taken.Result.ACCEPTED);
            assertThat(facts.newest("repayment", id).orElseThrow().occurredAt()).isEqualTo(at);
        }
    }

    @Test
    void hostile_text_is_kept_or_refused_but_never_a_fault() {
        var id = "'; DROP TABLE fact.version; -- <script> 😀 " + ids.next();
        assertThat(take(repayment(id, 1, 1))).isEqualTo(Taken.Result.ACCEPTED);
        assertThat(facts.newest("repayment", id)).isPresent();
        for (var bad : List.of("", "a\0b", "a\nb", "\ud800", "x".repeat(201))) {
            assertThat(take(repayment(bad, 1, 1))).as(bad).isEqualTo(Taken.Result.REFUSED);
        }
    }
}
