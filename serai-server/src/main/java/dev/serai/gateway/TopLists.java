package dev.serai.gateway;

import dev.serai.kernel.Json;
import java.util.ArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Lists as TOP's clients read them unless they ask for `simplify=true`: an object around the array, named after what
/// is
/// in it.
///
/// | list | as TOP writes it |
/// |---|---|
/// | `"orders": [{…}]` | `"orders": {"order": [{…}]}`: the list's name without its last s |
/// | `"types": ["a"]` | `"types": {"string": ["a"]}` |
/// | `"counts": [1]` | `"counts": {"number": [1]}` |
/// | `"items": []` | `"items": {}` |
final class TopLists {
    private TopLists() {}

    /** Changes all lists in it, at every depth. */
    static void wrap(ObjectNode object) {
        for (var name : new ArrayList<>(object.propertyNames())) {
            var value = object.get(name);
            inside(value);
            if (value instanceof ArrayNode list) {
                var around = Json.object();
                if (!list.isEmpty()) {
                    around.set(item(name, list.get(0)), list);
                }
                object.set(name, around);
            }
        }
    }

    private static void inside(JsonNode value) {
        if (value instanceof ObjectNode object) {
            wrap(object);
        } else if (value instanceof ArrayNode list) {
            list.forEach(TopLists::inside);
        }
    }

    private static String item(String list, JsonNode first) {
        if (first.isString()) {
            return "string";
        }
        if (first.isNumber()) {
            return "number";
        }
        if (first.isBoolean()) {
            return "boolean";
        }
        return list.length() > 1 && list.endsWith("s") ? list.substring(0, list.length() - 1) : list;
    }
}
