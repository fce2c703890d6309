package dev.serai.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.serai.HouseTest;
import dev.serai.operator.Actor;
import dev.serai.operator.Refused;
import dev.serai.release.Declarations;
import dev.serai.release.Declarations.BadFiles;
import dev.serai.release.Declarations.SourceFile;
import dev.serai.release.Revisions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@HouseTest
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CatalogueRulesTest {
    private static final String DOCUMENT = """
            openapi: 3.1.0
            info: {title: rules, version: "1"}
            paths:
              /rules/thing/get:
                get:
                  summary: A thing
                  x-serai: {domain: trade, effect: read, store: false, proxy: {method: GET, path: /thing}}
                  requestBody:
                    content:
                      application/json:
                        schema:
                          type: object
                          required: [id]
                          properties:
                            id: {type: string, maxLength: 64}
                            kind: {type: string, enum: [a, b]}
                            amount: {type: integer, minimum: 0, maximum: 100}
                  responses:
                    "200":
                      description: It
                      content:
                        application/json:
                          schema:
                            type: object
                            required: [id, status]
                            properties:
                              id: {type: string}
                              status: {type: string, enum: [on, off]}
                              note: {type: string}
            """;

    @Autowired
    Declarations declarations;

    @Autowired
    Revisions revisions;

    @Autowired
    Catalogue catalogue;

    private void apply(String text) {
        declarations.apply(List.of(new SourceFile("rules.yaml", text)), Actor.HOUSE);
    }

    private String refused(String text) {
        var bad = catchThrowableOfType(BadFiles.class, () -> apply(text));
        assertThat(bad).as("it was taken").isNotNull();
        return bad.problems().toString();
    }

    @AfterEach
    void remove() {
        for (var id : List.of("rules", "rules-two")) {
            try {
                revisions.delete("openapi/v1", id, Actor.HOUSE);
            } catch (Refused neverThere) {
                assertThat(neverThere).isNotNull();
            }
        }
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: {type: string, enum: [a, b]} | sort: {type: string, enum: [a, b]} | kind is gone",
                "enum: [a, b]} | enum: [a]} | kind no longer takes \"b\"",
                "amount: {type: integer | amount: {type: string | amount was integer and is string",
                "maximum: 100 | maximum: 50 | amount maximum was 100 and is 50",
                "minimum: 0 | minimum: 1 | amount minimum was 0 and is 1",
                "required: [id] | required: [id, kind] | kind is required now",
                "maxLength: 64 | maxLength: 32 | id maxLength was 64 and is 32",
                "note: {type: string} | remark: {type: string} | note is gone",
                "required: [id, status] | required: [id] | status is no longer always there",
                "enum: [on, off] | enum: [on, off, broken] | status may now be \"broken\"",
                "status: {type: string | status: {type: [string, 'null'] | status was string and is null or string",
                "/rules/thing/get: | /rules/thing/other: | rules.thing.get is published and may not vanish",
                "store: false, | store: false, user: true, scopes: [x], | which",
            })
    void a_revision_that_breaks_what_is_published_is_refused_naming_the_field(String was, String is, String said) {
        apply(DOCUMENT);
        assertThat(refused(DOCUMENT.replace(was, is))).contains("rules.yaml:").contains(said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "enum: [a, b]} | enum: [a, b, c]}",
                "maximum: 100 | maximum: 1000",
                "required: [id] | required: []",
                "note: {type: string} | note: {type: string, maxLength: 10}",
                "enum: [on, off] | enum: [on]",
            })
    void a_revision_that_only_gives_more_is_taken(String was, String is) {
        apply(DOCUMENT);
        apply(DOCUMENT.replace(was, is));
    }

    @Test
    void the_refusal_stands_at_the_line_of_the_field() {
        apply(DOCUMENT);
        var bad = catchThrowableOfType(BadFiles.class, () -> apply(DOCUMENT.replace("maximum: 100", "maximum: 50")));
        assertThat(bad.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(17);
            assertThat(problem.rule())
                    .contains("breaks the published rules.thing.get")
                    .contains("rules.thing.get/v2");
        });
    }

    @Test
    void a_method_outside_the_domains_or_declared_twice_or_in_a_family_of_two_domains_is_refused() {
        assertThat(refused(DOCUMENT.replace("domain: trade", "domain: gossip"))).contains("rules.yaml:7:");
        assertThat(refused(DOCUMENT.replace("domain: trade", "domain: [trade, content]")))
                .contains("rules.yaml:7:");
        assertThat(refused(DOCUMENT.replace("domain: trade, ", ""))).contains("rules.yaml:7:");
        apply(DOCUMENT);
        var twin = DOCUMENT.replace("title: rules", "title: rules-two");
        assertThat(refused(twin)).contains("is declared by the document \\\"rules\\\" already".replace("\\", ""));
        assertThat(refused(twin.replace("/rules/thing/get", "/rules/thing/put").replace("trade", "content")))
                .contains("all methods rules.* lie in one domain");
    }

    @Test
    void a_write_is_not_passed_on_without_a_key_the_core_keeps() {
        var write =
                DOCUMENT.replace("effect: read, store: false", "effect: write").replace("method: GET", "method: POST");
        assertThat(refused(write)).contains("name the key the core keeps");
        assertThat(refused(write.replace("path: /thing", "path: /thing, key: {parameter: kind, as: key}")))
                .contains("may be absent");
        apply(write.replace("path: /thing", "path: /thing, key: {parameter: id, as: key}"));
    }

    @Test
    void a_deprecated_method_says_so_in_headers_and_may_go_after_its_sunset() {
        var deprecated = DOCUMENT.replace(
                "domain: trade,",
                "domain: trade, deprecated: {since: 2020-01-01, sunset: 2020-07-01, successor: rules.thing.get/v2},");
        apply(deprecated);
        var method = catalogue.now().find("rules.thing.get", 1, null).orElseThrow();
        assertThat(method.deprecationHeaders())
                .containsEntry("Deprecation", "@1577836800")
                .containsEntry("Sunset", "Wed, 01 Jul 2020 00:00:00 GMT");
        apply(deprecated.replace("/rules/thing/get:", "/rules/thing/new:"));
        assertThat(catalogue.now().find("rules.thing.get", 1, null)).isEmpty();
    }
}
