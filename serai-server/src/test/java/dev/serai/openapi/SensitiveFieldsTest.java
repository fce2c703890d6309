package dev.serai.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.Published;
import dev.serai.kernel.Json;
import dev.serai.release.DeclarationProblem;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class SensitiveFieldsTest {
    private static final JsonNode SCHEMA = Published.parse("""
            type: object
            properties:
              id: {type: string}
              phone: {type: [string, "null"], x-serai-sensitive: {how: encrypt, kind: phone}}
              friends:
                type: array
                items:
                  type: object
                  properties: {name: {type: string, x-serai-sensitive: {how: mask, kind: name}}}
              cards: {type: array, items: {type: string, x-serai-sensitive: {how: mask, kind: bank_card}}}
            """);

    private static String masked(String json) {
        var fields = Objects.requireNonNull(SensitiveFields.of(SCHEMA));
        return fields.covered(Json.read(json), (field, text) -> field.kind().masked(text))
                .toString();
    }

    @Test
    void every_sensitive_text_is_covered_wherever_it_lies_and_nothing_else() {
        assertThat(masked("""
                {"id":"13812341234","phone":"13812341234","friends":[{"name":"张三","x":1},{}],"cards":["6222020200112233"]}""")).isEqualTo("""
                {"id":"13812341234","phone":"138****1234","friends":[{"name":"张**","x":1},{}],"cards":["6222********2233"]}""");
        assertThat(masked("{\"phone\":null,\"id\":\"1\"}")).isEqualTo("{\"phone\":null,\"id\":\"1\"}");
        assertThat(masked("{\"phone\":13812341234}")).isEqualTo("{\"phone\":\"138****1234\"}");
        assertThat(masked("{\"phone\":{\"number\":\"13812341234\"}}")).isEqualTo("{\"phone\":\"****\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[{\"phone\":\"1\"}]", "\"13812341234\"", "{\"friends\":{\"name\":\"张三\"}}"})
    void a_value_of_another_form_is_not_passed_on(String json) {
        assertThatThrownBy(() -> masked(json)).isInstanceOf(SensitiveFields.Unknown.class);
    }

    @Test
    void a_schema_without_marks_has_no_fields() {
        assertThat(SensitiveFields.of(Json.read("{\"type\":\"object\"}"))).isNull();
        assertThat(SensitiveFields.of(null)).isNull();
        assertThatCode(() -> SensitiveFields.check(SCHEMA, "/x")).doesNotThrowAnyException();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: string, x-serai-sensitive: {how: hide, kind: phone}} | how: mask",
                "{type: string, x-serai-sensitive: {how: mask, kind: shoe_size}} | kind: phone",
                "{type: string, x-serai-sensitive: {how: mask}} | kind: phone",
                "{type: string, x-serai-sensitive: mask} | how: mask",
                "{type: integer, x-serai-sensitive: {how: mask, kind: phone}} | only a string",
                "{x-serai-sensitive: {how: mask, kind: phone}} | only a string",
                "{oneOf: [{type: string, x-serai-sensitive: {how: mask, kind: phone}}]} | oneOf",
            })
    void a_mark_that_means_nothing_is_refused(String property, String said) {
        var schema = Published.parse("{type: object, properties: {p: " + property + "}}");
        assertThatThrownBy(() -> SensitiveFields.check(schema, "/x"))
                .isInstanceOf(DeclarationProblem.class)
                .hasMessageContaining(said);
    }

    @Test
    void what_was_told_in_the_clear_does_not_become_a_jwe_in_the_same_version() {
        var plain = Json.read(SCHEMA.toString().replace("\"x-serai-sensitive\"", "\"x-other\""));
        assertThat(SchemaChange.output(plain, SCHEMA)).hasSize(3);
        assertThat(SchemaChange.output(SCHEMA, plain)).hasSize(3);
        assertThat(SchemaChange.input(plain, SCHEMA)).isEmpty();
    }
}
