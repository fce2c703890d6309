package dev.serai;

import dev.serai.kernel.AppId;
import dev.serai.kernel.Json;
import dev.serai.release.DeclarationKind;
import dev.serai.release.Snapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;

/** Declarations published in memory, for tests of one room alone. */
public final class Published implements Snapshots {
    private record Line(Object compiled, JsonNode file) {}

    private final Supplier<List<DeclarationKind<?>>> kinds;
    private final Map<Class<?>, Map<String, Line>> files = new ConcurrentHashMap<>();
    private final AtomicLong number = new AtomicLong();

    public Published(DeclarationKind<?>... kinds) {
        this.kinds = () -> List.of(kinds);
    }

    /** Publishes a file of the class path. */
    public void builtIn(String path) {
        try (var in = Published.class.getResourceAsStream(path)) {
            apply(new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void apply(String yaml) {
        var file = parse(yaml);
        var kind = kinds.get().stream()
                .filter(k -> k.kind().equals(file.path("serai").asString()))
                .findFirst()
                .orElseThrow();
        put(kind, file);
    }

    private <T> void put(DeclarationKind<T> kind, JsonNode file) {
        var others = new DeclarationKind.Others() {
            @Override
            public <O> Map<String, O> of(Class<O> type) {
                Map<String, O> found = new ConcurrentHashMap<>();
                files.getOrDefault(type, Map.of()).forEach((id, line) -> found.put(id, type.cast(line.compiled)));
                return found;
            }
        };
        files.computeIfAbsent(kind.type(), _ -> new ConcurrentHashMap<>())
                .put(kind.id(file), new Line(kind.compile(file, others), file));
        number.incrementAndGet();
    }

    public static JsonNode parse(String yaml) {
        return Json.MAPPER.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    }

    @Override
    public Snapshot now() {
        return new Snapshot() {
            private final long at = number.get();

            @Override
            public long number() {
                return at;
            }

            @Override
            public boolean partlyPublished(Class<?> type) {
                return false;
            }

            @Override
            public <T> Optional<T> find(Class<T> type, String id, @Nullable AppId app) {
                return Optional.ofNullable(files.getOrDefault(type, Map.of()).get(id))
                        .map(line -> type.cast(line.compiled));
            }

            @Override
            public <T> Collection<T> all(Class<T> type, @Nullable AppId app) {
                return files.getOrDefault(type, Map.of()).values().stream()
                        .map(line -> type.cast(line.compiled))
                        .toList();
            }

            @Override
            public Optional<String> revision(Class<?> type, String id, @Nullable AppId app) {
                return Optional.ofNullable(files.getOrDefault(type, Map.of()).get(id))
                        .map(line -> Json.canonical(line.file));
            }
        };
    }
}
