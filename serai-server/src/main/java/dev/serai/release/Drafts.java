package dev.serai.release;

import dev.serai.kernel.Json;
import dev.serai.release.Declarations.Problem;
import dev.serai.release.Declarations.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Files somebody is still writing: read, checked and compiled against what is published now. Nothing is kept, locked or
 * changed, so a page may ask at every pause of a typing hand. What only a publication can tell (what all declarations together
 * forbid) {@link Declarations#check} tells.
 */
@Component
public final class Drafts {
    private final Intake intake;
    private final Kinds kinds;
    private final LiveSnapshots live;

    Drafts(Intake intake, Kinds kinds, LiveSnapshots live) {
        this.intake = intake;
        this.kinds = kinds;
        this.live = live;
    }

    /** Where a draft is wrong: the problem with line and column, and the JSON pointer of the field. */
    public record Flaw(String pointer, Problem problem) {}

    /** What a draft turned out to be. */
    public sealed interface Draft<T> {
        /** It would compile. {@code file} is its content in canonical form. */
        record Sound<T>(String id, JsonNode file, T value) implements Draft<T> {}

        /** Everything that is wrong with its form; where that is right, the first thing its meaning lacks. */
        record Flawed<T>(List<Flaw> flaws) implements Draft<T> {}
    }

    /** Reads a file that must compile to {@code type}. */
    public <T> Draft<T> read(SourceFile source, Class<T> type) {
        ReadFile file;
        try {
            file = ReadFile.of(source);
        } catch (ReadFile.Unreadable e) {
            return new Draft.Flawed<>(List.of(new Flaw("", e.problem())));
        }
        List<Problem> problems = new ArrayList<>();
        var checked = intake.checked(source, problems);
        if (checked == null) {
            return new Draft.Flawed<>(problems.stream()
                    .map(problem -> new Flaw(file.pointer(problem), problem))
                    .toList());
        }
        var kind = kinds.find(checked.content().kind());
        if (kind == null || !kind.type().equals(type)) {
            return flawed(file, "/serai", "is another kind of file than this page is for");
        }
        try {
            var value = type.cast(kind.compile(checked.json(), others()));
            return new Draft.Sound<>(checked.content().id(), checked.json(), value);
        } catch (DeclarationProblem e) {
            return flawed(file, e.pointer(), e.getMessage());
        }
    }

    private static <T> Draft<T> flawed(ReadFile file, String pointer, String rule) {
        return new Draft.Flawed<>(List.of(new Flaw(pointer, file.at(pointer, rule))));
    }

    /**
     * Compiles a variation of a sound draft, for example with another window.
     *
     * @throws DeclarationProblem when it has no meaning
     */
    public <T> T compile(JsonNode file, Class<T> type) {
        var name = file.path("serai").asString();
        var kind = kinds.find(name);
        if (kind == null || !kind.type().equals(type)) {
            throw new DeclarationProblem("/serai", "no such kind: " + name);
        }
        return type.cast(kind.compile(Json.read(Json.canonical(file)), others()));
    }

    private DeclarationKind.Others others() {
        var picture = live.now();
        return new DeclarationKind.Others() {
            @Override
            public <O> Map<String, O> of(Class<O> type) {
                Map<String, O> found = new LinkedHashMap<>();
                picture.byId(type, false).forEach((id, compiled) -> found.put(id, type.cast(compiled.value())));
                return found;
            }

            @Override
            public boolean draft() {
                return true;
            }
        };
    }
}
