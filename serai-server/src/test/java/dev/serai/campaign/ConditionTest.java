package dev.serai.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.kernel.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionTest {
    private static final List<String> BODIES = List.of(
            "{}",
            "{\"s\":\"A\",\"n\":5,\"b\":true,\"o\":{\"k\":\"x\"}}",
            "{\"s\":\"B\",\"n\":-3,\"b\":false,\"o\":{}}",
            "{\"s\":7,\"n\":\"5\",\"b\":\"true\",\"o\":{\"k\":9}}");

    private static String told(Condition condition, String body) {
        try {
            return Boolean.toString(condition.holds(Json.read(body)));
        } catch (Condition.Failed e) {
            return "failed";
        }
    }

    @Test
    void plain_comparisons_mean_what_they_mean_in_cel() {
        for (var text : List.of(
                "fact.s == 'A'",
                "fact.s != 'A'",
                "fact.n >= 5",
                "fact.n < -2",
                "fact.n == 5",
                "fact.b == true",
                "fact.o.k == 'x'",
                "fact.s == 'A' && fact.n > 4",
                "fact.s == 'zz' && fact.n > 4")) {
            var plain = PlainCondition.parse(text).orElseThrow();
            var cel = CelCondition.compile(text);
            for (var body : BODIES) {
                assertThat(told(plain, body)).as(text + " on " + body).isEqualTo(told(cel, body));
            }
        }
    }

    @Test
    void what_is_more_than_plain_is_answered_by_cel() {
        var condition = Condition.parse("fact.s in ['A', 'B'] || has(fact.vip)");
        assertThat(condition).isInstanceOf(CelCondition.class);
        assertThat(BODIES.stream().map(body -> told(condition, body)))
                .containsExactly("failed", "true", "true", "false");
    }

    @Test
    void nonsense_is_refused_with_its_place() {
        assertThatThrownBy(() -> Condition.parse("fct.s == 'A'"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fct");
        assertThatThrownBy(() -> Condition.parse("fact.n + 1")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_decimal_is_never_rounded_into_a_decision() {
        assertThat(told(Condition.parse("fact.n >= 1"), "{\"n\":1.5}")).isEqualTo("failed");
        assertThat(told(CelCondition.compile("fact.n >= 1"), "{\"n\":1.5}")).isEqualTo("failed");
    }
}
