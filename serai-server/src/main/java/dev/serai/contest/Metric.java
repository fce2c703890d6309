package dev.serai.contest;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One declared metric ({@code metric/v1}).
 *
 * @param number its number in document 001's catalogue, 101 and up; 0 for others
 * @param source the documents it counts
 * @param also further documents of another type; null where there are none
 * @param lets named formulas, as they stand in the file
 * @param params what a contest may set, in the file's order
 * @param picks for a nightly metric: which night each measure of the score is of
 * @param asksStores whether its formulas ask which stores take part
 * @param groupTop the parameter that says how many ranks each group shows; null: the board is one list
 */
record Metric(
        String id,
        int number,
        Map<String, String> name,
        Map<String, String> description,
        Form source,
        @Nullable Form also,
        ObjectNode lets,
        Map<String, Parameter> params,
        List<Pick> picks,
        Score score,
        int scale,
        boolean descending,
        boolean asksStores,
        @Nullable String groupTop) {
    /** Measures of one metric; as many columns as the tables have. */
    static final int MEASURES_MAX = 4;

    /** Units that are put together from stores by where a store belonged on each day. */
    static final List<String> ABOVE_STORES = List.of("city", "region", "brand");

    /** Which of a night's numbers, of which night. */
    record Pick(int column, boolean last) {}

    /**
     * One source as it stands in the file, before a contest chooses the unit.
     *
     * @param units from unit (store, clerk) to the field that names it
     * @param rest fact, with, when, each, night
     */
    record Form(Map<String, String> units, ObjectNode rest, List<JsonNode> measures) {
        void write(ObjectNode spec, String unit, boolean someStores) {
            rest.properties().forEach(e -> spec.set(e.getKey(), e.getValue()));
            spec.put("unit", units.get(unit));
            var store = units.get("store");
            if (someStores && store != null) {
                spec.put("store", store);
            }
            var list = spec.putArray("measures");
            measures.forEach(list::add);
        }
    }

    String fact() {
        return source.rest.path("fact").asString();
    }

    /** What a contest may rank in it. */
    Set<String> units() {
        var all = new LinkedHashSet<>(source.units.keySet());
        if (all.contains("store")) {
            all.addAll(ABOVE_STORES);
        }
        return all;
    }

    /** The unit whose contributions are counted for a contest of {@code unit}. */
    String counted(String unit) {
        return source.units.containsKey(unit) ? unit : "store";
    }

    /** Whether a unit's days add up to its score, so that some days have a score of their own. */
    boolean byDay() {
        return !nightly() && !source.rest.has("each");
    }

    /** Whether it counts nightly statements: a state, not a flow. */
    boolean nightly() {
        return source.rest.has("night");
    }
}
