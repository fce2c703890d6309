package dev.serai.contest;

import dev.serai.fact.Shape;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A formula's leaves: what is written, what the contest gives, what the document holds. */
sealed interface Leaf extends Expr {
    /** A whole number as written. */
    record Int(BigInteger literal) implements Leaf {
        @Override
        public Kind check(Types types) {
            return Kind.INTEGER;
        }

        @Override
        public Object value(Scope scope) {
            return literal;
        }

        @Override
        public String sql(Sql sql) {
            return "(" + literal + "::numeric)";
        }
    }

    /** A text as written. */
    record Text(String literal) implements Leaf {
        @Override
        public Kind check(Types types) {
            return Kind.TEXT;
        }

        @Override
        public Object value(Scope scope) {
            return literal;
        }

        @Override
        public String sql(Sql sql) {
            return sql.bind(literal);
        }
    }

    /** A parameter the contest may set: a whole number, or one of several words. */
    record Param(String name, @Nullable BigInteger otherwise) implements Leaf {
        @Override
        public Kind check(Types types) {
            var param = types.param(name);
            return switch (param.type()) {
                case CHOICE -> Kind.TEXT;
                case SKU_RULES -> throw new Misfit("parameter " + name + " is a list of rules; ask matches or points");
                case INTEGER, MONEY, PERMILLE -> {
                    if (param.byDefault().isNull() && otherwise == null) {
                        throw new Misfit("parameter " + name + " may be unset; say what then, with otherwise: 0");
                    }
                    yield Kind.INTEGER;
                }
            };
        }

        @Override
        public @Nullable Object value(Scope scope) {
            return scope.given().value(name, otherwise);
        }

        @Override
        public String sql(Sql sql) {
            var value = sql.given().value(name, otherwise);
            return value instanceof String text ? sql.bind(text) : "(" + value + "::numeric)";
        }
    }

    /** Whether the contest sets a parameter that may be left unset. */
    record IsSet(String name) implements Leaf {
        @Override
        public Kind check(Types types) {
            types.param(name);
            return Kind.BOOLEAN;
        }

        @Override
        public Object value(Scope scope) {
            return scope.given().value(name, null) != null;
        }

        @Override
        public String sql(Sql sql) {
            return sql.given().value(name, null) != null ? "true" : "false";
        }
    }

    /** A field of the item within a sum or count, otherwise of the document. */
    record Field(String name, boolean ofItem, @Nullable BigInteger otherwise) implements Leaf {
        @Override
        public Kind check(Types types) {
            var of = types.source(ofItem);
            var shape = of.fields().get(name);
            if (shape == null) {
                throw new Misfit(
                        "there is no field " + name + " among " + of.fields().keySet());
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
        public String sql(Sql sql) {
            return text(sql);
        }

        private String text(Sql sql) {
            return "(" + sql.source(ofItem) + "->>'" + name + "')";
        }

        String number(Sql sql) {
            var cast = "(" + sql.source(ofItem) + "->'" + name + "')::numeric";
            return otherwise == null ? cast : "COALESCE(" + cast + ", " + otherwise + ")";
        }

        String truth(Sql sql) {
            return text(sql) + "::boolean";
        }
    }

    /** Whether a field is there and not null. */
    record Present(String name, boolean ofItem) implements Leaf {
        @Override
        public Kind check(Types types) {
            if (!types.source(ofItem).fields().containsKey(name)) {
                throw new Misfit("there is no field " + name);
            }
            return Kind.BOOLEAN;
        }

        @Override
        public Object value(Scope scope) {
            var node = scope.source(ofItem).path(name);
            return !node.isMissingNode() && !node.isNull();
        }

        @Override
        public String sql(Sql sql) {
            return "((" + sql.source(ofItem) + "->>'" + name + "') IS NOT NULL)";
        }
    }

    /** A decimal deep inside the document, times ten to the {@code places}, rounded half away from zero. */
    record Scaled(List<String> path, int places) implements Leaf {
        @Override
        public Kind check(Types types) {
            return Kind.INTEGER;
        }

        /** Null where there is no number; a statement with such a value has no score. */
        @Override
        public @Nullable Object value(Scope scope) {
            var node = scope.document();
            for (var step : path) {
                node = node.path(step);
            }
            return node.isNumber()
                    ? node.decimalValue()
                            .movePointRight(places)
                            .setScale(0, RoundingMode.HALF_UP)
                            .toBigInteger()
                    : null;
        }

        @Override
        public String sql(Sql sql) {
            return "round((d.body#>>'{" + String.join(",", path) + "}')::numeric * " + BigDecimal.TEN.pow(places) + ")";
        }
    }

    /** An instant the document or item holds; {@code occurred_at} is the fact's own. Absent: no instant. */
    record Time(String name, boolean ofItem) implements Leaf {
        static final String OWN = "occurred_at";

        /** What PostgreSQL and Java read alike. Anything else a type may accept is no instant to either. */
        private static final String FORM =
                "^(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?"
                        + "(Z|[+-](0[0-9]|1[0-4]):[0-9]{2})$";

        private static final Pattern READ_ALIKE = Pattern.compile(FORM);

        private boolean own() {
            return !ofItem && name.equals(OWN);
        }

        @Override
        public Kind check(Types types) {
            if (!own()
                    && !(types.source(ofItem).fields().get(name) instanceof Shape.Text text
                            && text.format() == Shape.Text.Format.DATE_TIME)) {
                throw new Misfit("there is no date-time field " + name);
            }
            return Kind.INSTANT;
        }

        @Override
        public @Nullable Object value(Scope scope) {
            var at = own() ? scope.at() : read(scope.source(ofItem).path(name).asString(""));
            return at == null ? null : micros(at);
        }

        private static @Nullable Instant read(String text) {
            return READ_ALIKE.matcher(text).matches()
                    ? OffsetDateTime.parse(text).toInstant()
                    : null;
        }

        static BigInteger micros(Instant at) {
            return BigInteger.valueOf(
                    Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000));
        }

        @Override
        public String sql(Sql sql) {
            if (own()) {
                return "(extract(epoch FROM d.occurred_at) * 1000000)";
            }
            var text = "(" + sql.source(ofItem) + "->>'" + name + "')";
            // Beyond microseconds Java cuts off; PostgreSQL would round.
            return "(CASE WHEN " + text + " ~ '" + FORM + "' THEN extract(epoch FROM regexp_replace(" + text
                    + ", '([.][0-9]{6})[0-9]+', '\\1')::timestamptz) * 1000000 END)";
        }
    }

    /** An edge the contest gives. */
    record Edge(Which which) implements Leaf {
        enum Which {
            /** The first instant inside. */
            START,
            /** The first instant no longer inside. */
            END,
            /** Where the period of equal length that ends at the start begins. */
            BEFORE
        }

        @Override
        public Kind check(Types types) {
            return Kind.INSTANT;
        }

        private BigInteger micros(Given given) {
            return Time.micros(
                    switch (which) {
                        case START -> given.start();
                        case END -> given.end();
                        case BEFORE -> given.before();
                    });
        }

        @Override
        public Object value(Scope scope) {
            return micros(scope.given());
        }

        @Override
        public String sql(Sql sql) {
            return "(" + micros(sql.given()) + "::numeric)";
        }
    }

    /** What a measure came to, in a score. */
    record Measure(String name, int place) implements Leaf {
        @Override
        public Kind check(Types types) {
            return Kind.INTEGER;
        }

        @Override
        public Object value(Scope scope) {
            return scope.sums().get(place);
        }

        @Override
        public String sql(Sql sql) {
            throw new IllegalStateException("a score is never counted in SQL");
        }
    }
}
