package dev.serai.contest;

import dev.serai.kernel.Json;
import tools.jackson.databind.node.ObjectNode;

/** A metric's parameters as a JSON Schema: the form in which a console or a program fills in a contest's {@code params}. */
final class MetricForm {
    private MetricForm() {}

    static ObjectNode of(Metric metric) {
        var schema = Json.object();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("title", metric.id())
                .put("type", "object")
                .put("additionalProperties", false);
        var properties = schema.putObject("properties");
        metric.params().forEach((name, param) -> properties.set(name, property(param)));
        return schema;
    }

    private static ObjectNode property(Parameter param) {
        var property = Json.object();
        if (!param.name().isEmpty()) {
            property.put("title", param.name().getOrDefault("en", ""));
            var titles = property.putObject("x-title");
            param.name().forEach(titles::put);
        }
        property.set("default", param.byDefault());
        if (param.from() != null) {
            property.put("x-from", param.from());
        }
        switch (param.type()) {
            case INTEGER, MONEY, PERMILLE -> {
                if (param.byDefault().isNull()) {
                    property.putArray("type").add("integer").add("null");
                } else {
                    property.put("type", "integer");
                }
                if (param.type() == Parameter.Type.MONEY) {
                    property.put("x-unit", "minor");
                } else if (param.type() == Parameter.Type.PERMILLE) {
                    property.put("x-unit", "permille");
                }
            }
            case CHOICE -> {
                property.put("type", "string");
                var choices = property.putArray("enum");
                param.choices().forEach(choices::add);
            }
            case SKU_RULES -> goods(property);
        }
        return property;
    }

    private static void goods(ObjectNode property) {
        property.put("type", "array");
        var item = property.putObject("items");
        var forms = item.putArray("anyOf");
        forms.addObject().put("type", "string");
        var rule = forms.addObject().put("type", "object").put("additionalProperties", false);
        rule.putArray("required").add("commodity");
        var fields = rule.putObject("properties");
        fields.putObject("commodity").put("type", "string");
        fields.putObject("colour").putArray("type").add("string").add("null");
        fields.putObject("points").put("type", "integer").put("default", 1);
        fields.putObject("per")
                .put("default", "piece")
                .putArray("enum")
                .add("piece")
                .add("yuan");
        fields.putObject("priority").put("type", "integer").put("default", 0);
    }
}
