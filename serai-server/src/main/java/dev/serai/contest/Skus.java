package dev.serai.contest;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** What a contest's list of goods says of a line. */
sealed interface Skus extends Expr {
    String rules();

    Expr commodity();

    /** The line's colour; null where colours are passed over, the rules' as well. */
    @Nullable Expr colour();

    private static void check(Skus skus, Types types) {
        if (types.param(skus.rules()).type() != Parameter.Type.SKU_RULES) {
            throw new Misfit("parameter " + skus.rules() + " is no list of goods (type: sku_rules)");
        }
        Expr.need(Kind.TEXT, skus.commodity(), types);
        var colour = skus.colour();
        if (colour != null) {
            Expr.need(Kind.TEXT, colour, types);
        }
    }

    private static SkuRules.@Nullable Rule rule(Skus skus, Scope scope) {
        var rules = scope.given().rules(skus.rules());
        var colour = skus.colour();
        var goods = String.valueOf(skus.commodity().value(scope));
        return colour == null ? rules.first(goods) : rules.first(goods, (String) colour.value(scope));
    }

    /** The rule that holds, as {@code r}, by its place in the file's order. */
    private static String from(Skus skus, Sql sql) {
        var list = "jsonb_array_elements((SELECT params->'" + skus.rules() + "' FROM given)->"
                + skus.commodity().sql(sql) + ") WITH ORDINALITY AS listed (r, place)";
        var colour = skus.colour();
        return " FROM " + list
                + (colour == null
                        ? ""
                        : " WHERE COALESCE(r->>'colour' = " + colour.sql(sql) + ", r->>'colour' IS NULL)")
                + " ORDER BY place LIMIT 1";
    }

    /** Whether a rule names the goods. */
    record Matches(String rules, Expr commodity, @Nullable Expr colour) implements Skus {
        @Override
        public Kind check(Types types) {
            Skus.check(this, types);
            return Kind.BOOLEAN;
        }

        @Override
        public Object value(Scope scope) {
            return rule(this, scope) != null;
        }

        @Override
        public String sql(Sql sql) {
            return "EXISTS (SELECT 1" + from(this, sql) + ")";
        }
    }

    /** A line's points by the first rule that names its goods, in hundredths: a rule pays for each piece or each yuan. */
    record Points(String rules, Expr commodity, @Nullable Expr colour, Expr quantity, Expr paid) implements Skus {
        private static final BigInteger HUNDRED = BigInteger.valueOf(100);

        @Override
        public Kind check(Types types) {
            Skus.check(this, types);
            Expr.need(Kind.INTEGER, quantity, types);
            Expr.need(Kind.INTEGER, paid, types);
            return Kind.INTEGER;
        }

        @Override
        public Object value(Scope scope) {
            var rule = rule(this, scope);
            if (rule == null) {
                return BigInteger.ZERO;
            }
            var points = BigInteger.valueOf(rule.points());
            return rule.perPiece()
                    ? quantity.integer(scope).multiply(points).multiply(HUNDRED)
                    : paid.integer(scope).multiply(points);
        }

        @Override
        public String sql(Sql sql) {
            return "COALESCE((SELECT CASE WHEN (r->>'piece')::boolean THEN " + Calc.number(quantity, sql)
                    + " * 100 ELSE " + Calc.number(paid, sql) + " END * (r->>'points')::numeric" + from(this, sql)
                    + "), 0)";
        }
    }
}
