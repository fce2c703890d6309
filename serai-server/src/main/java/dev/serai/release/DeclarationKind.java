package dev.serai.release;

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

    /** Kinds with a lower rank compile first, so that a file may refer to those. */
    default int rank() {
        return 50;
    }

    /** The other declarations a file may refer to. */
    interface Others {
        <O> Map<String, O> of(Class<O> type);
    }
}
