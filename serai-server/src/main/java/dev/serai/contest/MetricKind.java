package dev.serai.contest;

import dev.serai.fact.FactType;
import dev.serai.fact.Shape;
import dev.serai.release.DeclarationKind;
import dev.serai.release.DeclarationProblem;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Files that declare a metric. */
@Component
final class MetricKind implements DeclarationKind<Metric> {
    private static final int AFTER_FACT_TYPES = 20;

    @Override
    public String kind() {
        return "metric/v1";
    }

    @Override
    public String schema() {
        return "schemas/metric-v1.json";
    }

    @Override
    public Class<Metric> type() {
        return Metric.class;
    }

    @Override
    public int rank() {
        return AFTER_FACT_TYPES;
    }

    @Override
    public String id(JsonNode file) {
        return file.path("id").asString();
    }

    @Override
    public Metric compile(JsonNode file, Others others) {
        var fact = others.of(FactType.class).get(file.path("fact").asString());
        if (fact == null) {
            throw new DeclarationProblem(
                    "/fact",
                    "there is no fact type " + file.path("fact").asString() + "; published: "
                            + others.of(FactType.class).keySet().stream()
                                    .sorted()
                                    .toList());
        }
        Map<String, BigInteger> params = new LinkedHashMap<>();
        file.path("params")
                .properties()
                .forEach(
                        e -> params.put(e.getKey(), e.getValue().path("default").bigIntegerValue()));
        List<String> names = new ArrayList<>();
        List<JsonNode> measures = new ArrayList<>();
        for (var e : file.path("measures").properties()) {
            check(e.getValue(), new Expr.Types(fact.body(), null, params), "/measures/" + e.getKey());
            names.add(e.getKey());
            measures.add(e.getValue());
        }
        var display = file.path("display");
        return new Metric(
                id(file),
                file.path("number").asInt(0),
                texts(file.path("name")),
                fact.id(),
                units(file.path("units"), fact),
                List.copyOf(measures),
                Map.copyOf(params),
                score(file.path("score"), names),
                display.path("scale").asInt(),
                !"asc".equals(display.path("order").asString("desc")));
    }

    private static void check(JsonNode formula, Expr.Types types, String pointer) {
        try {
            var kind = ExprReader.read(formula).check(types);
            if (kind != Expr.Kind.INTEGER) {
                throw new DeclarationProblem(pointer, "a measure must be an integer, this is " + kind);
            }
        } catch (Expr.Misfit e) {
            throw new DeclarationProblem(pointer, String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, String> units(JsonNode units, FactType fact) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (var e : units.properties()) {
            var field = e.getValue().asString();
            if (!(fact.body().fields().get(field) instanceof Shape.Text)) {
                throw new DeclarationProblem(
                        "/units/" + e.getKey(), "fact type " + fact.id() + " has no text field " + field);
            }
            fields.put(e.getKey(), field);
        }
        return Map.copyOf(fields);
    }

    private static Score score(JsonNode score, List<String> names) {
        if (score.has("ratio")) {
            return new Score.Ratio(
                    measure(score.path("ratio").get(0), names, "/score/ratio/0"),
                    measure(score.path("ratio").get(1), names, "/score/ratio/1"));
        }
        return new Score.Value(
                measure(score.path("value"), names, "/score/value"),
                score.has("divisor") ? score.path("divisor").bigIntegerValue() : BigInteger.ONE);
    }

    private static int measure(JsonNode name, List<String> names, String pointer) {
        int place = names.indexOf(name.asString());
        if (place < 0) {
            throw new DeclarationProblem(pointer, "there is no measure " + name.asString() + "; declared: " + names);
        }
        return place;
    }

    static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        node.properties().forEach(e -> texts.put(e.getKey(), e.getValue().asString()));
        return Map.copyOf(texts);
    }
}
