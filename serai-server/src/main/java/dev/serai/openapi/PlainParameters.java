package dev.serai.openapi;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Knows without a schema validator that plain parameters fit: most calls send a text or a number or two, and a validator
 * made for any schema costs such a call more than reading it. What is not surely right is left to the validator, whose
 * words a refusal bears; this one refuses nothing.
 */
final class PlainParameters {
    private static final Set<String> WORDS =
            Set.of("title", "description", "examples", "default", "x-unit", "deprecated");
    private static final Set<String> ROOT = Set.of("type", "properties", "required", "description", "title");
    private static final Set<String> TEXT = Set.of("minLength", "maxLength", "enum", "pattern");
    private static final Set<String> NUMBER = Set.of("minimum", "maximum");

    /** What a value must be; decides in favour only of what it surely knows. */
    private interface Fit {
        boolean surely(JsonNode value);
    }

    private final Map<String, Fit> fits = new HashMap<>();

    PlainParameters(JsonNode schema) {
        if (ROOT.containsAll(schema.propertyNames())) {
            schema.path("properties").properties().forEach(one -> fits.put(one.getKey(), fit(one.getValue())));
        }
    }

    /** Whether all of these surely fit; none that is required is missing. */
    boolean surelyFit(ObjectNode typed) {
        for (var one : typed.properties()) {
            var fit = fits.get(one.getKey());
            if (fit == null || !fit.surely(one.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static Fit fit(JsonNode declared) {
        return switch (declared.path("type").asString("")) {
            case "string" -> only(declared, TEXT) ? text(declared) : _ -> false;
            case "integer" -> only(declared, NUMBER) ? number(declared) : _ -> false;
            case "boolean" -> only(declared, Set.of()) ? JsonNode::isBoolean : _ -> false;
            default -> _ -> false;
        };
    }

    private static boolean only(JsonNode declared, Set<String> rules) {
        return declared.propertyNames().stream()
                .allMatch(name -> name.equals("type") || WORDS.contains(name) || rules.contains(name));
    }

    private static Fit text(JsonNode declared) {
        int min = declared.path("minLength").asInt(0);
        int max = declared.path("maxLength").asInt(Integer.MAX_VALUE);
        var values = declared.path("enum");
        var allowed = values.isMissingNode()
                ? null
                : values.valueStream().map(JsonNode::asString).toList();
        var pattern = declared.path("pattern");
        var letters = pattern.isMissingNode() ? null : Letters.of(pattern.asString());
        if (letters == null && !pattern.isMissingNode()) {
            return _ -> false;
        }
        return value -> {
            if (!value.isString()) {
                return false;
            }
            var text = value.asString();
            int length = text.codePointCount(0, text.length());
            return length >= min
                    && length <= max
                    && (letters == null || letters.only(text))
                    && (allowed == null || allowed.contains(text));
        };
    }

    private static Fit number(JsonNode declared) {
        if (!bound(declared.path("minimum")) || !bound(declared.path("maximum"))) {
            return _ -> false;
        }
        long min = declared.path("minimum").asLong(Long.MIN_VALUE);
        long max = declared.path("maximum").asLong(Long.MAX_VALUE);
        return value -> value.isIntegralNumber()
                && value.canConvertToLong()
                && value.longValue() >= min
                && value.longValue() <= max;
    }

    private static boolean bound(JsonNode bound) {
        return bound.isMissingNode() || bound.isIntegralNumber() && bound.canConvertToLong();
    }
}
