package dev.serai.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.release.Declarations.Problem;
import dev.serai.release.Declarations.SourceFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BadFilesTest {
    static final Form FORM = Form.load("schemas/sample/dish.json");

    static Problem only(String name, String text) {
        try {
            var problems = FORM.problems(ReadFile.of(new SourceFile(name, text)));
            assertThat(problems).as("problems of %s", text).hasSize(1);
            return problems.getFirst();
        } catch (ReadFile.Unreadable e) {
            return e.problem();
        }
    }

    static Problem yaml(String text) {
        return only("a.yaml", text);
    }

    private static void at(Problem problem, int line, int column, String text, String rule) {
        assertThat(problem.line()).as("line of %s", problem).isEqualTo(line);
        assertThat(problem.column()).as("column of %s", problem).isEqualTo(column);
        assertThat(problem.text()).isEqualTo(text);
        assertThat(problem.rule()).contains(rule);
    }

    @Test
    void a_wrong_value_is_told_with_line_and_column() {
        at(
                yaml("serai: sample-dish/v1\nid: a\nprice: \"7\"\n"),
                3,
                8,
                "\"7\"",
                "must be a whole number, found the text \"7\"");
        at(yaml("serai: sample-dish/v1\nid: a\nprice: 0\n"), 3, 8, "0", "must be at least 1, found 0");
    }

    @Test
    void columns_behind_chinese_text_on_the_same_line_are_right() {
        at(
                yaml("{serai: sample-dish/v1, id: a, name: 红烧牛肉面, price: 零}"),
                1,
                52,
                "零",
                "must be a whole number, found the text \"零\"");
        at(
                only(
                        "a.json",
                        "{\"serai\": \"sample-dish/v1\",\n \"id\": \"a\", \"name\": \"红烧牛肉面\", \"price\": \"零\"}"),
                2,
                39,
                "\"零\"",
                "must be a whole number");
    }

    @Test
    void an_unknown_key_is_told_at_the_key_with_the_one_that_was_meant() {
        at(yaml("serai: sample-dish/v1\nid: a\nprice: 1\nprize: 2\n"), 4, 1, "prize", "did you mean `price`?");
    }

    @Test
    void a_missing_key_is_told_where_it_is_missing() {
        at(yaml("serai: sample-dish/v1\nid: a\n"), 1, 1, "serai: sample-dish/v1", "`price` is required here");
    }

    @Test
    void of_several_forms_the_one_that_was_meant_is_explained() {
        at(
                yaml("serai: sample-dish/v1\nid: a\nprice: 1\nside:\n  salad:\n    size: big\n"),
                6,
                11,
                "big",
                "must be a whole number");
    }

    @Test
    void a_key_twice_is_refused_in_yaml_and_json() {
        at(yaml("serai: sample-dish/v1\nprice: 1\nprice: 2\n"), 3, 1, "price", "twice, first in line 2");
        assertThat(only("a.json", "{\"price\": 1,\n \"price\": 2}").line()).isEqualTo(2);
    }

    @Test
    void anchors_aliases_and_tags_are_refused() {
        assertThat(yaml("a: &x 1\n").rule()).contains("anchors are not allowed");
        assertThat(yaml("a: *x\n").rule()).contains("aliases are not allowed");
        assertThat(yaml("a: !!binary aGk=\n").rule()).contains("tags are not allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing\n",
                "a: 1\n---\na: 2\n",
                "a: [1, 2",
                "\tb: 1",
                "a: .inf",
                "a: \u0001",
                "? [a]\n: b"
            })
    void what_is_no_declaration_is_refused_with_a_place(String text) {
        var problem = yaml(text);
        assertThat(problem.line()).isPositive();
        assertThat(problem.column()).isPositive();
        assertThat(problem.rule()).isNotEmpty();
    }

    @Test
    void deep_nesting_is_refused_before_it_hurts() {
        assertThat(yaml("[".repeat(400_000)).rule()).contains("levels");
        assertThat(yaml("- ".repeat(400_000)).rule()).contains("levels");
        assertThat(only("a.json", "[".repeat(400_000)).rule()).contains("not JSON");
    }

    @Test
    void a_file_that_is_too_large_is_refused() {
        assertThat(yaml("a: " + "x".repeat(Declarations.FILE_SIZE_MAX_BYTES)).rule())
                .contains("bytes");
    }

    @Test
    void words_of_yaml_1_1_are_just_text() {
        var read = ReadFile.of(new SourceFile(
                        "a.yaml", "on: NO\ntime: 12:30\nat: 2017-03-01T00:00:00Z\nday: 2017-03-01\noctal: 0o17\n"))
                .content();

        assertThat(read.toString())
                .isEqualTo("{\"on\":\"NO\",\"time\":\"12:30\",\"at\":\"2017-03-01T00:00:00Z\","
                        + "\"day\":\"2017-03-01\",\"octal\":15}");
    }

    @Test
    void a_json_file_of_one_long_line_is_read_in_reasonable_time() {
        var text = "[" + "1,".repeat(500_000) + "1]";
        assertThat(ReadFile.of(new SourceFile("a.json", text)).content().size()).isEqualTo(500_001);
    }
}
