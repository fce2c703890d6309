package dev.serai.release;

import com.networknt.schema.Error;
import dev.serai.kernel.Excerpt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One rule of a JSON Schema that a file broke, in words: what is required, what was found, what to do. */
record FormRule(JsonNode schema, Error error) {
    private static final int WORDS_MAX = 300;

    String inWords() {
        var value = error.getSchemaNode();
        var expected = value == null ? "" : words(value);
        return switch (String.valueOf(error.getKeyword())) {
            case "required" -> "`" + error.getProperty() + "` is required here" + found() + "; add it";
            case "dependentRequired" -> "`" + error.getProperty() + "` is required beside what is here; add it";
            case "additionalProperties", "unevaluatedProperties" -> unknownKey();
            case "type" -> "must be " + types(value) + ", found " + kind(error.getInstanceNode());
            case "enum" -> "must be one of " + expected + found();
            case "const" -> "must be " + expected + found();
            case "pattern" -> "must match the pattern " + expected + found();
            case "format" -> "must be in the format " + expected + found();
            case "minimum" -> "must be at least " + expected + found();
            case "maximum" -> "must be at most " + expected + found();
            case "exclusiveMinimum" -> "must be more than " + expected + found();
            case "exclusiveMaximum" -> "must be less than " + expected + found();
            case "multipleOf" -> "must be a multiple of " + expected + found();
            case "minLength" -> "must have at least " + expected + " characters" + found();
            case "maxLength" -> "must have at most " + expected + " characters" + found();
            case "minItems" -> "must have at least " + expected + " items, found " + size();
            case "maxItems" -> "must have at most " + expected + " items, found " + size();
            case "minProperties" -> "must have at least " + expected + " keys, found " + size();
            case "maxProperties" -> "must have at most " + expected + " keys, found " + size();
            case "uniqueItems" -> "no two items may be equal; remove one of them";
            case "propertyNames" -> "this key is not allowed here: " + error.getMessage();
            default -> error.getMessage() + found();
        };
    }

    private String unknownKey() {
        var name = String.valueOf(error.getProperty());
        var known = known();
        if (known.isEmpty()) {
            return "the key `" + name + "` is not known here; remove it";
        }
        var near = known.stream()
                .filter(k -> distance(k, name) <= Math.max(1, name.length() / 3))
                .min(Comparator.comparingInt(k -> distance(k, name)));
        return "the key `" + name + "` is not known here; known are " + cut(String.join(", ", known))
                + near.map(k -> "; did you mean `" + k + "`?").orElse("; remove it");
    }

    /** The keys the schema names beside the rule that was broken. */
    private List<String> known() {
        var node = schema;
        var names = Form.names(error.getSchemaLocation().getFragment());
        for (var name : names.subList(0, Math.max(0, names.size() - 1))) {
            node = node.isArray() && name.matches("\\d{1,6}") ? node.path(Integer.parseInt(name)) : node.path(name);
        }
        return node.path("properties").properties().stream()
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private String found() {
        var node = error.getInstanceNode();
        if (node == null) {
            return "";
        }
        if (node.isObject()) {
            var keys = node.properties().stream().map(Map.Entry::getKey).toList();
            return ", found " + (keys.isEmpty() ? "no key" : cut(String.join(", ", keys)));
        }
        return ", found " + words(node);
    }

    private int size() {
        var node = error.getInstanceNode();
        return node == null ? 0 : node.size();
    }

    private static String types(@Nullable JsonNode value) {
        if (value == null) {
            return "something else";
        }
        var names = new ArrayList<String>();
        if (value.isArray()) {
            value.forEach(v -> names.add(article(v.asString())));
        } else {
            names.add(article(value.asString()));
        }
        return String.join(" or ", names);
    }

    private static String article(String type) {
        return switch (type) {
            case "string" -> "a text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            case "object" -> "a mapping (key: value)";
            case "array" -> "a list";
            default -> type;
        };
    }

    private static String kind(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return "nothing";
        }
        if (node.isObject() || node.isArray()) {
            return node.isObject() ? "a mapping" : "a list";
        }
        return (node.isString() ? "the text " : node.isNumber() ? "the number " : "") + words(node);
    }

    private static String words(JsonNode node) {
        return cut(node.toString());
    }

    private static String cut(String text) {
        return Excerpt.of(text, WORDS_MAX);
    }

    /** How many letters must be added, removed or replaced. */
    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
