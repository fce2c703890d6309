package dev.serai.contest;

import dev.serai.release.DeclarationProblem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Who takes part.
 *
 * @param units named one by one, in the file's order
 * @param everyone true: besides, whoever has facts or stands in the organisation
 * @param names what a participant is called, where the file says so
 * @param groups to which group a participant belongs, where the file says so
 * @param range {@code region} or {@code city}: only while a unit belonged there do its facts count
 */
record Roster(
        List<String> units,
        Set<String> named,
        boolean everyone,
        Map<String, String> names,
        Map<String, String> groups,
        Map<String, String> range) {
    static Roster read(JsonNode file) {
        var node = file.path("roster");
        var seen = new LinkedHashSet<String>();
        Map<String, String> names = new HashMap<>();
        Map<String, String> groups = new HashMap<>();
        var units = node.path("units");
        for (int i = 0; i < units.size(); i++) {
            var one = units.get(i);
            var unit = one.isObject() ? one.path("unit").asString() : one.asString();
            if (!seen.add(unit)) {
                throw new DeclarationProblem("/roster/units/" + i, "stands in the roster twice");
            }
            if (one.has("name")) {
                names.put(unit, one.path("name").asString());
            }
            if (one.has("group")) {
                groups.put(unit, one.path("group").asString());
            }
        }
        Map<String, String> range = new HashMap<>();
        file.path("range")
                .properties()
                .forEach(e -> range.put(e.getKey(), e.getValue().asString()));
        return new Roster(
                List.copyOf(new ArrayList<>(seen)),
                Set.copyOf(seen),
                node.path("everyone").asBoolean(false),
                Map.copyOf(names),
                Map.copyOf(groups),
                Map.copyOf(range));
    }

    boolean has(String unit) {
        return everyone || named.contains(unit);
    }
}
