package dev.serai.kernel;

import java.math.BigDecimal;
import java.util.TreeMap;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The one way JSON is read and written here: no key twice, decimals exact, depth and number length limited. */
public final class Json {
    /** How deeply arrays and objects may be nested. */
    public static final int DEPTH_MAX = 32;

    /** How many digits one number may have. */
    public static final int NUMBER_LENGTH_MAX = 100;

    /** What is left of that beside sign and point. */
    public static final int DIGITS_WRITTEN_MAX = NUMBER_LENGTH_MAX - 2;

    /** Beyond this many places before or after the point a number is written with an exponent. */
    private static final int PLAIN_PLACES_MAX = 400;

    public static final JsonMapper MAPPER = JsonMapper.builder(new DecimalJson(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxNumberLength(NUMBER_LENGTH_MAX)
                            .build())))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Reads one value and leaves what follows it. */
    private static final ObjectReader PART =
            MAPPER.readerFor(JsonNode.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}

    /**
     * Reads one JSON value. Throws Jackson's exception when it is not one, or when a text in it holds what no database and
     * no signature can hold: the character NUL, or half a surrogate pair.
     */
    public static JsonNode read(String text) {
        var value = MAPPER.readTree(text);
        // Neither can stand in well-formed UTF-8 text but as an escape.
        if (text.contains("\\u")) {
            requireStorable(value);
        }
        return value;
    }

    /** Reads the one value that begins at the parser's token, as {@link #read(String)} does, and leaves what follows it. */
    public static JsonNode read(JsonParser parser) {
        JsonNode value = PART.readValue(parser);
        requireStorable(value);
        return value;
    }

    private static void requireStorable(JsonNode value) {
        if (value.isString()) {
            requireStorable(value.asString());
        } else if (value.isObject()) {
            for (var e : value.properties()) {
                requireStorable(e.getKey());
                requireStorable(e.getValue());
            }
        } else {
            value.forEach(Json::requireStorable);
        }
    }

    private static void requireStorable(String text) {
        if (!storable(text)) {
            throw new StreamReadException(null, "a text must not hold \\u0000 or half a surrogate pair");
        }
    }

    /** Whether the text has neither NUL nor half a surrogate pair. */
    public static boolean storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c) && (++i == text.length() || !Character.isLowSurrogate(text.charAt(i)))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a reader takes each number in it without exponent too: databases write numbers so. */
    public static boolean writesOut(JsonNode value) {
        if (value.isContainer()) {
            return value.valueStream().allMatch(Json::writesOut);
        }
        if (!value.isNumber() || value.decimalValue().signum() == 0) {
            return true;
        }
        var exact = value.decimalValue().stripTrailingZeros();
        long whole = Math.max(1, (long) exact.precision() - exact.scale());
        return whole + Math.max(0, exact.scale()) <= DIGITS_WRITTEN_MAX;
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * The same text for the same value: keys sorted by code unit, no white space, a number in its shortest plain form (1.0
     * and 1 and 1e0 are one number). Two documents are equal exactly when these texts are.
     */
    public static String canonical(JsonNode value) {
        var text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private static void write(JsonNode value, StringBuilder into) {
        if (value.isObject()) {
            var sorted = new TreeMap<String, JsonNode>();
            value.properties().forEach(e -> sorted.put(e.getKey(), e.getValue()));
            String comma = "";
            into.append('{');
            for (var e : sorted.entrySet()) {
                into.append(comma).append(MAPPER.writeValueAsString(e.getKey())).append(':');
                write(e.getValue(), into);
                comma = ",";
            }
            into.append('}');
        } else if (value.isArray()) {
            String comma = "";
            into.append('[');
            for (var item : value) {
                into.append(comma);
                write(item, into);
                comma = ",";
            }
            into.append(']');
        } else if (value.isNumber()) {
            into.append(number(value.decimalValue()));
        } else {
            into.append(MAPPER.writeValueAsString(value));
        }
    }

    private static String number(BigDecimal exact) {
        if (exact.signum() == 0) {
            return "0";
        }
        var shortest = exact.stripTrailingZeros();
        // 1e999999999 is four bytes on the wire and a gigabyte in plain digits.
        return Math.abs((long) shortest.scale()) > PLAIN_PLACES_MAX ? shortest.toString() : shortest.toPlainString();
    }
}
