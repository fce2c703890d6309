package dev.serai.contest;

import dev.serai.kernel.Json;
import dev.serai.release.Snapshots;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The metrics a contest may rank by (document 001's {@code tb_activity_dimen}), with the forms of their parameters. */
@Component
public final class MetricCatalogue {
    private final Snapshots snapshots;

    MetricCatalogue(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /** {@code {metrics:[{id, number, name, description, rules, units, params}]}}, by number, those without one last. */
    public ObjectNode all() {
        var answer = Json.object();
        var list = answer.putArray("metrics");
        snapshots.now().all(Metric.class).stream()
                .sorted(Comparator.<Metric>comparingInt(
                                metric -> metric.number() == 0 ? Integer.MAX_VALUE : metric.number())
                        .thenComparing(Metric::id))
                .forEach(metric -> list.add(one(metric)));
        return answer;
    }

    private static ObjectNode one(Metric metric) {
        var node = Json.object().put("id", metric.id());
        node.put("number", metric.number() == 0 ? null : metric.number());
        metric.name().forEach(node.putObject("name")::put);
        metric.description().forEach(node.putObject("description")::put);
        metric.units().stream().sorted().forEach(node.putArray("units")::add);
        metric.params().keySet().forEach(node.putArray("params")::add);
        var definition = asGiven(metric);
        var rules = node.putObject("rules");
        Wording.LANGUAGES.forEach(language -> rules.put(language, Wording.rules(metric, definition, language)));
        node.put("groups", metric.groupTop() != null).put("stores", metric.asksStores());
        return node;
    }

    /** With every parameter at its default, for the words; the window stands in none of them. */
    private static Definition asGiven(Metric metric) {
        Map<String, JsonNode> params = new TreeMap<>();
        metric.params().forEach((name, param) -> params.put(name, param.byDefault()));
        return Definition.of(
                metric,
                metric.counted(metric.units().iterator().next()),
                params,
                Instant.EPOCH,
                Instant.EPOCH.plus(Duration.ofDays(1)),
                BusinessDays.midnight(ZoneOffset.UTC),
                Set.of());
    }

    /** The JSON Schema of a contest's {@code params} for this metric. */
    public Optional<ObjectNode> form(String id) {
        return snapshots.now().find(Metric.class, id, null).map(MetricForm::of);
    }
}
