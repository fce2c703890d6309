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
        "fact-type-v1, declarations/fact-type/org",
        "fact-type-v1, declarations/fact-type/share",
        "fact-type-v1, declarations/fact-type/community_event",
        "fact-type-v1, declarations/fact-type/kpi_target",
        "fact-type-v1, declarations/fact-type/sku_rule",
        "metric-v1, declarations/metric/101-sales-amount",
        "metric-v1, declarations/metric/102-sales-orders",
        "metric-v1, declarations/metric/103-amount-per-order",
        "metric-v1, declarations/metric/104-items-per-order",
        "metric-v1, declarations/metric/105-vip-members",
        "metric-v1, declarations/metric/106-ordinary-members",
        "metric-v1, declarations/metric/107-chosen-style-and-colour",
        "metric-v1, declarations/metric/108-ticket-amount-point",
        "metric-v1, declarations/metric/109-chosen-style",
        "metric-v1, declarations/metric/110-sku-points",
        "metric-v1, declarations/metric/111-ordinary-members-who-bought",
        "metric-v1, declarations/metric/112-top-of-every-shop",
        "metric-v1, declarations/metric/113-member-rate",
        "metric-v1, declarations/metric/114-full-price-points",
        "metric-v1, declarations/metric/115-new-card-sales-points",
        "metric-v1, declarations/metric/116-repurchase-gain",
        "metric-v1, declarations/metric/117-retention",
        "metric-v1, declarations/metric/community-activity",
        "metric-v1, declarations/metric/kpi-attainment",
        "metric-v1, declarations/metric/share",
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
