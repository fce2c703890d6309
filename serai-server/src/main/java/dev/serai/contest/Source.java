package dev.serai.contest;

import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One kind of document a metric counts, and what each adds to whom on which day.
 *
 * @param unitField the text field that names the unit
 * @param storeField the text field that names the store, where the contest counts some stores only
 * @param join facts put into the document as a list
 * @param when the instant that must lie in the window; null: the fact's own time
 * @param each null, or: the document counts once for every unit its items name
 * @param night null, or: the document is a line of a nightly statement
 * @param firstColumn where its measures begin among all of the metric's
 */
record Source(
        String fact,
        String unitField,
        @Nullable String storeField,
        @Nullable Join join,
        @Nullable Expr when,
        @Nullable Each each,
        @Nullable Night night,
        List<Expr> measures,
        int firstColumn) {
    /** Dates PostgreSQL and Java read alike. */
    static final String NIGHT_FORM = "^(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}$";

    /** Facts of type {@code fact} whose field {@code by} is this document's id, from baseline and window, as {@code list}. */
    record Join(String list, String fact, String by) {}

    /** The items of a list that name units. */
    record Each(String over, @Nullable Expr where) {}

    /** Of which date a statement is, and the type of the fact that makes a night visible. */
    record Night(String date, String complete) {}

    /** What a document adds to a unit on a day of the contest's zone. {@code part} tells its several units apart. */
    record Contribution(String part, String unit, LocalDate day, List<BigInteger> values) {}

    /** Whether the fact's own time alone decides on which day it counts. */
    boolean byOwnTime() {
        return join == null && when == null && night == null && each == null;
    }

    static Source read(JsonNode node, String unit, Map<String, Expr> lets, int firstColumn) {
        var with = node.path("with").properties().stream()
                .map(e -> new Join(
                        e.getKey(),
                        e.getValue().path("fact").asString(),
                        e.getValue().path("by").asString()))
                .findFirst()
                .orElse(null);
        var each = node.path("each");
        var night = node.path("night");
        List<Expr> measures = new ArrayList<>();
        node.path("measures").forEach(measure -> measures.add(ExprReader.read(measure, lets)));
        return new Source(
                node.path("fact").asString(),
                unit,
                node.path("store").isString() ? node.path("store").stringValue() : null,
                with,
                node.has("when") ? ExprReader.read(node.path("when"), lets) : null,
                each.isObject()
                        ? new Each(
                                each.path("over").asString(),
                                each.has("where") ? ExprReader.readOfItem(each.path("where"), lets) : null)
                        : null,
                night.isObject()
                        ? new Night(
                                night.path("date").asString(),
                                night.path("complete").asString())
                        : null,
                List.copyOf(measures),
                firstColumn);
    }

    /** The types of facts whose arrival may change what this source says. */
    List<String> types() {
        var join = this.join;
        return join == null ? List.of(fact) : List.of(fact, join.fact);
    }

    List<Contribution> of(Document document, Given given) {
        var scope = Expr.Scope.of(document, given);
        if (each != null) {
            return ofEach(each, scope, given);
        }
        var unit = document.body().path(unitField);
        var day = day(scope, given);
        if (!unit.isString() || day == null || !takesPart(document.body(), given)) {
            return List.of();
        }
        return List.of(new Contribution("", unit.stringValue(), day, values(scope)));
    }

    private List<Contribution> ofEach(Each each, Expr.Scope scope, Given given) {
        var units = new LinkedHashSet<String>();
        for (var item : scope.document().path(each.over)) {
            var unit = item.path(unitField);
            if (unit.isString()
                    && takesPart(item, given)
                    && (each.where == null || each.where.truth(scope.inside(item)))) {
                units.add(unit.stringValue());
            }
        }
        if (units.isEmpty()) {
            return List.of();
        }
        var values = values(scope);
        return units.stream()
                .map(unit -> new Contribution(unit, unit, given.firstDay(), values))
                .toList();
    }

    private boolean takesPart(JsonNode body, Given given) {
        return storeField == null
                || given.stores().isEmpty()
                || given.stores().contains(body.path(storeField).asString(""));
    }

    private @Nullable LocalDate day(Expr.Scope scope, Given given) {
        if (night != null) {
            return night(night, scope.document(), given);
        }
        Instant at = scope.at();
        if (when != null) {
            at = when.value(scope) instanceof BigInteger micros ? instant(micros) : null;
        }
        return at == null || !given.inWindow(at) ? null : given.days().of(at);
    }

    /** Earlier nights count too: a baseline is the last one before the window. */
    private static @Nullable LocalDate night(Night night, JsonNode body, Given given) {
        var text = body.path(night.date).asString("");
        if (!text.matches(NIGHT_FORM)) {
            return null;
        }
        var day = LocalDate.parse(text);
        return day.isAfter(given.endDay()) ? null : day;
    }

    private static Instant instant(BigInteger micros) {
        var parts = micros.divideAndRemainder(BigInteger.valueOf(1_000_000));
        return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValueExact() * 1_000);
    }

    /** One value a column. A night's line without one of its numbers says so in the column after its measures. */
    private List<BigInteger> values(Expr.Scope scope) {
        List<BigInteger> values = new ArrayList<>(Collections.nCopies(Metric.MEASURES_MAX, BigInteger.ZERO));
        boolean whole = true;
        for (int i = 0; i < measures.size(); i++) {
            var value = measures.get(i).value(scope);
            whole &= value != null;
            values.set(firstColumn + i, value instanceof BigInteger number ? number : BigInteger.ZERO);
        }
        if (night != null && !whole) {
            // Without all of its numbers none of them counts: half a line would be half a gain.
            for (int i = 0; i < measures.size(); i++) {
                values.set(firstColumn + i, BigInteger.ZERO);
            }
            values.set(firstColumn + measures.size(), BigInteger.ONE);
        }
        return values;
    }
}
