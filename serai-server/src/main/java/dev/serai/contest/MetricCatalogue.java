package dev.serai.contest;

import dev.serai.kernel.Json;
import dev.serai.release.Snapshots;
import java.util.Comparator;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** The metrics a contest may rank by (document 001's {@code tb_activity_dimen}), with the forms of their parameters. */
@Component
public final class MetricCatalogue {
    private final Snapshots snapshots;

    MetricCatalogue(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /** {@code {metrics:[{id, number, name, description, units, params}]}}, by number, those without one last. */
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
        return node;
    }

    /** The JSON Schema of a contest's {@code params} for this metric. */
    public Optional<ObjectNode> form(String id) {
        return snapshots.now().find(Metric.class, id, null).map(MetricForm::of);
    }
}
