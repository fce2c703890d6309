package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.serai.kernel.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class BuiltInDeclarationsTest {
    private static String text(String path) throws IOException {
        try (var in = BuiltInDeclarationsTest.class.getResourceAsStream(path)) {
            return new String(Objects.requireNonNull(in, path).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<?> problems(JsonNode schema, JsonNode file) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema)
                .validate(file);
    }

    @ParameterizedTest
    @CsvSource({
        "fact-type-v1, declarations/fact-type/receipt",
        "fact-type-v1, declarations/fact-type/repayment",
        "fact-type-v1, declarations/fact-type/member",
        "fact-type-v1, declarations/fact-type/statement",
        "fact-type-v1, declarations/fact-type/statement_complete",
        "metric-v1, declarations/metric/101-sales-amount",
        "contest-v1, demo/contest-301"
    })
    void every_built_in_file_fits_its_schema(String schema, String file) throws IOException {
        var form = Json.read(text("/schemas/" + schema + ".json"));
        var content = Published.parse(text("/" + file + ".yaml"));
        assertThat(problems(form, content)).isEmpty();
        ((tools.jackson.databind.node.ObjectNode) content).put("typo", 1);
        assertThat(problems(form, content)).isNotEmpty();
    }
}
