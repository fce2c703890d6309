package dev.serai.contest.console;

import dev.serai.contest.ActivityTables;
import dev.serai.contest.MetricCatalogue;
import dev.serai.kernel.Json;
import dev.serai.operator.Allowed;
import dev.serai.operator.AllowedToStaff;
import dev.serai.operator.Refused;
import dev.serai.operator.Role;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What contests may be made of: metrics with their forms, and the tables of the system before. */
@RestController
final class MetricsController {
    private final MetricCatalogue metrics;
    private final ActivityTables tables;

    MetricsController(MetricCatalogue metrics, ActivityTables tables) {
        this.metrics = metrics;
        this.tables = tables;
    }

    @AllowedToStaff
    @GetMapping("/api/metrics")
    ObjectNode list() {
        return metrics.all();
    }

    /** A JSON Schema: the form of a contest's {@code params}. */
    @AllowedToStaff
    @GetMapping("/api/metrics/{id}/form")
    ObjectNode form(@PathVariable String id) {
        return metrics.form(id).orElseThrow(() -> Refused.notFound("there is no metric " + id));
    }

    /**
     * {@code {tables:{tb_activity_config:[…], …}, zone, public}} gives {@code {files:[{name, text}], left_out:[{activity_id,
     * why}]}}; the files are then applied like any other.
     */
    @Allowed({Role.OPERATIONS, Role.PRODUCT_MANAGER})
    @PostMapping("/api/contests/import")
    ObjectNode read(@RequestBody String text) {
        JsonNode order;
        try {
            order = Json.read(text);
        } catch (JacksonException e) {
            throw Refused.invalid("the body must be JSON: " + e.getOriginalMessage());
        }
        var imported = tables.read(
                order.path("tables"),
                order.path("zone").asString("Asia/Shanghai"),
                order.path("public").asBoolean(false));
        var answer = Json.object();
        var files = answer.putArray("files");
        imported.files()
                .forEach(one -> files.addObject().put("name", one.name()).put("text", one.text()));
        var leftOut = answer.putArray("left_out");
        imported.leftOut()
                .forEach(one ->
                        leftOut.addObject().put("activity_id", one.activityId()).put("why", one.why()));
        return answer;
    }
}
