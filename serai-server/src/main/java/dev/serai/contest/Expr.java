package dev.serai.contest;

import dev.serai.fact.Shape;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A metric's formula: a typed tree over one document. Total, exact (integers only), without clock or outside look. Each
 * node answers in two independent ways, from Java for each arriving fact and as SQL for the recount; a recount without
 * differences says that both are right. {@link ExprReader} reads it from a file.
 */
sealed interface Expr {
    /** What a node yields. */
    enum Kind {
        INTEGER,
        TEXT,
        BOOLEAN
    }

    /** What a formula looks at: the document, within a sum one of its items, and the contest's parameters. */
    record Scope(JsonNode document, @Nullable JsonNode item, Map<String, BigInteger> params) {
        JsonNode source(boolean ofItem) {
            return ofItem && item != null ? item : document;
        }
    }

    /** What a formula is checked against before it is used. */
    record Types(Shape.Fields document, Shape.@Nullable Fields item, Map<String, BigInteger> params) {}

    /** A formula that does not fit the fact type. */
    final class Misfit extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Misfit(String message) {
            super(message, null, false, false);
        }
    }

    /** Throws {@link Misfit} when types do not fit. */
    Kind check(Types types);

    /** A BigInteger, String or Boolean, as {@link #check} said; null only for an absent text. */
    @Nullable Object value(Scope scope);

    /** The same as PostgreSQL sees it: numeric, text or boolean over {@code d.body} and {@code item}. */
    String sql(Map<String, BigInteger> params, List<Object> binds);

    default BigInteger integer(Scope scope) {
        return value(scope) instanceof BigInteger whole ? whole : BigInteger.ZERO;
    }

    default boolean truth(Scope scope) {
        return value(scope) instanceof Boolean truth && truth;
    }

    private static void need(Kind kind, Expr expr, Types types) {
        var found = expr.check(types);
        if (found != kind) {
            throw new Misfit("expected " + kind + ", found " + found + " in " + expr);
        }
    }

    /** A whole number as written. */
    record Int(BigInteger literal) implements Expr {
        @Override
        public Kind check(Types types) {
            return Kind.INTEGER;
        }

        @Override
        public Object value(Scope scope) {
            return literal;
        }

        @Override
        public String sql(Map<String, BigInteger> params, List<Object> binds) {
            return "(" + literal + "::numeric)";
        }
    }

    /** A text as written. */
    record Text(String literal) implements Expr {
        @Override
        public Kind check(Types types) {
            return Kind.TEXT;
        }

        @Override
        public Object value(Scope scope) {
            return literal;
        }

        @Override
        public String sql(Map<String, BigInteger> params, List<Object> binds) {
            binds.add(literal);
            return "?::text";
        }
    }

    /** A parameter the contest may set. */
    record Param(String name) implements Expr {
        @Override
        public Kind check(Types types) {
            if (!types.params.containsKey(name)) {
                throw new Misfit("there is no parameter " + name + "; declared: " + types.params.keySet());
            }
            return Kind.INTEGER;
        }

        @Override
        public Object value(Scope scope) {
            return scope.params.getOrDefault(name, BigInteger.ZERO);
        }

        @Override
        public String sql(Map<String, BigInteger> params, List<Object> binds) {
            return "(" + params.getOrDefault(name, BigInteger.ZERO) + "::numeric)";
        }
    }

    /** A field of the item within a sum or count, otherwise of the document. */
    record Field(String name, boolean ofItem, @Nullable BigInteger otherwise) implements Expr {
        @Override
        public Kind check(Types types) {
            var of = ofItem ? types.item : types.document;
            var shape = of == null ? null : of.fields().get(name);
            if (of == null || shape == null) {
                throw new Misfit("there is no field " + name
                        + (of == null ? "" : " among " + of.fields().keySet()));
            }
            boolean sure = of.required().contains(name) && !shape.nullable();
            return switch (shape) {
                case Shape.Whole _ when sure || otherwise != null -> Kind.INTEGER;
                case Shape.Whole _ ->
                    throw new Misfit("field " + name + " may be absent; say what then, with otherwise: 0");
                case Shape.Text _ -> Kind.TEXT;
                case Shape.Truth _ when sure -> Kind.BOOLEAN;
                default -> throw new Misfit("field " + name + " is no integer, text or required boolean");
            };
        }

        @Override
        public @Nullable Object value(Scope scope) {
            var node = scope.source(ofItem).path(name);
            if (node.isString()) {
                return node.stringValue();
            }
            if (node.isBoolean()) {
                return node.booleanValue();
            }
            return node.isNumber() ? (Object) node.decimalValue().toBigIntegerExact() : otherwise;
        }

        @Override
        public String sql(Map<String, BigInteger> params, List<Object> binds) {
            return sqlText();
        }

        String sqlText() {
            return (ofItem ? "(item->>'" : "(d.body->>'") + name + "')";
        }
    }

    /** Adds, subtracts (the rest from the first) or multiplies. */
    record Arithmetic(Operation operation, List<Expr> parts) implements Expr {
        enum Operation {
            ADD(" + "),
            SUBTRACT(" - "),
            MULTIPLY(" * ");
            private final String sign;

            Operation(String sign) {
                this.sign = sign;
            }
        }

        @Override
        public Kind check(Types types) {
            parts.forEach(part -> need(Kind.INTEGER, part, types));
            return Kind.INTEGER;
        }

        @Override
        public Object value(Scope scope) {
            return parts.stream()
                    .map(part -> part.integer(scope))
                    .reduce((a, b) -> switch (operation) {
                        case ADD -> a.add(b);
                        case SUBTRACT -> a.subtract(b);
                        case MULTIPLY -> a.multiply(b);
                    })
                    .orElse(BigInteger.ZERO);
        }

        @Override
        public String sql(Map<String, BigInteger> params, List<Object> binds) {
            return "("
                    + String.join(
                            operation.sign,
                            parts.stream()
                                    .map(part -> number(part, params, binds))
                                    .toList()) + ")";
        }
    }

    /** Compares two integers, or two texts for being equal. An absent text equals nothing. */
    record Compare(Relation relation, Expr left, Expr right) implements Expr {
        enum Relation {
            AT_LEAST(">="),
            MORE(">"),
            EQUAL("="),
            LESS("<"),
            AT_MOST("<=");
            private final String sign;

            Relation(String sign) {
                this.sign = sign;
            }
        }

        @Override
        public Kind check(Types types) {
            var kind = left.check(types);
            need(kind, right, types);
            if (kind == Kind.BOOLEAN || kind == Kind.TEXT && relation != Relation.EQUAL) {
                throw new Misfit("only integers have an order, and only integers and texts are compared: " + this);
            }
            return Kind.BOOLEAN;
        }

        @Override
        public Object value(Scope scope) {
            var a = left.value(scope);
            var b = right.value(scope);
            if (!(a instanceof BigInteger x) || !(b instanceof BigInteger y)) {
                return a != null && a.equals(b);
            }
            int sign = x.compareTo(y);
            return switch (relation) {
                case AT_LEAST -> sign >= 0;
                case MORE -> sign > 0;
                case EQUAL -> sign == 0;
                case LESS -> sign < 0;
                case AT_MOST -> sign <= 0;
            };
        }

        @Override
        public String sql(Map<String, BigInteger> params, List<Object> binds) {
            boolean text = left instanceof Text || right instanceof Text;
            var a = text ? left.sql(params, binds) : number(left, params, binds);
            var b = text ? right.sql(params, binds) : number(right, params, binds);
            return "COALESCE(" + a + " " + relation.sign + " " + b + ", false)";
        }
    }

    /** All, or any, of several conditions. */
    record Several(boolean all, List<Expr> parts) implements Expr {
        @Override
        public Kind check(Types types) {
            parts.forEach(part -> need(Kind.BOOLEAN, part, types));
            return Kind.BOOLEAN;
        }

        @Override
        public Object value(Scope scope) {
            return all
                    ? parts.stream().allMatch(part -> part.truth(scope))
                    : parts.stream().anyMatch(part -> part.truth(scope));
        }

        @Override
        public String sql(Map<String, BigInteger> params, List<Object> binds) {
            return "("
                    + String.join(
                            all ? " AND " : " OR ",
                            parts.stream()
                                    .map(part -> condition(part, params, binds))
                                    .toList())
                    + ")";
        }
    }

    /** The opposite. */
    record Not(Expr part) implements Expr {
        @Override
        public Kind check(Types types) {
            need(Kind.BOOLEAN, part, types);
            return Kind.BOOLEAN;
        }

        @Override
        public Object value(Scope scope) {
            return !part.truth(scope);
        }

        @Override
        public String sql(Map<String, BigInteger> params, List<Object> binds) {
            return "(NOT " + condition(part, params, binds) + ")";
        }
    }

    /** The sum of {@code of} over the items of a list, or over the document itself where {@code over} is null. */
    record Sum(Expr of, @Nullable String over, @Nullable Expr where) implements Expr {
        @Override
        public Kind check(Types types) {
            var inside = types;
            if (over != null) {
                if (!(types.document.fields().get(over) instanceof Shape.Many list)
                        || !(list.item() instanceof Shape.Fields item)) {
                    throw new Misfit("there is no list of objects named " + over);
                }
                inside = new Types(types.document, item, types.params);
            }
            need(Kind.INTEGER, of, inside);
            if (where != null) {
                need(Kind.BOOLEAN, where, inside);
            }
            return Kind.INTEGER;
        }

        @Override
        public Object value(Scope scope) {
            if (over == null) {
                return where == null || where.truth(scope) ? of.integer(scope) : BigInteger.ZERO;
            }
            var sum = BigInteger.ZERO;
            for (var item : scope.document.path(over)) {
                var inside = new Scope(scope.document, item, scope.params);
                if (where == null || where.truth(inside)) {
                    sum = sum.add(of.integer(inside));
                }
            }
            return sum;
        }

        @Override
        public String sql(Map<String, BigInteger> params, List<Object> binds) {
            var value = number(of, params, binds);
            var only = where == null ? null : condition(where, params, binds);
            if (over == null) {
                return only == null ? value : "(CASE WHEN " + only + " THEN " + value + " ELSE 0 END)";
            }
            return "(SELECT COALESCE(sum(" + value + "), 0) FROM jsonb_array_elements(d.body->'" + over + "') AS item"
                    + (only == null ? "" : " WHERE " + only) + ")";
        }
    }

    private static String number(Expr expr, Map<String, BigInteger> params, List<Object> binds) {
        if (expr instanceof Field field) {
            var cast = field.sqlText() + "::numeric";
            return field.otherwise == null ? cast : "COALESCE(" + cast + ", " + field.otherwise + ")";
        }
        return expr.sql(params, binds);
    }

    private static String condition(Expr expr, Map<String, BigInteger> params, List<Object> binds) {
        return expr instanceof Field field ? "(" + field.sqlText() + ")::boolean" : expr.sql(params, binds);
    }
}
