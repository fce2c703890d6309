package dev.serai.release;

import dev.serai.release.Declarations.Problem;
import dev.serai.release.Declarations.SourceFile;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A file as it was understood: its content, and where in the text each value and each key stands. */
record ReadFile(SourceFile source, JsonNode content, Places places) {
    /** Longer offending texts are cut. */
    private static final int TEXT_LENGTH_MAX = 80;

    /** The text is not of its format; says where. */
    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Problem problem;

        Unreadable(Problem problem) {
            super(problem.toString(), null, false, false);
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }

    static ReadFile of(SourceFile source) {
        int bytes = source.text().getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        if (bytes > Declarations.FILE_SIZE_MAX_BYTES) {
            throw new Unreadable(new Problem(
                    source.name(),
                    1,
                    1,
                    "",
                    "a file may have " + Declarations.FILE_SIZE_MAX_BYTES + " bytes, found " + bytes + "; split it"));
        }
        return source.name().endsWith(".json") ? new JsonText(source).read() : new YamlText(source).read();
    }

    /** The value at this pointer, or the nearest thing around it that exists. */
    Problem at(String pointer, String rule) {
        var found = places.values.get(pointer);
        var near = pointer;
        while (found == null && !near.isEmpty()) {
            near = near.substring(0, near.lastIndexOf('/'));
            found = places.values.get(near);
        }
        return problem(found, rule);
    }

    /** The key that ends this pointer. */
    Problem atKey(String pointer, String rule) {
        var found = places.keys.get(pointer);
        return found == null ? at(pointer, rule) : problem(found, rule);
    }

    /** The pointer of the innermost value, or else key, that stands where the problem is; the whole file where none does. */
    String pointer(Problem problem) {
        return innermost(places.values, problem)
                .or(() -> innermost(places.keys, problem))
                .orElse("");
    }

    private static Optional<String> innermost(Map<String, Place> places, Problem problem) {
        return places.entrySet().stream()
                .filter(e -> e.getValue().line == problem.line() && e.getValue().column == problem.column())
                .map(Map.Entry::getKey)
                .max(Comparator.comparingInt(String::length));
    }

    private Problem problem(@Nullable Place place, String rule) {
        return place == null
                ? new Problem(source.name(), 1, 1, "", rule)
                : new Problem(source.name(), place.line(), place.column(), place.text(), rule);
    }

    record Place(int line, int column, String text) {}

    static final class Places {
        final Map<String, Place> values = new HashMap<>();
        final Map<String, Place> keys = new HashMap<>();
    }

    static String pointer(String parent, String name) {
        return parent + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** The first line of it, cut. */
    static String excerpt(String text) {
        var line = text.strip().lines().findFirst().orElse("");
        return line.codePointCount(0, line.length()) <= TEXT_LENGTH_MAX
                ? line
                : line.substring(0, line.offsetByCodePoints(0, TEXT_LENGTH_MAX)) + "…";
    }
}
