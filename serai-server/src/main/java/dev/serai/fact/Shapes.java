package dev.serai.fact;

import dev.serai.release.DeclarationProblem;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads a {@link Shape} from JSON Schema. A fact type may use: type (one, or one and "null"), properties, required,
 * additionalProperties, items, minItems, maxItems, enum, pattern, minLength, maxLength, format (date, date-time), minimum,
 * maximum, title, description. Unlike JSON Schema, a field that is not declared is refused unless additionalProperties
 * says otherwise: a misspelt field must not vanish in silence.
 */
final class Shapes {
    private static final int TEXT_LENGTH_MAX = 10_000;
    private static final int ITEMS_MAX = 10_000;

    private Shapes() {}

    static Shape read(JsonNode schema, String pointer) {
        var type = schema.get("type");
        boolean nullable = false;
        String name = "any";
        if (type != null && type.isString()) {
            name = type.stringValue();
        } else if (type != null) {
            nullable = true;
            name = "null".equals(type.get(0).asString())
                    ? type.get(1).asString()
                    : type.get(0).asString();
        }
        return switch (name) {
            case "any" -> new Shape.Anything();
            case "string" -> text(schema, nullable, pointer);
            case "integer" ->
                new Shape.Whole(
                        nullable,
                        whole(schema, "minimum", BigInteger.valueOf(Long.MIN_VALUE)),
                        whole(schema, "maximum", BigInteger.valueOf(Long.MAX_VALUE)));
            case "number" -> new Shape.Decimal(nullable);
            case "boolean" -> new Shape.Truth(nullable);
            case "array" -> {
                var item = schema.get("items");
                yield new Shape.Many(
                        nullable,
                        item == null ? new Shape.Anything() : read(item, pointer + "/items"),
                        whole(schema, "minItems", BigInteger.ZERO).intValueExact(),
                        whole(schema, "maxItems", BigInteger.valueOf(ITEMS_MAX)).intValueExact());
            }
            case "object" -> fields(schema, nullable, pointer);
            default -> throw new DeclarationProblem(pointer + "/type", "no such type: " + name);
        };
    }

    static Shape.Fields fields(JsonNode schema, boolean nullable, String pointer) {
        Map<String, Shape> fields = new HashMap<>();
        schema.path("properties")
                .properties()
                .forEach(e -> fields.put(e.getKey(), read(e.getValue(), pointer + "/properties/" + e.getKey())));
        Set<String> required = new HashSet<>();
        var names = schema.path("required");
        for (int i = 0; i < names.size(); i++) {
            var field = names.get(i).asString();
            if (!fields.containsKey(field)) {
                throw new DeclarationProblem(pointer + "/required/" + i, "required, but not declared: " + field);
            }
            required.add(field);
        }
        return new Shape.Fields(
                nullable,
                Map.copyOf(fields),
                Set.copyOf(required),
                others(schema.path("additionalProperties"), pointer + "/additionalProperties"));
    }

    private static @Nullable Shape others(JsonNode schema, String pointer) {
        if (schema.isObject()) {
            return read(schema, pointer);
        }
        return schema.isBoolean() && schema.booleanValue() ? new Shape.Anything() : null;
    }

    private static Shape text(JsonNode schema, boolean nullable, String pointer) {
        Set<String> choices = new HashSet<>();
        schema.path("enum").forEach(choice -> choices.add(choice.asString()));
        Pattern pattern = null;
        if (schema.has("pattern")) {
            try {
                pattern = Pattern.compile(schema.get("pattern").asString());
            } catch (PatternSyntaxException e) {
                throw new DeclarationProblem(pointer + "/pattern", "not a regular expression: " + e.getDescription());
            }
        }
        var format = switch (schema.path("format").asString("")) {
            case "date" -> Shape.Text.Format.DATE;
            case "date-time" -> Shape.Text.Format.DATE_TIME;
            default -> Shape.Text.Format.ANY;
        };
        return new Shape.Text(
                nullable,
                whole(schema, "minLength", BigInteger.ZERO).intValueExact(),
                whole(schema, "maxLength", BigInteger.valueOf(TEXT_LENGTH_MAX)).intValueExact(),
                pattern,
                Set.copyOf(choices),
                format);
    }

    private static BigInteger whole(JsonNode schema, String keyword, BigInteger otherwise) {
        var value = schema.get(keyword);
        return value == null ? otherwise : value.decimalValue().toBigIntegerExact();
    }
}
