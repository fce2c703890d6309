package dev.serai.contest;

import java.math.BigInteger;
import java.util.List;

/** Conditions. An absent text or instant fulfils no comparison. */
sealed interface Logic extends Expr {
    /** An expression as a boolean of PostgreSQL, never NULL. */
    static String condition(Expr expr, Sql sql) {
        return expr instanceof Leaf.Field field ? field.truth(sql) : expr.sql(sql);
    }

    /** Compares two integers or two instants, or two texts for being equal. */
    record Compare(Relation relation, Expr left, Expr right) implements Logic {
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

            String sign() {
                return sign;
            }
        }

        @Override
        public Kind check(Types types) {
            var kind = left.check(types);
            Expr.need(kind, right, types);
            if (kind == Kind.BOOLEAN || kind == Kind.TEXT && relation != Relation.EQUAL) {
                throw new Misfit(
                        "only integers and instants have an order, and only those and texts are compared: " + this);
            }
            if (kind == Kind.TEXT && left instanceof Leaf.Field && right instanceof Leaf.Field) {
                throw new Misfit("a text is compared with a written one or a parameter: " + this);
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
        public String sql(Sql sql) {
            boolean text = text(left, sql) || text(right, sql);
            var a = text ? left.sql(sql) : Calc.number(left, sql);
            var b = text ? right.sql(sql) : Calc.number(right, sql);
            return "COALESCE(" + a + " " + relation.sign + " " + b + ", false)";
        }

        /** Of two texts one is always written or a parameter, so a pair of fields is a pair of numbers. */
        private static boolean text(Expr expr, Sql sql) {
            return switch (expr) {
                case Leaf.Text _ -> true;
                case Leaf.Param param -> sql.given().value(param.name(), BigInteger.ZERO) instanceof String;
                default -> false;
            };
        }
    }

    /** Whether an instant lies from one edge on and before the other. */
    record Inside(Expr instant, Expr from, Expr to) implements Logic {
        @Override
        public Kind check(Types types) {
            for (var part : List.of(instant, from, to)) {
                Expr.need(Kind.INSTANT, part, types);
            }
            return Kind.BOOLEAN;
        }

        @Override
        public Object value(Scope scope) {
            return instant.value(scope) instanceof BigInteger at
                    && at.compareTo(from.integer(scope)) >= 0
                    && at.compareTo(to.integer(scope)) < 0;
        }

        @Override
        public String sql(Sql sql) {
            // Each part once: what it binds is bound once.
            return "EXISTS (SELECT FROM (SELECT " + instant.sql(sql) + " AS t, " + from.sql(sql) + " AS a, "
                    + to.sql(sql) + " AS b) AS edges WHERE t >= a AND t < b)";
        }
    }

    /** Whether a store takes part; every one does where the contest names none. */
    record TakesPart(Expr store) implements Logic {
        @Override
        public Kind check(Types types) {
            Expr.need(Kind.TEXT, store, types);
            return Kind.BOOLEAN;
        }

        @Override
        public Object value(Scope scope) {
            var stores = scope.given().stores();
            return stores.isEmpty() || store.value(scope) instanceof String code && stores.contains(code);
        }

        @Override
        public String sql(Sql sql) {
            return sql.given().stores().isEmpty()
                    ? "true"
                    : "(((SELECT stores FROM given)->" + store.sql(sql) + ") IS NOT NULL)";
        }
    }

    /** All, or any, of several conditions. */
    record Several(boolean all, List<Expr> parts) implements Logic {
        @Override
        public Kind check(Types types) {
            parts.forEach(part -> Expr.need(Kind.BOOLEAN, part, types));
            return Kind.BOOLEAN;
        }

        @Override
        public Object value(Scope scope) {
            return all
                    ? parts.stream().allMatch(part -> part.truth(scope))
                    : parts.stream().anyMatch(part -> part.truth(scope));
        }

        @Override
        public String sql(Sql sql) {
            return "("
                    + String.join(
                            all ? " AND " : " OR ",
                            parts.stream().map(part -> condition(part, sql)).toList()) + ")";
        }
    }

    /** The opposite. */
    record Not(Expr part) implements Logic {
        @Override
        public Kind check(Types types) {
            Expr.need(Kind.BOOLEAN, part, types);
            return Kind.BOOLEAN;
        }

        @Override
        public Object value(Scope scope) {
            return !part.truth(scope);
        }

        @Override
        public String sql(Sql sql) {
            return "(NOT " + condition(part, sql) + ")";
        }
    }
}
