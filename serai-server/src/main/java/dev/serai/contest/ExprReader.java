package dev.serai.contest;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads a formula as it stands in a metric file:
 *
 * <pre>
 * 5 · {text: SALE} · {param: discount} · {field: paid} · {field: list, otherwise: 0} · {document: amount}
 * {add|subtract|multiply: [a, b, …]} · {at_least|more|equal|less|at_most: [a, b]} · {all|any: [a, …]} · {not: a}
 * {sum: a, over: lines, where: c} · {count: lines, where: c} · {count: document, where: c}
 * </pre>
 *
 * Inside sum and count {@code field} is the item's, and {@code document} the document's.
 */
final class ExprReader {
    /** How deep a formula may be. */
    static final int DEPTH_MAX = 20;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,49}");

    private ExprReader() {}

    static Expr read(JsonNode node) {
        return read(node, false, 0);
    }

    private static Expr read(JsonNode node, boolean inItem, int depth) {
        if (depth > DEPTH_MAX) {
            throw new Expr.Misfit("a formula must be at most " + DEPTH_MAX + " deep");
        }
        if (node.isIntegralNumber()) {
            return new Expr.Int(node.bigIntegerValue());
        }
        var word = node.isObject() && !node.isEmpty() ? word(node) : "";
        var of = node.path(word);
        return switch (word) {
            case "text" -> new Expr.Text(of.asString());
            case "param" -> new Expr.Param(name(of));
            case "field" -> new Expr.Field(name(of), inItem, otherwise(node));
            case "document" -> new Expr.Field(name(of), false, otherwise(node));
            case "add", "subtract", "multiply" ->
                new Expr.Arithmetic(
                        Expr.Arithmetic.Operation.valueOf(word.toUpperCase(Locale.ROOT)), parts(of, inItem, depth));
            case "at_least", "more", "equal", "less", "at_most" -> {
                var two = parts(of, inItem, depth);
                if (two.size() != 2) {
                    throw new Expr.Misfit(word + " compares two values, found " + two.size());
                }
                yield new Expr.Compare(
                        Expr.Compare.Relation.valueOf(word.toUpperCase(Locale.ROOT)), two.getFirst(), two.getLast());
            }
            case "all", "any" -> new Expr.Several(word.equals("all"), parts(of, inItem, depth));
            case "not" -> new Expr.Not(read(of, inItem, depth + 1));
            case "sum" -> sum(node, of, node.path("over"), inItem, depth);
            case "count" -> {
                boolean document = "document".equals(of.asString());
                yield sum(node, null, document ? null : of, inItem, depth);
            }
            default ->
                throw new Expr.Misfit("not a formula: " + node
                        + "; expected an integer or one of text, param, field, document, add, subtract, multiply,"
                        + " at_least, more, equal, less, at_most, all, any, not, sum, count");
        };
    }

    private static Expr sum(JsonNode node, @Nullable JsonNode of, @Nullable JsonNode over, boolean inItem, int depth) {
        if (inItem) {
            throw new Expr.Misfit("a sum must not stand inside a sum");
        }
        boolean items = over != null && !over.isMissingNode();
        var value = of == null ? new Expr.Int(BigInteger.ONE) : read(of, items, depth + 1);
        var where = node.has("where") ? read(node.path("where"), items, depth + 1) : null;
        return new Expr.Sum(value, items && over != null ? name(over) : null, where);
    }

    private static String word(JsonNode node) {
        for (var entry : node.properties()) {
            var key = entry.getKey();
            if (!key.equals("over") && !key.equals("where") && !key.equals("otherwise")) {
                return key;
            }
        }
        return "";
    }

    private static List<Expr> parts(JsonNode list, boolean inItem, int depth) {
        if (!list.isArray() || list.isEmpty()) {
            throw new Expr.Misfit("expected a list of formulas, found " + list);
        }
        List<Expr> parts = new ArrayList<>();
        list.forEach(part -> parts.add(read(part, inItem, depth + 1)));
        return List.copyOf(parts);
    }

    private static @Nullable BigInteger otherwise(JsonNode node) {
        return node.has("otherwise") ? node.path("otherwise").bigIntegerValue() : null;
    }

    /** Names reach SQL as they stand, so nothing but a plain name passes. */
    private static String name(JsonNode node) {
        var name = node.isString() ? node.stringValue() : "";
        if (!NAME.matcher(name).matches()) {
            throw new Expr.Misfit("not a name: " + node);
        }
        return name;
    }
}
