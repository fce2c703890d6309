package dev.serai.contest;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whole numbers from whole numbers. */
sealed interface Calc extends Expr {
    /** An expression as a numeric of PostgreSQL. */
    static String number(Expr expr, Sql sql) {
        return expr instanceof Leaf.Field field ? field.number(sql) : expr.sql(sql);
    }

    private static List<String> numbers(List<Expr> parts, Sql sql) {
        return parts.stream().map(part -> number(part, sql)).toList();
    }

    /** Adds, subtracts (the rest from the first), multiplies, or takes the largest or smallest. */
    record Arithmetic(Operation operation, List<Expr> parts) implements Calc {
        enum Operation {
            ADD(" + "),
            SUBTRACT(" - "),
            MULTIPLY(" * "),
            LARGEST(", "),
            SMALLEST(", ");
            private final String sign;

            Operation(String sign) {
                this.sign = sign;
            }
        }

        @Override
        public Kind check(Types types) {
            parts.forEach(part -> Expr.need(Kind.INTEGER, part, types));
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
                        case LARGEST -> a.max(b);
                        case SMALLEST -> a.min(b);
                    })
                    .orElse(BigInteger.ZERO);
        }

        @Override
        public String sql(Sql sql) {
            var list = String.join(operation.sign, numbers(parts, sql));
            return switch (operation) {
                case ADD, SUBTRACT, MULTIPLY -> "(" + list + ")";
                case LARGEST -> "greatest(" + list + ")";
                case SMALLEST -> "least(" + list + ")";
            };
        }
    }

    /** How often {@code by} goes into {@code of}, rounded down; 0 where {@code by} is 0. */
    record Floor(Expr of, Expr by) implements Calc {
        @Override
        public Kind check(Types types) {
            Expr.need(Kind.INTEGER, of, types);
            Expr.need(Kind.INTEGER, by, types);
            return Kind.INTEGER;
        }

        @Override
        public Object value(Scope scope) {
            var divisor = by.integer(scope);
            if (divisor.signum() == 0) {
                return BigInteger.ZERO;
            }
            var parts = of.integer(scope).divideAndRemainder(divisor);
            boolean below = parts[1].signum() * divisor.signum() < 0;
            return below ? parts[0].subtract(BigInteger.ONE) : parts[0];
        }

        @Override
        public String sql(Sql sql) {
            // div() cuts towards zero, exactly; a rest of the other sign lies one lower.
            return "(SELECT CASE WHEN b = 0 THEN 0 ELSE div(a, b) - CASE WHEN sign(mod(a, b)) * sign(b) < 0 THEN 1 ELSE 0"
                    + " END END FROM (SELECT " + number(of, sql) + " AS a, " + number(by, sql) + " AS b) AS floored)";
        }
    }

    /** One of two numbers or instants, by a condition. */
    record Choose(Expr when, Expr then, Expr otherwise) implements Calc {
        @Override
        public Kind check(Types types) {
            Expr.need(Kind.BOOLEAN, when, types);
            var kind = then.check(types);
            Expr.need(kind, otherwise, types);
            if (kind != Kind.INTEGER && kind != Kind.INSTANT) {
                throw new Misfit("if chooses between integers or instants, found " + kind);
            }
            return kind;
        }

        @Override
        public @Nullable Object value(Scope scope) {
            return when.truth(scope) ? then.value(scope) : otherwise.value(scope);
        }

        @Override
        public String sql(Sql sql) {
            return "(CASE WHEN " + Logic.condition(when, sql) + " THEN " + number(then, sql) + " ELSE "
                    + number(otherwise, sql) + " END)";
        }
    }
}
