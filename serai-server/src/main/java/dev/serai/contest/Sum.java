package dev.serai.contest;

import dev.serai.fact.Shape;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The sum of {@code of} over the items of a list, or over the document itself where {@code over} is null. Within another sum
 * the list is the item's own.
 */
record Sum(
        Expr of,
        @Nullable String over,
        boolean overItems,
        @Nullable Expr where) implements Expr {
    @Override
    public Kind check(Types types) {
        var inside = types;
        if (over != null) {
            if (!(types.source(overItems).fields().get(over) instanceof Shape.Many list)
                    || !(list.item() instanceof Shape.Fields item)) {
                throw new Misfit("there is no list of objects named " + over);
            }
            inside = types.inside(item);
        }
        Expr.need(Kind.INTEGER, of, inside);
        if (where != null) {
            Expr.need(Kind.BOOLEAN, where, inside);
        }
        return Kind.INTEGER;
    }

    @Override
    public Object value(Scope scope) {
        if (over == null) {
            return where == null || where.truth(scope) ? of.integer(scope) : BigInteger.ZERO;
        }
        var sum = BigInteger.ZERO;
        for (var item : scope.source(overItems).path(over)) {
            var inside = scope.inside(item);
            if (where == null || where.truth(inside)) {
                sum = sum.add(of.integer(inside));
            }
        }
        return sum;
    }

    @Override
    public String sql(Sql sql) {
        if (over == null) {
            // The condition first: values are bound in the order in which they are written.
            var only = where == null ? null : Logic.condition(where, sql);
            var value = Calc.number(of, sql);
            return only == null ? value : "(CASE WHEN " + only + " THEN " + value + " ELSE 0 END)";
        }
        var inside = sql.inside();
        var value = Calc.number(of, inside);
        var only = where == null ? null : Logic.condition(where, inside);
        return "(SELECT COALESCE(sum(" + value + "), 0) FROM jsonb_array_elements(" + sql.source(overItems) + "->'"
                + over + "') AS " + inside.item() + (only == null ? "" : " WHERE " + only) + ")";
    }
}
