package dev.serai.release;

import dev.serai.kernel.Json;
import dev.serai.release.Revisions.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** In which places two contents differ. */
final class Diff {
    /** More are not listed. */
    static final int CHANGES_MAX = 1_000;

    private final List<Change> changes = new ArrayList<>();

    private Diff() {}

    static List<Change> between(JsonNode before, JsonNode after) {
        var diff = new Diff();
        diff.walk("", before, after);
        return diff.changes;
    }

    private void walk(String pointer, @Nullable JsonNode before, @Nullable JsonNode after) {
        if (changes.size() >= CHANGES_MAX) {
            return;
        }
        if (before == null || after == null) {
            changes.add(new Change(pointer, before == null ? "added" : "removed", before, after));
        } else if (before.isObject() && after.isObject()) {
            var names = new TreeSet<String>();
            before.propertyNames().forEach(names::add);
            after.propertyNames().forEach(names::add);
            names.forEach(n -> walk(ReadFile.pointer(pointer, n), before.get(n), after.get(n)));
        } else if (before.isArray() && after.isArray()) {
            for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
                walk(pointer + "/" + i, before.get(i), after.get(i));
            }
        } else if (!Json.canonical(before).equals(Json.canonical(after))) {
            changes.add(new Change(pointer, "changed", before, after));
        }
    }
}
