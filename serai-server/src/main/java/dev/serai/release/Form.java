package dev.serai.release;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import dev.serai.kernel.Json;
import dev.serai.release.Declarations.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The form of one kind's files: its JSON Schema (2020-12), read when the first file comes, because building a validator
 * costs more than a start should.
 */
final class Form {
    /** More problems of one file are not told. */
    private static final int PROBLEMS_MAX = 50;

    private final Schema schema;
    private final JsonNode text;

    private Form(JsonNode text) {
        this.text = text;
        this.schema = SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12,
                        registry -> registry.schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .formatAssertionsEnabled(true)
                                .locale(Locale.ENGLISH)
                                .build()))
                .getSchema(text);
    }

    static Form load(String classPath) {
        try (var in = Form.class.getClassLoader().getResourceAsStream(classPath)) {
            if (in == null) {
                throw new IllegalStateException("the schema " + classPath + " is not on the class path");
            }
            return new Form(Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything in which the file does not fit; empty: it fits. */
    List<Problem> problems(ReadFile file) {
        return relevant(schema.validate(file.content())).stream()
                .map(error -> problem(file, error))
                .distinct()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .limit(PROBLEMS_MAX)
                .toList();
    }

    private Problem problem(ReadFile file, Error error) {
        var pointer = pointer(error.getInstanceLocation());
        var rule = new FormRule(text, error).inWords();
        return switch (String.valueOf(error.getKeyword())) {
            case "additionalProperties", "unevaluatedProperties", "propertyNames" ->
                file.atKey(ReadFile.pointer(pointer, String.valueOf(error.getProperty())), rule);
            default -> file.at(pointer, rule);
        };
    }

    /**
     * Of the branches of a oneOf or anyOf only the one that was meant: the one whose problems lie deepest, and of those the
     * one with the fewest. The others' problems would only confuse.
     */
    private static List<Error> relevant(List<Error> errors) {
        Map<String, Map<String, List<Error>>> choices = new LinkedHashMap<>();
        var kept = new ArrayList<Error>();
        for (var error : errors) {
            var path = error.getEvaluationPath();
            int at = choice(path);
            if (at < 0) {
                kept.add(error);
            } else {
                var names = names(path);
                var where = String.join("/", names.subList(0, at + 1)) + " " + depthBefore(error, names, at);
                var branch = names.size() > at + 1 ? names.get(at + 1) : "";
                choices.computeIfAbsent(where, w -> new LinkedHashMap<>())
                        .computeIfAbsent(branch, b -> new ArrayList<>())
                        .add(error);
            }
        }
        for (var branches : choices.values()) {
            var whole = branches.remove("");
            branches.values().stream()
                    .min(Comparator.<List<Error>>comparingInt(b -> -deepest(b)).thenComparingInt(List::size))
                    .or(() -> java.util.Optional.ofNullable(whole))
                    .ifPresent(kept::addAll);
        }
        return kept;
    }

    private static String depthBefore(Error error, List<String> names, int at) {
        // Items of one array share the evaluation path; their index is in the place only.
        long arrays = names.subList(0, at).stream()
                .filter(n -> n.equals("items") || n.equals("additionalProperties") || n.equals("properties"))
                .count();
        var location = names(error.getInstanceLocation());
        return String.join("/", location.subList(0, (int) Math.min(arrays, location.size())));
    }

    private static int choice(NodePath path) {
        var names = names(path);
        for (int i = 0; i < names.size(); i++) {
            boolean word = names.get(i).equals("oneOf") || names.get(i).equals("anyOf");
            if (word && (i == 0 || !names.get(i - 1).equals("properties"))) {
                return i;
            }
        }
        return -1;
    }

    private static int deepest(List<Error> branch) {
        return branch.stream()
                .mapToInt(e -> e.getInstanceLocation().getNameCount())
                .max()
                .orElse(0);
    }

    static List<String> names(NodePath path) {
        var names = new ArrayList<String>();
        for (int i = 0; i < path.getNameCount(); i++) {
            names.add(String.valueOf(path.getElement(i)));
        }
        return names;
    }

    private static String pointer(NodePath path) {
        var pointer = "";
        for (var name : names(path)) {
            pointer = ReadFile.pointer(pointer, name);
        }
        return pointer;
    }
}
