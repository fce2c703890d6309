package dev.serai.contest;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads a formula as it stands in a metric file (docs/metrics.md tells what each means):
 *
 * <pre>
 * 5 · {text: SALE} · {param: discount, otherwise: 0} · {set: sale_amount} · {let: valid} · {measure: paid}
 * {field: paid} · {field: list, otherwise: 0} · {document: amount} · {present: customer_id}
 * {time: opened_at} · {document_time: opened_at} · {edge: start|end|before} · {number: [values, Rate], places: 9}
 * {add|subtract|multiply|largest|smallest: [a, b, …]} · {floor: [a, b]} · {if: c, then: a, else: b}
 * {at_least|more|equal|less|at_most: [a, b]} · {inside: [t, from, to]} · {in_window: t} · {in_baseline: t}
 * {all|any: [a, …]} · {not: a} · {takes_part: store}
 * {sum: a, over: lines, where: c} · {count: lines, where: c} · {count: document, where: c}
 * {matches: rules, commodity: a, colour: b} · {points: rules, commodity: a, colour: b, quantity: q, paid: p}
 * </pre>
 *
 * Inside sum and count {@code field} is the item's, and {@code document} the document's.
 */
final class ExprReader {
    /** How deep a formula may be. */
    static final int DEPTH_MAX = 20;

    /** Sums within sums: receipts, and their lines. */
    private static final int SUMS_MAX = 2;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,49}");
    private static final Pattern STEP = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,49}");

    private final Map<String, Expr> lets;
    private final List<String> measures;

    private ExprReader(Map<String, Expr> lets, List<String> measures) {
        this.lets = lets;
        this.measures = measures;
    }

    static Expr read(JsonNode node) {
        return read(node, Map.of());
    }

    static Expr read(JsonNode node, Map<String, Expr> lets) {
        return new ExprReader(lets, List.of()).read(node, new Place(0, 0));
    }

    /** A condition over one item of a list. */
    static Expr readOfItem(JsonNode node, Map<String, Expr> lets) {
        return new ExprReader(lets, List.of()).read(node, new Place(1, 0));
    }

    /** A score's formula: over measures and parameters. */
    static Expr readScore(JsonNode node, List<String> measures) {
        return new ExprReader(Map.of(), measures).read(node, new Place(0, 0));
    }

    /** Named formulas; each may use those before it. */
    /** Each after those it uses: a file's own order is lost when it is kept. */
    static Map<String, JsonNode> inOrder(JsonNode lets) {
        Map<String, JsonNode> open = new LinkedHashMap<>();
        lets.properties().forEach(e -> open.put(e.getKey(), e.getValue()));
        Map<String, JsonNode> ordered = new LinkedHashMap<>();
        while (!open.isEmpty()) {
            var next = open.entrySet().stream()
                    .filter(e -> e.getValue().findValues("let").stream()
                            .noneMatch(used -> open.containsKey(used.asString(""))))
                    .findFirst()
                    .orElseThrow(() -> new Expr.Misfit("these use each other in a circle: " + open.keySet()))
                    .getKey();
            ordered.put(next, Objects.requireNonNull(open.remove(next)));
        }
        return ordered;
    }

    static Map<String, Expr> lets(JsonNode node) {
        Map<String, Expr> lets = new LinkedHashMap<>();
        inOrder(node).forEach((name, let) -> lets.put(name, read(let, lets)));
        return lets;
    }

    private record Place(int sums, int depth) {
        Place deeper() {
            return new Place(sums, depth + 1);
        }

        Place inItem() {
            return new Place(sums + 1, depth + 1);
        }

        boolean ofItem() {
            return sums > 0;
        }
    }

    private Expr read(JsonNode node, Place place) {
        if (place.depth > DEPTH_MAX) {
            throw new Expr.Misfit("a formula must be at most " + DEPTH_MAX + " deep");
        }
        if (node.isIntegralNumber()) {
            return new Leaf.Int(node.bigIntegerValue());
        }
        if (node.isString() && !measures.isEmpty()) {
            return measure(node.stringValue());
        }
        var word = node.isObject() ? word(node) : "";
        var of = node.path(word);
        return switch (word) {
            case "text" -> new Leaf.Text(of.asString());
            case "param" -> new Leaf.Param(name(of), otherwise(node));
            case "set" -> new Leaf.IsSet(name(of));
            case "let" -> let(name(of));
            case "measure" -> measure(name(of));
            case "field" -> new Leaf.Field(name(of), place.ofItem(), otherwise(node));
            case "document" -> new Leaf.Field(name(of), false, otherwise(node));
            case "present" -> new Leaf.Present(name(of), place.ofItem());
            case "time" -> new Leaf.Time(name(of), place.ofItem());
            case "document_time" -> new Leaf.Time(name(of), false);
            case "edge" -> new Leaf.Edge(Leaf.Edge.Which.valueOf(of.asString().toUpperCase(Locale.ROOT)));
            case "number" -> new Leaf.Scaled(path(of), node.path("places").asInt(0));
            case "add", "subtract", "multiply", "largest", "smallest" ->
                new Calc.Arithmetic(Calc.Arithmetic.Operation.valueOf(word.toUpperCase(Locale.ROOT)), parts(of, place));
            case "floor" -> {
                var two = parts(of, place, 2, word);
                yield new Calc.Floor(two.getFirst(), two.getLast());
            }
            case "if" ->
                new Calc.Choose(
                        read(of, place.deeper()),
                        read(node.path("then"), place.deeper()),
                        read(node.path("else"), place.deeper()));
            case "at_least", "more", "equal", "less", "at_most" -> {
                var two = parts(of, place, 2, word);
                yield new Logic.Compare(
                        Logic.Compare.Relation.valueOf(word.toUpperCase(Locale.ROOT)), two.getFirst(), two.getLast());
            }
            case "inside" -> {
                var three = parts(of, place, 3, word);
                yield new Logic.Inside(three.getFirst(), three.get(1), three.getLast());
            }
            case "in_window", "in_baseline" -> {
                boolean window = word.equals("in_window");
                yield new Logic.Inside(
                        read(of, place.deeper()),
                        new Leaf.Edge(window ? Leaf.Edge.Which.START : Leaf.Edge.Which.BEFORE),
                        new Leaf.Edge(window ? Leaf.Edge.Which.END : Leaf.Edge.Which.START));
            }
            case "all", "any" -> new Logic.Several(word.equals("all"), parts(of, place));
            case "not" -> new Logic.Not(read(of, place.deeper()));
            case "takes_part" -> new Logic.TakesPart(read(of, place.deeper()));
            case "sum" -> sum(node, of, node.path("over"), place);
            case "count" -> sum(node, null, "document".equals(of.asString("")) ? null : of, place);
            case "matches" -> new Skus.Matches(name(of), goods(node, "commodity", place), colour(node, place));
            case "points" ->
                new Skus.Points(
                        name(of),
                        goods(node, "commodity", place),
                        colour(node, place),
                        goods(node, "quantity", place),
                        goods(node, "paid", place));
            default ->
                throw new Expr.Misfit("not a formula: " + node
                        + "; expected an integer or one of the words docs/metrics.md lists: " + WORDS);
        };
    }

    private static final List<String> WORDS = List.of(
            "text",
            "param",
            "set",
            "let",
            "measure",
            "field",
            "document",
            "present",
            "time",
            "document_time",
            "edge",
            "number",
            "add",
            "subtract",
            "multiply",
            "largest",
            "smallest",
            "floor",
            "if",
            "at_least",
            "more",
            "equal",
            "less",
            "at_most",
            "inside",
            "in_window",
            "in_baseline",
            "all",
            "any",
            "not",
            "takes_part",
            "sum",
            "count",
            "matches",
            "points");

    private static String word(JsonNode node) {
        // "points" also has paid and quantity beside it; the first word of the list that is there says what it is.
        return WORDS.stream().filter(node::has).findFirst().orElse("");
    }

    private Expr let(String name) {
        var of = lets.get(name);
        if (of == null) {
            throw new Expr.Misfit("there is no let " + name + "; there are: " + lets.keySet());
        }
        return new Let(name, of);
    }

    private Expr measure(String name) {
        int place = measures.indexOf(name);
        if (place < 0) {
            throw new Expr.Misfit("there is no measure " + name + "; declared: " + measures);
        }
        return new Leaf.Measure(name, place);
    }

    private Expr goods(JsonNode node, String name, Place place) {
        return read(node.path(name), place.deeper());
    }

    private @Nullable Expr colour(JsonNode node, Place place) {
        return node.has("colour") ? read(node.path("colour"), place.deeper()) : null;
    }

    private Expr sum(JsonNode node, @Nullable JsonNode of, @Nullable JsonNode over, Place place) {
        boolean items = over != null && !over.isMissingNode();
        if (items && place.sums == SUMS_MAX || !items && place.ofItem()) {
            throw new Expr.Misfit("a sum may stand inside one other, over a list of its items, and not deeper");
        }
        var inside = items ? place.inItem() : place.deeper();
        var value = of == null ? new Leaf.Int(BigInteger.ONE) : read(of, inside);
        var where = node.has("where") ? read(node.path("where"), inside) : null;
        return new Sum(value, items && over != null ? name(over) : null, place.ofItem(), where);
    }

    private List<Expr> parts(JsonNode list, Place place) {
        if (!list.isArray() || list.isEmpty()) {
            throw new Expr.Misfit("expected a list of formulas, found " + list);
        }
        List<Expr> parts = new ArrayList<>();
        list.forEach(part -> parts.add(read(part, place.deeper())));
        return List.copyOf(parts);
    }

    private List<Expr> parts(JsonNode list, Place place, int count, String word) {
        var parts = parts(list, place);
        if (parts.size() != count) {
            throw new Expr.Misfit(word + " takes " + count + " formulas, found " + parts.size());
        }
        return parts;
    }

    private static List<String> path(JsonNode list) {
        List<String> path = new ArrayList<>();
        for (var step : list) {
            if (!STEP.matcher(step.asString("")).matches()) {
                throw new Expr.Misfit("not a name: " + step);
            }
            path.add(step.asString());
        }
        if (path.isEmpty()) {
            throw new Expr.Misfit("number takes a path like [values, RePurchaseCount], found " + list);
        }
        return List.copyOf(path);
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
