package dev.serai.contest;

import dev.serai.fact.FactType;
import dev.serai.fact.Shape;
import dev.serai.kernel.Json;
import dev.serai.release.DeclarationKind;
import dev.serai.release.DeclarationProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Files that declare a metric. */
@Component
final class MetricKind implements DeclarationKind<Metric> {
    private static final int AFTER_FACT_TYPES = 20;

    /** What a source of documents says of itself besides units and measures. */
    private static final List<String> OF_A_SOURCE = List.of("fact", "with", "when", "each", "night");

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
        var types = others.of(FactType.class);
        Map<String, Parameter> params = params(file.path("params"));
        boolean night = file.has("night");
        var lets = file.path("let") instanceof ObjectNode given ? given : Json.object();
        var source = source(file, "", types);
        List<String> names = new ArrayList<>();
        List<Metric.Pick> picks = new ArrayList<>();
        Metric.Form first;
        Metric.Form also = null;
        if (night) {
            first = new NightlyFile(file, types).form(source, names, picks);
        } else {
            first = measured(source, file, "", params, lets, names);
            if (file.has("also")) {
                var second = source(file.path("also"), "/also", types);
                also = measured(second, file.path("also"), "/also", params, lets, names);
            }
        }
        if (names.size() > Metric.MEASURES_MAX) {
            throw new DeclarationProblem("/measures", "a metric has at most " + Metric.MEASURES_MAX + " measures");
        }
        var display = file.path("display");
        return new Metric(
                id(file),
                file.path("number").asInt(0),
                texts(file.path("name")),
                texts(file.path("description")),
                first,
                also,
                lets,
                params,
                List.copyOf(picks),
                new ScoreReader(names, params).read(file.path("score")),
                display.path("scale").asInt(),
                !"asc".equals(display.path("order").asString("desc")),
                file.toString().contains("\"takes_part\""),
                groupTop(file, params));
    }

    /** A source as it was read, with the shape of its documents. */
    record Read(Metric.Form form, Shape.Fields document, Shape.@Nullable Fields items) {}

    private static Read source(JsonNode node, String at, Map<String, FactType> types) {
        var fact = type(types, node.path("fact"), at + "/fact");
        var document = fact.body();
        for (var with : node.path("with").properties()) {
            var pointer = at + "/with/" + with.getKey();
            var joined = type(types, with.getValue().path("fact"), pointer + "/fact");
            var by = with.getValue().path("by").asString();
            if (!(joined.body().fields().get(by) instanceof Shape.Text)) {
                throw new DeclarationProblem(pointer + "/by", "fact type " + joined.id() + " has no text field " + by);
            }
            document = joined(document, with.getKey(), joined.body());
        }
        var rest = Json.object();
        OF_A_SOURCE.stream().filter(node::has).forEach(name -> rest.set(name, node.path(name)));
        var each = node.path("each");
        var items = each.isObject() ? items(document, each.path("over").asString(), at + "/each/over") : null;
        var units = units(node.path("units"), items == null ? document : items, at + "/units");
        return new Read(new Metric.Form(units, rest, List.of()), document, items);
    }

    private static FactType type(Map<String, FactType> types, JsonNode name, String pointer) {
        var type = types.get(name.asString());
        if (type == null) {
            throw new DeclarationProblem(
                    pointer,
                    "there is no fact type " + name.asString() + "; published: "
                            + types.keySet().stream().sorted().toList());
        }
        return type;
    }

    /** Of a document that others are joined to, the fact itself may be unknown, so none of its fields is sure. */
    private static Shape.Fields joined(Shape.Fields document, String list, Shape.Fields item) {
        Map<String, Shape> inItem = new LinkedHashMap<>(item.fields());
        inItem.put(Leaf.Time.OWN, new Shape.Text(false, 1, 64, null, Set.of(), Shape.Text.Format.DATE_TIME));
        Map<String, Shape> fields = new LinkedHashMap<>(document.fields());
        fields.put(
                list,
                new Shape.Many(
                        false,
                        new Shape.Fields(false, Map.copyOf(inItem), item.required(), null),
                        0,
                        Integer.MAX_VALUE));
        return new Shape.Fields(false, Map.copyOf(fields), Set.of(list), null);
    }

    private static Shape.Fields items(Shape.Fields document, String list, String pointer) {
        if (document.fields().get(list) instanceof Shape.Many many && many.item() instanceof Shape.Fields item) {
            return item;
        }
        throw new DeclarationProblem(pointer, "there is no list of objects named " + list);
    }

    private static Metric.Form measured(
            Read read, JsonNode node, String at, Map<String, Parameter> params, JsonNode letFile, List<String> names) {
        var types = new Expr.Types(read.document, null, params, List.of());
        Map<String, Expr> lets = new LinkedHashMap<>();
        Map<String, JsonNode> inOrder = new LinkedHashMap<>();
        attempt("/let", () -> inOrder.putAll(ExprReader.inOrder(letFile)));
        // A let is checked where it is used: another source may not have its fields.
        inOrder.forEach((name, let) -> attempt("/let/" + name, () -> lets.put(name, ExprReader.read(let, lets))));
        if (node.has("when")) {
            attempt(at + "/when", () -> Expr.need(Expr.Kind.INSTANT, ExprReader.read(node.path("when"), lets), types));
        }
        if (read.items != null && node.path("each").has("where")) {
            var where = node.path("each").path("where");
            attempt(
                    at + "/each/where",
                    () -> Expr.need(Expr.Kind.BOOLEAN, ExprReader.readOfItem(where, lets), types.inside(read.items)));
        }
        List<JsonNode> measures = new ArrayList<>();
        for (var e : node.path("measures").properties()) {
            attempt(
                    at + "/measures/" + e.getKey(),
                    () -> Expr.need(Expr.Kind.INTEGER, ExprReader.read(e.getValue(), lets), types));
            if (names.contains(e.getKey())) {
                throw new DeclarationProblem(at + "/measures/" + e.getKey(), "stands above already");
            }
            names.add(e.getKey());
            measures.add(e.getValue());
        }
        return new Metric.Form(read.form.units(), read.form.rest(), List.copyOf(measures));
    }

    static void attempt(String pointer, Runnable reading) {
        try {
            reading.run();
        } catch (Expr.Misfit e) {
            throw new DeclarationProblem(pointer, String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, Parameter> params(JsonNode node) {
        Map<String, Parameter> params = new LinkedHashMap<>();
        for (var e : node.properties()) {
            var param = Parameter.read(e.getValue());
            var misfit = param.misfit(param.byDefault());
            if (misfit != null) {
                throw new DeclarationProblem("/params/" + e.getKey() + "/default", misfit);
            }
            params.put(e.getKey(), param);
        }
        return java.util.Collections.unmodifiableMap(params);
    }

    private static @Nullable String groupTop(JsonNode file, Map<String, Parameter> params) {
        if (!file.has("groups")) {
            return null;
        }
        var top = file.path("groups").path("top").asString();
        var param = params.get(top);
        if (param == null
                || param.type() != Parameter.Type.INTEGER
                || param.byDefault().isNull()) {
            throw new DeclarationProblem("/groups/top", "must name an integer parameter with a default");
        }
        return top;
    }

    private static Map<String, String> units(JsonNode units, Shape.Fields named, String pointer) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (var e : units.properties()) {
            var field = e.getValue().asString();
            if (!(named.fields().get(field) instanceof Shape.Text)) {
                throw new DeclarationProblem(pointer + "/" + e.getKey(), "there is no text field " + field);
            }
            fields.put(e.getKey(), field);
        }
        return Map.copyOf(fields);
    }

    static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        node.properties().forEach(e -> texts.put(e.getKey(), e.getValue().asString()));
        return Map.copyOf(texts);
    }
}
