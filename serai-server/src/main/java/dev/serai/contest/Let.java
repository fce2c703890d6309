package dev.serai.contest;

import org.jspecify.annotations.Nullable;

/** A formula with a name; it always looks at the document, also from inside a sum. */
record Let(String name, Expr of) implements Expr {
    @Override
    public Kind check(Types types) {
        if (of instanceof Leaf.Field) {
            throw new Misfit("let " + name + " is a mere field; name the field where it is used");
        }
        return of.check(types.outside());
    }

    @Override
    public @Nullable Object value(Scope scope) {
        return of.value(scope.outside());
    }

    @Override
    public String sql(Sql sql) {
        return of.sql(sql.outside());
    }
}
