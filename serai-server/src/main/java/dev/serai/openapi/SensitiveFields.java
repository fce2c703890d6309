package dev.serai.openapi;

import dev.serai.kernel.Json;
import dev.serai.kernel.Sensitive;
import dev.serai.release.DeclarationProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Where a schema says {@code x-serai-sensitive}: which texts in a value of its form are personal data, and of what kind. */
public final class SensitiveFields {
    static final String MARK = "x-serai-sensitive";

    /** @param encrypted whether those who can decrypt get it whole; false: everybody gets it masked */
    public record Field(String path, Sensitive kind, boolean encrypted) {}

    /** What to put in the place of a text. */
    public interface Cover {
        String of(Field field, String text);
    }

    /** A value is not of the form its schema declares, so nobody knows where in it the sensitive fields are. */
    public static final class Unknown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unknown(String place) {
            super(place, null, false, false);
        }
    }

    /** One place of the schema, with what is sensitive in or below it. */
    private record Place(
            @Nullable Field field,
            Map<String, Place> properties,
            @Nullable Place items) {}

    private final Place whole;
    private final List<Field> fields;

    private SensitiveFields(Place whole, List<Field> fields) {
        this.whole = whole;
        this.fields = List.copyOf(fields);
    }

    /** Null where nothing in the schema is sensitive. */
    static @Nullable SensitiveFields of(@Nullable JsonNode schema) {
        if (schema == null) {
            return null;
        }
        var fields = new ArrayList<Field>();
        var whole = place(schema, "", fields);
        return whole == null ? null : new SensitiveFields(whole, fields);
    }

    private static @Nullable Place place(JsonNode schema, String path, List<Field> fields) {
        var mark = schema.path(MARK);
        if (mark.isObject()) {
            var kind = Sensitive.ofWord(mark.path("kind").asString("")).orElse(Sensitive.OTHER);
            var field = new Field(path, kind, mark.path("how").asString("").equals("encrypt"));
            fields.add(field);
            return new Place(field, Map.of(), null);
        }
        var properties = new LinkedHashMap<String, Place>();
        for (var property : schema.path("properties").properties()) {
            var below = place(
                    property.getValue(), path.isEmpty() ? property.getKey() : path + "." + property.getKey(), fields);
            if (below != null) {
                properties.put(property.getKey(), below);
            }
        }
        var items = schema.has("items") ? place(schema.path("items"), path + "[]", fields) : null;
        return properties.isEmpty() && items == null ? null : new Place(null, properties, items);
    }

    /** Refuses marks that mean nothing or stand where nobody looks. */
    static void check(JsonNode schema, String at) {
        var marks = schema.findValues(MARK);
        var found = of(schema);
        if (marks.size() != (found == null ? 0 : found.fields.size())) {
            throw new DeclarationProblem(
                    at,
                    MARK + " must be {how: mask | encrypt, kind: " + Sensitive.words()
                            + "} on a property or on items; below oneOf, anyOf, allOf and the like it is not looked for");
        }
        checkEach(schema, at);
    }

    private static void checkEach(JsonNode schema, String at) {
        var mark = schema.path(MARK);
        if (mark.isObject()) {
            var kind = mark.path("kind").asString("");
            var how = mark.path("how").asString("");
            if (Sensitive.ofWord(kind).isEmpty() || !Set.of("mask", "encrypt").contains(how) || mark.size() != 2) {
                throw new DeclarationProblem(
                        at, MARK + " must be {how: mask | encrypt, kind: " + Sensitive.words() + "}, found " + mark);
            }
            var types = new TreeSet<String>();
            if (schema.path("type").isString()) {
                types.add(schema.path("type").asString());
            }
            schema.path("type").forEach(type -> types.add(type.asString()));
            types.remove("null");
            if (!types.equals(Set.of("string"))) {
                throw new DeclarationProblem(at, "only a string can be sensitive, found " + schema.path("type"));
            }
        }
        schema.path("properties").properties().forEach(property -> checkEach(property.getValue(), at));
        if (schema.has("items")) {
            checkEach(schema.path("items"), at);
        }
    }

    /** All of them, in the schema's order. */
    public List<Field> fields() {
        return fields;
    }

    /** Whether any of them is encrypted for those who can decrypt. */
    public boolean encrypts() {
        return fields.stream().anyMatch(Field::encrypted);
    }

    /** The field that is a parameter of this name; null where it is not sensitive. */
    public @Nullable Field parameter(String name) {
        var place = whole.properties.get(name);
        return place == null ? null : place.field;
    }

    /**
     * The value with each sensitive text covered.
     *
     * @throws Unknown when it is not of the declared form
     */
    public JsonNode covered(JsonNode value, Cover cover) {
        return covered(value, whole, cover, "data");
    }

    private static JsonNode covered(JsonNode value, Place place, Cover cover, String at) {
        if (value.isNull()) {
            return value;
        }
        if (place.field != null) {
            // A number is covered like its text; a structure has no business here.
            return Json.MAPPER
                    .getNodeFactory()
                    .stringNode(value.isContainer() ? Sensitive.NOTHING : cover.of(place.field, value.asString()));
        }
        if (value instanceof ObjectNode object && !place.properties.isEmpty()) {
            place.properties.forEach((name, below) -> {
                var one = object.get(name);
                if (one != null) {
                    object.set(name, covered(one, below, cover, at + "." + name));
                }
            });
            return object;
        }
        if (value instanceof ArrayNode array && place.items != null) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, covered(array.get(i), place.items, cover, at + "[]"));
            }
            return array;
        }
        throw new Unknown(at);
    }
}
