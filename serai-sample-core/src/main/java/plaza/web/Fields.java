package plaza.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The fields of a JSON object, read strictly: each getter names what was wrong and what was found. */
public final class Fields {
    private final String where;
    private final ObjectNode object;

    Fields(String where, ObjectNode object) {
        this.where = where;
        this.object = object;
    }

    public boolean has(String name) {
        JsonNode node = object.get(name);
        return node != null && !node.isNull();
    }

    public void only(Set<String> names) {
        for (String name : object.propertyNames()) {
            if (!names.contains(name)) {
                throw Refusal.badRequest(
                        where + name + " is not a field here; known are " + new java.util.TreeSet<>(names));
            }
        }
    }

    public String text(String name, int charsMax) {
        return optionalText(name, charsMax)
                .orElseThrow(() -> Refusal.badRequest(where + name + " is missing or empty; send a string"));
    }

    /** Empty when absent, null or "". A whole number counts as its digits, so that ids may be sent either way. */
    public Optional<String> optionalText(String name, int charsMax) {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isString() && !node.isIntegralNumber()) {
            throw Refusal.badRequest(where + name + " must be a string, was " + kind(node));
        }
        String text = node.asString();
        if (text.length() > charsMax) {
            throw Refusal.badRequest(
                    where + name + " must have at most " + charsMax + " characters, had " + text.length());
        }
        if (!Texts.storable(text)) {
            throw Refusal.badRequest(where + name + " holds a NUL or half a surrogate pair; send plain Unicode text");
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    public long whole(String name, long min, long max) {
        JsonNode node = object.get(name);
        if (node == null || node.isNull()) {
            throw Refusal.badRequest(where + name + " is missing; send a whole number");
        }
        if (!node.isIntegralNumber()) {
            throw Refusal.badRequest(where + name + " must be a whole number, was " + kind(node));
        }
        if (!node.canConvertToLong() || node.longValue() < min || node.longValue() > max) {
            throw new Refusal(
                    422,
                    name + "_out_of_range",
                    where + name + " must be between " + min + " and " + max + ", was " + node.asString());
        }
        return node.longValue();
    }

    public long wholeOr(String name, long otherwise, long min, long max) {
        return has(name) ? whole(name, min, max) : otherwise;
    }

    public List<Fields> objects(String name, int itemsMax) {
        List<Fields> items = new ArrayList<>();
        for (JsonNode item : array(name, itemsMax)) {
            String place = where + name + "[" + items.size() + "]";
            if (!(item instanceof ObjectNode itemObject)) {
                throw Refusal.badRequest(place + " must be an object, was " + kind(item));
            }
            items.add(new Fields(place + ".", itemObject));
        }
        if (items.isEmpty()) {
            throw Refusal.badRequest(where + name + " is empty; send at least one");
        }
        return items;
    }

    public List<String> texts(String name, int itemsMax, int charsMax) {
        if (!has(name)) {
            return List.of();
        }
        List<String> items = new ArrayList<>();
        for (JsonNode item : array(name, itemsMax)) {
            if (!item.isString()
                    || item.stringValue().isEmpty()
                    || item.stringValue().length() > charsMax
                    || !Texts.storable(item.stringValue())) {
                throw Refusal.badRequest(
                        where + name + "[" + items.size() + "] must be a string of 1 to " + charsMax + " characters");
            }
            items.add(item.stringValue());
        }
        return items;
    }

    /** An object of short texts. */
    public Map<String, String> map(String name, int entriesMax, int charsMax) {
        if (!(object.get(name) instanceof ObjectNode inner)) {
            throw Refusal.badRequest(where + name + " must be an object");
        }
        if (inner.size() > entriesMax) {
            throw Refusal.badRequest(
                    where + name + " must have at most " + entriesMax + " entries, had " + inner.size());
        }
        Fields fields = new Fields(where + name + ".", inner);
        Map<String, String> map = new LinkedHashMap<>();
        for (String key : inner.propertyNames()) {
            map.put(key, fields.optionalText(key, charsMax).orElse(""));
        }
        return map;
    }

    private ArrayNode array(String name, int itemsMax) {
        if (!(object.get(name) instanceof ArrayNode array)) {
            throw Refusal.badRequest(where + name + " must be an array");
        }
        if (array.size() > itemsMax) {
            throw Refusal.badRequest(where + name + " must have at most " + itemsMax + " entries, had " + array.size());
        }
        return array;
    }

    private static String kind(JsonNode node) {
        return node.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
    }
}
