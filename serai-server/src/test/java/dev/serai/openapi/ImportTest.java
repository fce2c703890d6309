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
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;

@HouseTest
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ImportTest {
    private static final String FILE = """
            serai: openapi-import/v1
            id: warehouse
            domain: trade
            family: warehouse
            methods:
              reserve: {key: requestId}
              dropAll: {skip: true}
            document:
              openapi: 3.0.3
              info: {title: Warehouse, version: "7"}
              paths:
                /stock/{sku}:
                  parameters:
                    - {$ref: "#/components/parameters/sku"}
                  get:
                    operationId: getStock
                    summary: How many are left
                    parameters:
                      - {name: method, in: query, schema: {type: string}}
                    responses:
                      "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/stock"}}}}
                  put:
                    operationId: setStock
                    requestBody: {content: {application/json: {schema: {type: object, required: [left], properties: {left: {type: integer}}}}}}
                    responses: {"204": {description: ok}}
                /reservations:
                  post:
                    operationId: reserve
                    requestBody: {content: {application/json: {schema: {type: object, required: [requestId, sku], properties: {requestId: {type: string}, sku: {type: string}}}}}}
                    responses: {"201": {description: ok}}
                /everything:
                  delete:
                    operationId: dropAll
                    responses: {"204": {description: ok}}
              components:
                parameters:
                  sku: {name: sku, in: path, required: true, schema: {type: string}}
                schemas:
                  stock: {type: object, properties: {sku: {type: string}, left: {type: integer, nullable: true}}}
            """;

    @Autowired
    Declarations declarations;

    @Autowired
    Revisions revisions;

    @Autowired
    Catalogue catalogue;

    private void apply(String text) {
        declarations.apply(List.of(new SourceFile("warehouse.yaml", text)), Actor.HOUSE);
    }

    private Operation method(String name) {
        return catalogue.now().find(name, 1, null).orElseThrow().operation();
    }

    @AfterEach
    void remove() {
        try {
            revisions.delete("openapi-import/v1", "warehouse", Actor.HOUSE);
        } catch (Refused neverThere) {
            assertThat(neverThere).isNotNull();
        }
    }

    @Test
    void every_operation_of_a_services_document_becomes_a_method() {
        apply(FILE);
        var get = method("warehouse.get_stock");
        var proxy = Objects.requireNonNull(get.proxy());
        assertThat(proxy.path()).isEqualTo("/stock/{sku}");
        assertThat(proxy.names()).containsEntry("core_method", "method");
        assertThat(get.parameters().at("/required/0").asString()).isEqualTo("sku");
        assertThat(Objects.requireNonNull(get.data())
                        .at("/properties/left/type")
                        .toString())
                .contains("null");
        var reserve = method("warehouse.reserve");
        assertThat(reserve.writes()).isTrue();
        assertThat(reserve.parameterNames()).containsExactlyInAnyOrder("sku", "request_no");
        assertThat(Objects.requireNonNull(
                                Objects.requireNonNull(reserve.proxy()).key())
                        .as())
                .isEqualTo("requestId");
        assertThat(Objects.requireNonNull(method("warehouse.set_stock").proxy()).httpMethod())
                .isEqualTo("PUT");
        assertThat(catalogue.now().find("warehouse.drop_all", 1, null)).isEmpty();
    }

    @Test
    void a_write_without_a_key_is_refused_where_it_stands() {
        var bad = catchThrowableOfType(BadFiles.class, () -> apply(FILE.replace("  reserve: {key: requestId}\n", "")));
        assertThat(bad.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isGreaterThan(20);
            assertThat(problem.rule()).contains("may be done twice").contains("reserve");
        });
    }

    @Test
    void an_import_keeps_the_catalogues_rules() {
        var bad = catchThrowableOfType(
                BadFiles.class,
                () -> apply(FILE.replace("family: warehouse", "family: product")
                        .replace("domain: trade", "domain: content")));
        assertThat(bad.problems().toString()).contains("all methods product.* lie in one domain");
        apply(FILE);
        var broken = catchThrowableOfType(
                BadFiles.class, () -> apply(FILE.replace("left: {type: integer}", "left: {type: string}")));
        assertThat(broken.problems().toString()).contains("left was integer and is string");
    }

    @Test
    void an_import_that_would_tell_personal_data_as_it_is_is_refused() {
        var bad = catchThrowableOfType(
                BadFiles.class,
                () -> apply(FILE.replace(
                        "properties: {sku: {type: string}, left",
                        "properties: {sku: {type: string, x-serai-sensitive: {how: mask, kind: phone}}, left")));
        assertThat(bad.problems().toString()).contains("declare getStock in a document of its own");
    }
}
