package dev.serai.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.serai.kernel.Json;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What it waves through, the schema validator would have let through too. */
@Timeout(60)
class PlainParametersTest {
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    @Property(tries = 3_000)
    void never_waves_through_what_the_schema_refuses(
            @ForAll("schemas") String property, @ForAll("values") String value) {
        var schema = Json.read("{\"type\":\"object\",\"properties\":{\"a\":" + property + "}}");
        var typed = (ObjectNode) Json.read("{\"a\":" + value + "}");
        if (new PlainParameters(schema).surelyFit(typed)) {
            assertThat(REGISTRY.getSchema(schema).validate(typed)).isEmpty();
        }
    }

    @Provide
    Arbitrary<String> schemas() {
        var type = Arbitraries.of("string", "integer", "boolean", "number", "array");
        var rule = Arbitraries.of(
                "\"minLength\":2",
                "\"maxLength\":2",
                "\"minimum\":-3",
                "\"maximum\":7",
                "\"maximum\":2.5",
                "\"enum\":[\"a\",\"雪人\"]",
                "\"pattern\":\"^a\"",
                "\"format\":\"date\"",
                "\"description\":\"d\"",
                "\"multipleOf\":2",
                "\"exclusiveMinimum\":0",
                "\"const\":\"a\"");
        return Combinators.combine(
                        type, rule.set().ofMaxSize(3).uniqueElements(one -> one.substring(0, one.indexOf(':'))))
                .as((t, rules) ->
                        "{\"type\":\"" + t + "\"" + (rules.isEmpty() ? "" : "," + String.join(",", rules)) + "}");
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(-5, 10).map(String::valueOf),
                Arbitraries.of(List.of(
                        "true",
                        "false",
                        "null",
                        "\"\"",
                        "\"a\"",
                        "\"ab\"",
                        "\"abc\"",
                        "\"雪人\"",
                        "\"😀😀\"",
                        "\"😀😀😀\"",
                        "1.0",
                        "1.5",
                        "9223372036854775807",
                        "9223372036854775808",
                        "[]",
                        "{}",
                        "\"2026-01-01\"")));
    }

    @Test
    void knows_the_plain_ones_and_leaves_the_rest() {
        assertThat(fits("{\"type\":\"string\",\"maxLength\":3,\"description\":\"d\"}", "\"😀😀😀\""))
                .isTrue();
        assertThat(fits("{\"type\":\"integer\",\"minimum\":1}", "1")).isTrue();
        assertThat(fits("{\"type\":\"integer\",\"minimum\":1}", "0")).isFalse();
        assertThat(fits("{\"type\":\"string\",\"pattern\":\"a\"}", "\"a\"")).isFalse();
    }

    @Test
    void a_rule_over_all_parameters_is_left_to_the_validator() {
        var schema =
                Json.read("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"minProperties\":2}");
        assertThat(new PlainParameters(schema).surelyFit((ObjectNode) Json.read("{\"a\":\"x\"}")))
                .isFalse();
    }

    private static boolean fits(String property, String value) {
        JsonNode schema = Json.read("{\"type\":\"object\",\"properties\":{\"a\":" + property + "}}");
        return new PlainParameters(schema).surelyFit((ObjectNode) Json.read("{\"a\":" + value + "}"));
    }
}
