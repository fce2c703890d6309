package dev.serai.fact;

import dev.serai.kernel.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The form a fact's body must have: a compiled subset of JSON Schema 2020-12 (see {@link Shapes}). Immutable. */
public sealed interface Shape {
    /** Whether null is as good as a value. */
    boolean nullable();

    /** What is wrong with a value that is not null; null when it fits. {@code at} names its place for the cause. */
    @Nullable String misfitOf(JsonNode value, String at);

    /** What is wrong with this value; null when it fits. */
    default @Nullable String misfit(JsonNode value, String at) {
        return value.isNull() ? (nullable() ? null : at + " must not be null") : misfitOf(value, at);
    }

    /** Text of bounded length that PostgreSQL can keep. */
    record Text(
            boolean nullable,
            int lengthMin,
            int lengthMax,
            @Nullable Pattern pattern,
            Set<String> choices,
            Format format)
            implements Shape {
        /** What else the text must be. */
        public enum Format {
            ANY,
            DATE,
            DATE_TIME
        }

        @Override
        public @Nullable String misfitOf(JsonNode value, String at) {
            if (!value.isString()) {
                return at + " must be a string, found " + kind(value);
            }
            var text = value.stringValue();
            if (text.length() < lengthMin || text.length() > lengthMax) {
                return at + " must have " + lengthMin + " to " + lengthMax + " characters, has " + text.length();
            }
            if (!storable(text)) {
                return at + " holds U+0000 or half a surrogate pair; send valid text";
            }
            if (!choices.isEmpty() && !choices.contains(text)) {
                return at + " must be one of " + choices.stream().sorted().toList() + ", found " + quote(text);
            }
            if (pattern != null && !pattern.matcher(text).find()) {
                return at + " must match " + pattern + ", found " + quote(text);
            }
            return switch (format) {
                case ANY -> null;
                case DATE -> parses(text, LocalDate::parse) ? null : at + " must be a date like 2017-03-01";
                case DATE_TIME ->
                    parses(text, OffsetDateTime::parse)
                            ? null
                            : at + " must be ISO-8601 with offset like 2017-03-01T08:00:00+08:00";
            };
        }

        private interface Reading {
            Object of(String text);
        }

        private static boolean parses(String text, Reading reading) {
            try {
                reading.of(text);
                return true;
            } catch (DateTimeException e) {
                return false;
            }
        }
    }

    /** A whole number; 1.0 is one, as in JSON Schema. */
    record Whole(boolean nullable, BigInteger min, BigInteger max) implements Shape {
        @Override
        public @Nullable String misfitOf(JsonNode value, String at) {
            if (!value.isNumber()) {
                return at + " must be an integer, found " + kind(value);
            }
            var exact = value.decimalValue();
            // Bounds first: asking 1e999999999 whether it is whole would build all its digits.
            if (exact.compareTo(new BigDecimal(min)) < 0 || exact.compareTo(new BigDecimal(max)) > 0) {
                return at + " must be from " + min + " to " + max + ", found " + quote(value.toString());
            }
            return exact.signum() == 0 || exact.stripTrailingZeros().scale() <= 0
                    ? null
                    : at + " must be an integer, found " + quote(value.toString());
        }
    }

    /** Any number that can be written out: 1e999999999 is a few bytes in JSON and a gigabyte as a number. */
    record Decimal(boolean nullable) implements Shape {
        @Override
        public @Nullable String misfitOf(JsonNode value, String at) {
            return value.isNumber() ? tooLong(value, at) : at + " must be a number, found " + kind(value);
        }
    }

    private static @Nullable String tooLong(JsonNode number, String at) {
        return Json.writesOut(number)
                ? null
                : at + " must have at most " + Json.DIGITS_WRITTEN_MAX + " digits written without exponent, found "
                        + quote(number.toString());
    }

    /** True or false. */
    record Truth(boolean nullable) implements Shape {
        @Override
        public @Nullable String misfitOf(JsonNode value, String at) {
            return value.isBoolean() ? null : at + " must be true or false, found " + kind(value);
        }
    }

    /** A list of one kind of thing. */
    record Many(boolean nullable, Shape item, int itemsMin, int itemsMax) implements Shape {
        @Override
        public @Nullable String misfitOf(JsonNode value, String at) {
            if (!value.isArray()) {
                return at + " must be an array, found " + kind(value);
            }
            if (value.size() < itemsMin || value.size() > itemsMax) {
                return at + " must have " + itemsMin + " to " + itemsMax + " items, has " + value.size();
            }
            for (int i = 0; i < value.size(); i++) {
                var misfit = item.misfit(value.get(i), at + "[" + i + "]");
                if (misfit != null) {
                    return misfit;
                }
            }
            return null;
        }
    }

    /** Named fields. {@code others} is the shape of any further field; null: there must be none. */
    record Fields(
            boolean nullable,
            Map<String, Shape> fields,
            Set<String> required,
            @Nullable Shape others) implements Shape {
        @Override
        public @Nullable String misfitOf(JsonNode value, String at) {
            if (!value.isObject()) {
                return at + " must be an object, found " + kind(value);
            }
            for (var name : required) {
                if (!value.has(name)) {
                    return at + "." + name + " is required";
                }
            }
            for (var field : value.properties()) {
                var shape = fields.getOrDefault(field.getKey(), others);
                if (shape == null) {
                    return at + " has the unknown field " + quote(field.getKey()) + "; known: "
                            + fields.keySet().stream().sorted().toList();
                }
                if (!storable(field.getKey())) {
                    return at + " has a field name with U+0000 or half a surrogate pair";
                }
                var misfit = shape.misfit(field.getValue(), at + "." + shorten(field.getKey()));
                if (misfit != null) {
                    return misfit;
                }
            }
            return null;
        }
    }

    /** Whatever JSON there is. */
    record Anything() implements Shape {
        @Override
        public boolean nullable() {
            return true;
        }

        @Override
        public @Nullable String misfitOf(JsonNode value, String at) {
            if (value.isString() && !storable(value.stringValue())) {
                return at + " holds U+0000 or half a surrogate pair; send valid text";
            }
            if (value.isNumber()) {
                return tooLong(value, at);
            }
            if (value.isObject()) {
                return new Fields(false, Map.of(), Set.of(), this).misfitOf(value, at);
            }
            return value.isArray() ? new Many(false, this, 0, Integer.MAX_VALUE).misfitOf(value, at) : null;
        }
    }

    /** Whether PostgreSQL can keep this text: no U+0000, no half of a surrogate pair. */
    static boolean storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static String kind(JsonNode value) {
        return value.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
    }

    private static String quote(String text) {
        return "\"" + shorten(text) + "\"";
    }

    private static String shorten(String text) {
        int shownMax = 60;
        var safe = storable(text) ? text : "?";
        return safe.length() <= shownMax ? safe : safe.substring(0, safe.offsetByCodePoints(0, 40)) + "…";
    }
}
