package dev.serai.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.serai.kernel.Json;
import dev.serai.release.DeclarationProblem;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class CampaignKindTest {
    private static String resource(String path) throws IOException {
        try (var in = CampaignKindTest.class.getResourceAsStream(path)) {
            return new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String demo() throws IOException {
        var yaml = resource("/demo/campaign-201.yaml")
                .replace("${demo_start}", "2026-11-20T00:00:00Z")
                .replace("${demo_merchant}", "m1");
        return Json.MAPPER.writeValueAsString(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    }

    private static List<String> problems(String json) throws IOException {
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(resource("/schemas/campaign-v1.json"), InputFormat.JSON);
        return schema.validate(json, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    @Test
    void the_demo_file_fits_its_schema_and_passes_its_own_tests() throws IOException {
        assertThat(problems(demo())).isEmpty();
        var campaign = CampaignRoom.compile(demo());
        assertThat(campaign.id()).isEqualTo(201);
        assertThat(campaign.worstCaseMinor()).isEqualTo(BigInteger.valueOf(50_000_000));
        assertThat(campaign.actions()).containsExactly("info", "my_rewards", "progress", "view");
        assertThat(campaign.goal().when()).as("no CEL at start").isInstanceOf(PlainCondition.class);
    }

    @Test
    void each_missing_element_is_named() throws IOException {
        for (var element : List.of("audience", "goal", "threshold", "incentive")) {
            var file = (tools.jackson.databind.node.ObjectNode) Json.read(demo());
            file.remove(element);
            assertThat(problems(file.toString())).singleElement().asString().contains("'" + element + "'");
        }
    }

    @Test
    void a_key_nobody_knows_is_refused() throws IOException {
        var file = (tools.jackson.databind.node.ObjectNode) Json.read(demo());
        file.put("budgett", 1);
        assertThat(problems(file.toString())).singleElement().asString().contains("budgett");
    }

    @Test
    void a_red_test_in_the_file_refuses_it() {
        var tests = "[{ `facts`: [{ `id`: `r`, `body`: { `user_id`: `A`, `amount`: 99, `status`: `SUCCEEDED` } }],"
                + " `expect`: { `A`: 1 } }]";
        assertThatThrownBy(() -> CampaignRoom.compile(
                        CampaignRoom.file(1, 100, 500, "fact.status == 'SUCCEEDED'", "{ `everyone`: true }", tests)))
                .isInstanceOfSatisfying(
                        DeclarationProblem.class,
                        problem -> assertThat(problem.pointer()).isEqualTo("/tests/0/expect/A"))
                .hasMessageContaining("expects 1")
                .hasMessageContaining("give 0");
    }

    @Test
    void a_fact_type_or_a_field_that_does_not_exist_is_refused_with_its_place() throws IOException {
        refused("`fact`: `repayment`", "`fact`: `repay`", "/goal/fact", "there is no fact type repay");
        refused("fact.user_id", "fact.usr_id", "/goal/credit", "fact.usr_id is not a text of fact type repayment");
        refused("fact.user_id", "fact.amount", "/goal/credit", "fact.amount is not a text");
        refused("`fact.amount`", "`fact.amonut`", "/threshold/of", "[amount, status, user_id]");
        refused("`fact.amount`", "`fact.status`", "/threshold/of", "fact.status is not a whole number");
        refused("fact.status ==", "fact.statsu ==", "/goal/when", "fact.statsu is not a value");
        refused("fact.status ==", "fact.amount > 5 || fact.statsu ==", "/goal/when", "fact.statsu is not a value");
        refused("fact.status ==", "has(fact.vip.since) || fact.status ==", "/goal/when", "fact.vip");
    }

    private static void refused(String right, String wrong, String pointer, String cause) {
        var file = CampaignRoom.file(1, 100, 500, "fact.status == 'SUCCEEDED'", "{ `everyone`: true }", "[]");
        assertThat(file).contains(right);
        assertThatThrownBy(() -> CampaignRoom.compile(file.replace(right, wrong)))
                .isInstanceOfSatisfying(
                        DeclarationProblem.class,
                        problem -> assertThat(problem.pointer()).isEqualTo(pointer))
                .hasMessageContaining(cause);
    }

    @Test
    void a_condition_that_is_none_and_a_budget_that_pays_nothing_are_refused_with_their_place() {
        assertThatThrownBy(() ->
                        CampaignRoom.compile(CampaignRoom.file(1, 100, 500, "fact.", "{ `everyone`: true }", "[]")))
                .isInstanceOfSatisfying(
                        DeclarationProblem.class,
                        problem -> assertThat(problem.pointer()).isEqualTo("/goal/when"));
        assertThatThrownBy(() -> CampaignRoom.repay(1, 100, 4))
                .isInstanceOfSatisfying(
                        DeclarationProblem.class,
                        problem -> assertThat(problem.pointer()).isEqualTo("/budget/total"));
    }
}
