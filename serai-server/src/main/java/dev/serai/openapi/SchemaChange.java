package dev.serai.openapi;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How one JSON Schema differs from the one before it, as far as somebody relies on it. What callers may send must stay
 * allowed; what they read must stay what it was. Where two schemas cannot be compared they count as different.
 */
final class SchemaChange {
    private static final List<String> LOWER_BOUNDS =
            List.of("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties");
    private static final List<String> UPPER_BOUNDS =
            List.of("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties");
    private static final List<String> FORMS = List.of("pattern", "format", "const", "multipleOf", "uniqueItems");
    private static final List<String> UNCOMPARED = List.of(
            "oneOf",
            "anyOf",
            "allOf",
            "not",
            "if",
            "then",
            "else",
            "patternProperties",
            "dependentRequired",
            "prefixItems",
            "contains",
            "propertyNames");

    /**
     * @param pointer where in the new schema
     * @param difference in words, naming the field
     */
    record Difference(String pointer, String difference) {}

    private final boolean input;
    private final List<Difference> found = new ArrayList<>();

    private SchemaChange(boolean input) {
        this.input = input;
    }

    /** What callers could send before and can no longer. */
    static List<Difference> input(JsonNode before, JsonNode now) {
        return compared(true, before, now);
    }

    /** What callers could rely on in an answer and can no longer. */
    static List<Difference> output(JsonNode before, JsonNode now) {
        return compared(false, before, now);
    }

    private static List<Difference> compared(boolean input, JsonNode before, JsonNode now) {
        var change = new SchemaChange(input);
        change.compare("", "", before, now);
        return List.copyOf(change.found);
    }

    private void compare(String pointer, String field, JsonNode before, JsonNode now) {
        if (before.equals(now)) {
            return;
        }
        types(pointer, field, before, now);
        values(pointer, field, before, now);
        bounds(pointer, field, before, now);
        properties(pointer, field, before, now);
        if (before.has("items") || now.has("items")) {
            compare(pointer + "/items", field + "[]", before.path("items"), now.path("items"));
        }
        for (var key : UNCOMPARED) {
            if (!before.path(key).equals(now.path(key))) {
                add(pointer, field, key + " changed, which cannot be compared");
            }
        }
    }

    private void types(String pointer, String field, JsonNode before, JsonNode now) {
        var was = names(before.path("type"));
        var is = names(now.path("type"));
        // No type is every type. An integer is a number.
        var wide = input ? is : was;
        var narrow = input ? was : is;
        if (wide.isEmpty()) {
            return;
        }
        boolean fits = !narrow.isEmpty()
                && narrow.stream()
                        .allMatch(type -> wide.contains(type) || type.equals("integer") && wide.contains("number"));
        if (!fits) {
            add(pointer + "/type", field, "was " + said(was) + " and is " + said(is));
        }
    }

    private void values(String pointer, String field, JsonNode before, JsonNode now) {
        var wide = input ? now.path("enum") : before.path("enum");
        var narrow = input ? before.path("enum") : now.path("enum");
        if (wide.isMissingNode()) {
            return;
        }
        if (narrow.isMissingNode()) {
            add(
                    pointer + "/enum",
                    field,
                    input ? "takes only some values now" : "may have values that were not listed");
            return;
        }
        var known = new HashSet<JsonNode>();
        wide.forEach(known::add);
        for (var value : narrow) {
            if (!known.contains(value)) {
                add(
                        pointer + "/enum",
                        field,
                        input ? "no longer takes " + value : "may now be " + value + ", which was not listed");
            }
        }
    }

    private void bounds(String pointer, String field, JsonNode before, JsonNode now) {
        // What came in may only widen; what goes out may only narrow.
        var wide = input ? now : before;
        var narrow = input ? before : now;
        for (var key : LOWER_BOUNDS) {
            if (wide.has(key)
                    && (!narrow.has(key)
                            || narrow.path(key)
                                            .decimalValue()
                                            .compareTo(wide.path(key).decimalValue())
                                    < 0)) {
                bound(pointer, field, key, before, now);
            }
        }
        for (var key : UPPER_BOUNDS) {
            if (wide.has(key)
                    && (!narrow.has(key)
                            || narrow.path(key)
                                            .decimalValue()
                                            .compareTo(wide.path(key).decimalValue())
                                    > 0)) {
                bound(pointer, field, key, before, now);
            }
        }
        for (var key : FORMS) {
            if (wide.has(key) && !wide.path(key).equals(narrow.path(key))) {
                bound(pointer, field, key, before, now);
            }
        }
        if (input && !before.path("default").equals(now.path("default")) && before.has("default")) {
            bound(pointer, field, "default", before, now);
        }
        // Who reads a text cannot read a JWE, and what was hidden must not be told all at once.
        if (!input && !before.path(SensitiveFields.MARK).equals(now.path(SensitiveFields.MARK))) {
            bound(pointer, field, SensitiveFields.MARK, before, now);
        }
        var unit = before.path("x-unit");
        if (!unit.isMissingNode() && !unit.equals(now.path("x-unit"))) {
            bound(pointer, field, "x-unit", before, now);
        }
    }

    private void bound(String pointer, String field, String key, JsonNode before, JsonNode now) {
        add(pointer + "/" + key, field, key + " was " + said(before.get(key)) + " and is " + said(now.get(key)));
    }

    private void properties(String pointer, String field, JsonNode before, JsonNode now) {
        for (var old : before.path("properties").properties()) {
            var mine = now.path("properties").get(old.getKey());
            var name = field.isEmpty() ? old.getKey() : field + "." + old.getKey();
            if (mine == null) {
                add(pointer + "/properties", name, "is gone");
            } else {
                compare(pointer + "/properties/" + escaped(old.getKey()), name, old.getValue(), mine);
            }
        }
        var required = names(before.path("required"));
        var requiredNow = names(now.path("required"));
        var more = new HashSet<>(input ? requiredNow : required);
        more.removeAll(input ? required : requiredNow);
        for (var name : more) {
            add(
                    pointer + "/required",
                    field.isEmpty() ? name : field + "." + name,
                    input ? "is required now" : "is no longer always there");
        }
        var closed = now.path("additionalProperties");
        if (input
                && closed.isBoolean()
                && !closed.booleanValue()
                && !before.path("additionalProperties").equals(closed)) {
            add(pointer + "/additionalProperties", field, "takes no other fields now");
        }
    }

    private void add(String pointer, String field, String what) {
        found.add(new Difference(pointer, (field.isEmpty() ? "the whole" : field) + " " + what));
    }

    private static Set<String> names(JsonNode node) {
        var names = new TreeSet<String>();
        if (node.isString()) {
            names.add(node.stringValue());
        }
        node.forEach(one -> names.add(one.asString()));
        return names;
    }

    private static String said(Set<String> types) {
        return types.isEmpty() ? "of any type" : String.join(" or ", types);
    }

    private static String said(@Nullable JsonNode value) {
        return value == null || value.isMissingNode() ? "not there" : value.toString();
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
