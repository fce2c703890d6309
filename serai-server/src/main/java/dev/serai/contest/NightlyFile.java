package dev.serai.contest;

import dev.serai.fact.FactType;
import dev.serai.fact.Shape;
import dev.serai.kernel.Json;
import dev.serai.release.DeclarationProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The measures of a metric over nightly statements: numbers of a state, so two nights are compared and never added. Each
 * measure says which number, and of which night: {@code at: baseline} (the last one before the window) or {@code at: last}.
 */
final class NightlyFile {
    private final JsonNode file;
    private final Map<String, FactType> types;

    NightlyFile(JsonNode file, Map<String, FactType> types) {
        this.file = file;
        this.types = types;
    }

    Metric.Form form(MetricKind.Read source, List<String> names, List<Metric.Pick> picks) {
        var night = file.path("night");
        if (!(source.document().fields().get(night.path("date").asString()) instanceof Shape.Text text
                && text.format() == Shape.Text.Format.DATE)) {
            throw new DeclarationProblem("/night/date", "must name a field of format date");
        }
        if (!types.containsKey(night.path("complete").asString())) {
            throw new DeclarationProblem("/night/complete", "must name the fact type that makes a night visible");
        }
        if (file.has("also") || file.has("each") || file.has("with") || file.has("when")) {
            throw new DeclarationProblem("/night", "goes with none of also, each, with and when");
        }
        List<JsonNode> columns = new ArrayList<>();
        for (var e : file.path("measures").properties()) {
            var pointer = "/measures/" + e.getKey();
            var at = e.getValue().path("at").asString("");
            if (!at.equals("baseline") && !at.equals("last")) {
                throw new DeclarationProblem(pointer + "/at", "must be baseline or last");
            }
            var column = Json.object();
            column.set("number", e.getValue().path("number"));
            column.set("places", e.getValue().path("places"));
            MetricKind.attempt(pointer, () -> {
                if (!(ExprReader.read(column) instanceof Leaf.Scaled)) {
                    throw new Expr.Misfit("must be a number of the statement");
                }
            });
            if (!columns.contains(column)) {
                columns.add(column);
            }
            names.add(e.getKey());
            picks.add(new Metric.Pick(columns.indexOf(column), at.equals("last")));
        }
        // One column is left to say which lines lack a number.
        if (columns.size() >= Metric.MEASURES_MAX) {
            throw new DeclarationProblem("/measures", "at most " + (Metric.MEASURES_MAX - 1) + " different numbers");
        }
        return new Metric.Form(source.form().units(), source.form().rest(), List.copyOf(columns));
    }
}
