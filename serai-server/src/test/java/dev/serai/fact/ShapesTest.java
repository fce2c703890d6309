package dev.serai.fact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.Published;
import dev.serai.kernel.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShapesTest {
    private static final Shape SHAPE = Shapes.read(Published.parse("""
                    type: object
                    required: [amount, name]
                    properties:
                      amount: {type: integer, minimum: -5}
                      name: {type: string, minLength: 1, maxLength: 5}
                      kind: {type: string, enum: [A, B]}
                      at: {type: [string, "null"], format: date-time}
                      values: {type: object, additionalProperties: {type: number}}
                      lines: {type: array, maxItems: 2, items: {type: object, properties: {n: {type: integer}}}}
                    """), "/body");

    private static @Nullable String misfit(String json) {
        return SHAPE.misfit(Json.MAPPER.readTree(json), "body");
    }

    @Test
    void what_fits_passes() {
        assertThat(misfit(
                        "{'amount':9223372036854775807,'name':'x','kind':'A','at':null,'values':{'a':1.5},'lines':[{'n':1}]}"
                                .replace('\'', '"')))
                .isNull();
        assertThat(misfit("{\"amount\":100.0,\"name\":\"x\",\"at\":\"2017-03-01T08:00:00+08:00\"}"))
                .isNull();
    }

    @Test
    void a_misfit_names_its_place_the_rule_and_what_was_found() {
        assertThat(misfit("{\"name\":\"x\"}")).isEqualTo("body.amount is required");
        assertThat(misfit("{\"amount\":1.5,\"name\":\"x\"}"))
                .isEqualTo("body.amount must be an integer, found \"1.5\"");
        assertThat(misfit("{\"amount\":\"1\",\"name\":\"x\"}")).contains("must be an integer, found string");
        assertThat(misfit("{\"amount\":9223372036854775808,\"name\":\"x\"}")).contains("must be from -5 to");
        assertThat(misfit("{\"amount\":1e999999999,\"name\":\"x\"}")).contains("must be from -5 to");
        assertThat(misfit("{\"amount\":null,\"name\":\"x\"}")).isEqualTo("body.amount must not be null");
        assertThat(misfit("{\"amount\":1,\"name\":\"x\",\"kind\":\"C\"}")).contains("one of [A, B], found \"C\"");
        assertThat(misfit("{\"amount\":1,\"name\":\"x\",\"at\":\"2017-03-01\"}"))
                .contains("ISO-8601 with offset");
        assertThat(misfit("{\"amount\":1,\"name\":\"x\",\"lines\":[{\"n\":1},{\"n\":\"2\"}]}"))
                .contains("body.lines[1].n");
        assertThat(misfit("{\"amount\":1,\"name\":\"x\",\"lines\":[{},{},{}]}")).contains("0 to 2 items, has 3");
    }

    @Test
    void a_misspelt_field_does_not_vanish() {
        assertThat(misfit("{\"amount\":1,\"name\":\"x\",\"amout\":2}")).contains("unknown field \"amout\"");
    }

    @Test
    void text_no_table_can_keep_is_refused() {
        assertThat(misfit("{\"amount\":1,\"name\":\"a\\u0000\"}")).contains("U+0000");
        assertThat(misfit("{\"amount\":1,\"name\":\"a\\ud800\"}")).contains("surrogate");
    }
}
