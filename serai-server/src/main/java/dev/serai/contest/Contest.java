package dev.serai.contest;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One declared contest ({@code contest/v1}).
 *
 * @param unit who is ranked: store, clerk, or city, region, brand, which are put together from stores
 * @param roster every participant, in the file's order; who has no facts scores 0
 * @param showTop rows a board has when nobody asks for more, and all a page without signature sees
 * @param rankingTop places that are told; whoever stands beyond is told that he is not ranked
 * @param groupBy what rows may be grouped by: store, city, region or brand; null: nothing
 * @param nickname whether participants are shown by nickname rather than by name
 * @param rules who is ranked among whom, and how equals are told apart
 * @param closing what the file says of its end
 * @param variant names all of its content
 */
record Contest(
        long activityId,
        Map<String, String> name,
        Map<String, String> description,
        Metric metric,
        String unit,
        Definition definition,
        Roster roster,
        int showTop,
        int rankingTop,
        @Nullable String groupBy,
        boolean open,
        boolean nickname,
        Card card,
        Rules rules,
        Closing closing,
        String variant) {
    /** What lists and pages show of it, as document 001's {@code tb_activity_desc} has it. */
    record Card(
            @Nullable String brand,
            @Nullable String cover,
            @Nullable String thumbnail,
            @Nullable String award,
            int order) {}

    /** A word of the lifecycle by the clock alone; it settles until an operator publishes it, see {@link Endings}. */
    String state(Instant now) {
        if (now.isBefore(definition.start())) {
            return "scheduled";
        }
        return now.isBefore(definition.end()) ? "running" : "settling";
    }

    /** What no documents score by the metric: without statements nobody knows how a unit stands; without receipts it sold nothing. */
    Fraction withoutDocuments() {
        return metric.nightly() ? Fraction.NONE : score(Totals.NOTHING);
    }

    Fraction score(List<BigInteger> sums) {
        return metric.score().of(sums, definition.given());
    }

    /** The same over another window, for example its baseline. */
    Contest over(Definition other) {
        return new Contest(
                activityId,
                name,
                description,
                metric,
                unit,
                other,
                roster,
                showTop,
                rankingTop,
                groupBy,
                open,
                nickname,
                card,
                rules,
                closing,
                variant);
    }

    /** Whether unit-days must pass through the organisation before they are added. */
    boolean throughOrganisation() {
        return !metric.counted(unit).equals(unit) || !roster.range().isEmpty();
    }

    /** Whether it repeats document 001's printed SQL, its faults included. */
    boolean likeSeed001() {
        return metric.nightly() && "seed001".equals(definition.given().value("compat", null));
    }

    /** What a board says by itself besides its rows: another file may change nothing but this. */
    String told() {
        return unit + metric.scale() + metric.descending() + groupTop();
    }

    /** How many ranks each group shows; 0 where the board is one list. */
    int groupTop() {
        if (rules.saleTop() > 0) {
            return rules.saleTop();
        }
        var top = metric.groupTop();
        return top != null && definition.given().value(top, BigInteger.ZERO) instanceof BigInteger many
                ? many.intValueExact()
                : 0;
    }
}
