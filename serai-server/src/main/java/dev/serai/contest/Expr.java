package dev.serai.contest;

import dev.serai.fact.Shape;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A metric's formula: a typed tree over one document. Total, exact (integers only), without clock or outside look. Each
 * node answers in two independent ways, from Java for each arriving fact and as SQL for the recount; a recount without
 * differences says that both are right. {@link ExprReader} reads it from a file, {@link Wording} says it in words.
 */
sealed interface Expr permits Leaf, Calc, Logic, Skus, Sum, Let {
    /** What a node yields. An instant is a whole number of microseconds since 1970. */
    enum Kind {
        INTEGER,
        TEXT,
        BOOLEAN,
        INSTANT
    }

    /**
     * What a formula looks at.
     *
     * @param document the fact, with those joined to it
     * @param at its business time; null for a score, which looks at sums alone
     * @param item within a sum, one of the list's items
     * @param sums of a score: what each measure came to
     */
    record Scope(
            JsonNode document,
            @Nullable Instant at,
            @Nullable JsonNode item,
            Given given,
            List<BigInteger> sums) {
        static Scope of(Document document, Given given) {
            return new Scope(document.body(), document.at(), null, given, List.of());
        }

        static Scope of(List<BigInteger> sums, Given given) {
            return new Scope(dev.serai.kernel.Json.object(), null, null, given, sums);
        }

        JsonNode source(boolean ofItem) {
            return ofItem && item != null ? item : document;
        }

        Scope inside(JsonNode one) {
            return new Scope(document, at, one, given, sums);
        }

        Scope outside() {
            return item == null ? this : new Scope(document, at, null, given, sums);
        }
    }

    /** What a formula is checked against before it is used. {@code measures} are those a score may name. */
    record Types(
            Shape.Fields document, Shape.@Nullable Fields item, Map<String, Parameter> params, List<String> measures) {
        Types inside(Shape.Fields of) {
            return new Types(document, of, params, measures);
        }

        Types outside() {
            return item == null ? this : new Types(document, null, params, measures);
        }

        Shape.Fields source(boolean ofItem) {
            return ofItem && item != null ? item : document;
        }

        Parameter param(String name) {
            var param = params.get(name);
            if (param == null) {
                throw new Misfit("there is no parameter " + name + "; declared: " + params.keySet());
            }
            return param;
        }
    }

    /**
     * Where a formula stands in a statement: over the row {@code d}, within a sum over one of its items. Values a file gives
     * are bound, never written into the statement; they are bound in the order in which they are written.
     */
    record Sql(Given given, List<Object> binds, @Nullable String item, int depth) {
        static Sql of(Given given, List<Object> binds) {
            return new Sql(given, binds, null, 0);
        }

        String source(boolean ofItem) {
            return ofItem && item != null ? item : "d.body";
        }

        Sql inside() {
            return new Sql(given, binds, "item" + (depth + 1), depth + 1);
        }

        Sql outside() {
            return new Sql(given, binds, null, depth);
        }

        String bind(String text) {
            binds.add(text);
            return "?::text";
        }

        List<String> each(List<Expr> parts) {
            List<String> all = new ArrayList<>();
            parts.forEach(part -> all.add(part.sql(this)));
            return all;
        }
    }

    /** A formula that does not fit the fact type. */
    final class Misfit extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Misfit(String message) {
            super(message, null, false, false);
        }
    }

    /** Throws {@link Misfit} when types do not fit. */
    Kind check(Types types);

    /** A BigInteger, String or Boolean, as {@link #check} said; null for an absent text or instant. */
    @Nullable Object value(Scope scope);

    /** The same as PostgreSQL sees it: numeric, text or boolean; an absent text or instant is NULL. */
    String sql(Sql sql);

    default BigInteger integer(Scope scope) {
        return value(scope) instanceof BigInteger whole ? whole : BigInteger.ZERO;
    }

    default boolean truth(Scope scope) {
        return value(scope) instanceof Boolean truth && truth;
    }

    /** Throws {@link Misfit} unless {@code expr} yields {@code kind}. */
    static void need(Kind kind, Expr expr, Types types) {
        var found = expr.check(types);
        if (found != kind) {
            throw new Misfit("expected " + kind + ", found " + found + " in " + expr);
        }
    }
}
