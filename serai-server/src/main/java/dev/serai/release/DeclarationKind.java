package dev.serai.release;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * One kind of file that can be declared, for example {@code campaign/v1}. The room that owns the meaning makes it a bean.
 *
 * @param <T> what a file of this kind compiles to; immutable
 */
public interface DeclarationKind<T> {
    /** The value of the file's {@code serai:} key, for example {@code campaign/v1}. */
    String kind();

    /** Class path of the kind's JSON Schema (2020-12), for example {@code schemas/campaign-v1.json}. */
    String schema();

    Class<T> type();

    /** The id within its kind, from a file that fits the schema. */
    String id(JsonNode file);

    /**
     * Gives the file its meaning, after its form was checked.
     *
     * @param others what is published besides, the files of the same apply included, for references
     * @throws DeclarationProblem naming the place by JSON pointer when it has none
     */
    T compile(JsonNode file, Others others);

    /**
     * What only all declarations of this type together can break, and what a published one may not take back.
     *
     * @param before what everybody saw until now, by id; empty where a publication was rolled back
     * @param now what everybody would see, by id
     * @return what forbids it; empty where nothing does
     */
    default List<Breach> breaches(Map<String, T> before, Map<String, T> now) {
        return List.of();
    }

    /** A rule broken by the declaration with this id. */
    record Breach(String id, DeclarationProblem problem) {}

    /** Kinds with a lower rank compile first, so that a file may refer to those. */
    default int rank() {
        return 50;
    }

    /** The other declarations a file may refer to. */
    interface Others {
        <O> Map<String, O> of(Class<O> type);

        /** Whether the file is one somebody is still writing: a kind must keep nothing of it. */
        default boolean draft() {
            return false;
        }
    }
}
