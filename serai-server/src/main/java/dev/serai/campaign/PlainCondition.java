package dev.serai.campaign;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Comparisons of a place in the fact with a constant, joined by {@code &&}: a part of CEL, with CEL's meaning. Answered
 * without CEL because its first use costs half a second of CPU, which most campaigns never need to pay.
 */
record PlainCondition(String text, List<Comparison> all) implements Condition {
    private static final Pattern COMPARISON = Pattern.compile(
            "\\s*(?<path>" + FactPath.PATTERN
                    + ")\\s*(?<op>==|!=|<=|>=|<|>)\\s*(?:'(?<text>[^'\\\\]*)'|(?<number>-?[0-9]{1,18})|(?<truth>true|false))\\s*");

    record Comparison(FactPath path, String operator, Object constant) {}

    /** Empty when the text is more than this form can say. */
    static Optional<Condition> parse(String text) {
        var all = new ArrayList<Comparison>();
        for (var part : text.split("&&", -1)) {
            var match = COMPARISON.matcher(part);
            if (!match.matches()) {
                return Optional.empty();
            }
            var constant = constant(match);
            var operator = match.group("op");
            if (!(constant instanceof BigInteger) && !operator.equals("==") && !operator.equals("!=")) {
                return Optional.empty();
            }
            all.add(new Comparison(FactPath.parse(match.group("path")), operator, constant));
        }
        return Optional.of(new PlainCondition(text, List.copyOf(all)));
    }

    private static Object constant(Matcher match) {
        if (match.group("text") != null) {
            return match.group("text");
        }
        return match.group("number") != null
                ? new BigInteger(match.group("number"))
                : Boolean.valueOf(match.group("truth"));
    }

    @Override
    public boolean holds(JsonNode body) {
        Failed failure = null;
        for (var comparison : all) {
            try {
                if (!holds(comparison, body)) {
                    // As in CEL, one false decides, even beside a failure.
                    return false;
                }
            } catch (Failed e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return true;
    }

    @Override
    public Set<FactPath> places() {
        return all.stream().map(Comparison::path).collect(Collectors.toSet());
    }

    private static boolean holds(Comparison comparison, JsonNode body) {
        var found = value(comparison.path(), body);
        var constant = comparison.constant();
        return switch (comparison.operator()) {
            case "==" -> constant.equals(found);
            case "!=" -> !constant.equals(found);
            default -> {
                if (!(found instanceof BigInteger number)) {
                    throw new Failed(comparison.path() + " is not a whole number and cannot be compared");
                }
                int order = number.compareTo((BigInteger) constant);
                yield switch (comparison.operator()) {
                    case "<" -> order < 0;
                    case "<=" -> order <= 0;
                    case ">" -> order > 0;
                    default -> order >= 0;
                };
            }
        };
    }

    private static @Nullable Object value(FactPath path, JsonNode body) {
        var node = path.in(body);
        if (node.isMissingNode()) {
            throw new Failed(path + " is absent from the fact");
        }
        if (node.isString()) {
            return node.asString();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isIntegralNumber()) {
            return node.bigIntegerValue();
        }
        if (node.isNumber()) {
            throw new Failed(path + " is not a whole number; amounts are integers in minor units");
        }
        return null;
    }
}
