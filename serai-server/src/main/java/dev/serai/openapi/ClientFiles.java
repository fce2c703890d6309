package dev.serai.openapi;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The clients merchants download, each one file: a part written by hand that signs, and the methods of the catalogue as the
 * language says them.
 */
final class ClientFiles {
    private ClientFiles() {}

    static String typescript(Catalogue.Page catalogue, String head) {
        var text = new StringBuilder(head)
                .append("/** Every method: what it takes and what it tells. */\nexport interface Methods {\n");
        for (var method : catalogue.all()) {
            var operation = method.operation();
            text.append("  /** ")
                    .append(comment(operation.summary().getOrDefault("en", "")))
                    .append(operation.deprecated() == null ? "" : " @deprecated")
                    .append(" */\n  '")
                    .append(operation.key())
                    .append("': {\n    params: ")
                    .append(type(operation.parameters()))
                    .append("\n    data: ")
                    .append(type(operation.data()))
                    .append("\n  }\n");
        }
        return text.append("}\n").toString();
    }

    private static String type(@Nullable JsonNode schema) {
        if (schema == null) {
            return "Record<string, unknown>";
        }
        if (schema.path("enum").isArray()) {
            var values = new StringBuilder();
            schema.path("enum")
                    .forEach(v -> values.append(values.isEmpty() ? "" : " | ").append(v.toString()));
            return values.toString();
        }
        if (schema.path("type").isArray()) {
            var types = new StringBuilder();
            for (var one : schema.path("type")) {
                types.append(types.isEmpty() ? "" : " | ").append(type(one.asString(), schema));
            }
            return types.toString();
        }
        return type(schema.path("type").asString(schema.has("properties") ? "object" : ""), schema);
    }

    private static String type(String name, JsonNode schema) {
        return switch (name) {
            case "string" -> "string";
            case "integer", "number" -> "number";
            case "boolean" -> "boolean";
            case "null" -> "null";
            case "array" -> "Array<" + type(schema.get("items")) + ">";
            case "object" -> object(schema);
            default -> "unknown";
        };
    }

    private static String object(JsonNode schema) {
        if (schema.path("properties").isEmpty()) {
            return schema.path("additionalProperties").path("type").asString("").equals("string")
                    ? "Record<string, string>"
                    : "Record<string, unknown>";
        }
        var required = names(schema.path("required"));
        var text = new StringBuilder("{ ");
        for (var property : schema.path("properties").properties()) {
            text.append('\'')
                    .append(property.getKey())
                    .append(required.contains(property.getKey()) ? "': " : "'?: ")
                    .append(type(property.getValue()))
                    .append("; ");
        }
        return text.append('}').toString();
    }

    static String java(Catalogue.Page catalogue, String head) {
        var text = new StringBuilder(head);
        for (var method : catalogue.all()) {
            var operation = method.operation();
            if (operation.open()) {
                continue;
            }
            var arguments = new StringBuilder();
            var pairs = new StringBuilder();
            for (var name : operation.parameters().path("required")) {
                var schema = operation.parameters().path("properties").path(name.asString());
                arguments
                        .append(argument(schema))
                        .append(' ')
                        .append(camel(name.asString(), false))
                        .append(", ");
                pairs.append(", \"").append(name.asString()).append("\", ").append(camel(name.asString(), false));
            }
            text.append("    /** ")
                    .append(comment(operation.summary().getOrDefault("en", "")))
                    .append(" */\n");
            if (operation.deprecated() != null) {
                text.append("    @Deprecated\n");
            }
            text.append("    public Map<String, Object> ")
                    .append(camel(operation.key().replace('.', '_').replace('/', '_'), false))
                    .append('(')
                    .append(arguments)
                    .append("Map<String, ?> more")
                    .append(operation.userNeeded() ? ", String accessToken" : "")
                    .append(") throws IOException, InterruptedException {\n        return call(\"")
                    .append(operation.key())
                    .append("\", with(more")
                    .append(pairs)
                    .append(')')
                    .append(operation.userNeeded() ? ", accessToken" : "")
                    .append(");\n    }\n\n");
        }
        return text.append("}\n").toString();
    }

    private static String argument(JsonNode schema) {
        return switch (schema.path("type").asString("")) {
            case "string" -> "String";
            case "integer" -> "long";
            case "boolean" -> "boolean";
            case "array" -> "List<?>";
            case "object" -> "Map<String, ?>";
            default -> "Object";
        };
    }

    private static String camel(String name, boolean upper) {
        var text = new StringBuilder();
        for (var part : name.split("_", -1)) {
            if (!part.isEmpty()) {
                text.append(
                        text.isEmpty() && !upper
                                ? part
                                : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
            }
        }
        return text.toString();
    }

    private static Set<String> names(JsonNode array) {
        var names = new HashSet<String>();
        array.forEach(one -> names.add(one.asString()));
        return names;
    }

    private static String comment(String text) {
        return text.replace("*/", "* /");
    }
}
