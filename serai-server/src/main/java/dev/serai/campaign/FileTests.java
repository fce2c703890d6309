package dev.serai.campaign;

import dev.serai.fact.Fact;
import dev.serai.release.DeclarationProblem;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import tools.jackson.databind.JsonNode;

/** Runs the tests a campaign's file carries, on the arithmetic that will decide in earnest. A red test refuses the file. */
final class FileTests {
    private FileTests() {}

    static void run(JsonNode file, Campaign campaign) {
        var tests = file.at("/tests");
        for (int i = 0; i < tests.size(); i++) {
            run(tests.get(i), "/tests/" + i, campaign);
        }
    }

    private static void run(JsonNode test, String pointer, Campaign campaign) {
        var tally = new Tally(campaign, BigInteger.ZERO);
        var facts = test.at("/facts");
        for (int i = 0; i < facts.size(); i++) {
            var fact = fact(facts.get(i), pointer + "/facts/" + i, campaign, i);
            tally.take(fact, Verdict.on(fact, campaign));
        }
        for (var expected : test.at("/expect").properties()) {
            long held = tally.held(expected.getKey());
            if (held != expected.getValue().longValue()) {
                throw new DeclarationProblem(
                        pointer + "/expect/"
                                + expected.getKey().replace("~", "~0").replace("/", "~1"),
                        "the test expects " + expected.getValue().longValue() + " rewards for " + expected.getKey()
                                + ", the rules give " + held);
            }
        }
    }

    private static Fact fact(JsonNode given, String pointer, Campaign campaign, int n) {
        return new Fact(
                campaign.goal().factType(),
                given.at("/id").asString(),
                given.at("/version").longValue(1),
                occurredAt(given, pointer, campaign),
                given.at("/body"),
                n + 1L);
    }

    private static Instant occurredAt(JsonNode given, String pointer, Campaign campaign) {
        var at = given.at("/occurred_at");
        try {
            return at.isMissingNode()
                    ? campaign.schedule().start()
                    : OffsetDateTime.parse(at.asString()).toInstant();
        } catch (DateTimeException e) {
            throw new DeclarationProblem(
                    pointer + "/occurred_at",
                    "expected a time with offset such as 2026-01-01T00:00+08:00, found " + at.asString());
        }
    }
}
