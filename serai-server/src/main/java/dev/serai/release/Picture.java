package dev.serai.release;

import dev.serai.kernel.AppId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One published state, compiled. Never changes once it was shown. */
final class Picture implements Snapshots.Snapshot {
    /**
     * One content and what it compiled to.
     *
     * @param forAll whether it saw what everybody sees, rather than what a part of the apps does
     * @param asked the types of declarations it looked at
     */
    record Compiled(Content content, JsonNode file, Object value, boolean forAll, Set<Class<?>> asked) {}

    private record Entry(
            String kind,
            String id,
            @Nullable Compiled main,
            @Nullable Compiled gray,
            int grayBelow,
            Set<String> grayApps) {
        @Nullable Compiled seenBy(@Nullable AppId app) {
            if (gray == null || app == null) {
                return main;
            }
            boolean inShare = grayApps.contains(app.value()) || Bucket.of(kind, id, app.value()) < grayBelow;
            return inShare ? gray : main;
        }
    }

    static final Picture EMPTY = new Picture(0, List.of(), Map.of(), Map.of());

    final List<HeadRow> heads;
    final Map<Content, Compiled> compiled;

    /** What does not compile any more, and why. Left out; to be shown to operators. */
    final Map<Content, String> broken;

    private final long number;
    private final Map<Class<?>, Map<String, Entry>> byType = new HashMap<>();
    private final Map<Class<?>, List<Object>> mains = new HashMap<>();

    Picture(long number, List<HeadRow> heads, Map<Content, Compiled> compiled, Map<Content, String> broken) {
        this.number = number;
        this.heads = List.copyOf(heads);
        this.compiled = Map.copyOf(compiled);
        this.broken = Map.copyOf(broken);
    }

    /** Files the heads of one kind under the type they compile to. */
    void show(Class<?> type, HeadRow head) {
        var main = head.main() == null ? null : compiled.get(new Content(head.kind(), head.id(), head.main()));
        var gray = head.gray() == null ? null : compiled.get(new Content(head.kind(), head.id(), head.gray()));
        if (main == null && gray == null) {
            return;
        }
        var share = head.share();
        byType.computeIfAbsent(type, t -> new LinkedHashMap<>())
                .put(
                        head.id(),
                        new Entry(
                                head.kind(),
                                head.id(),
                                main,
                                gray,
                                share == null ? 0 : share.percent() * (Bucket.COUNT / 100),
                                share == null ? Set.of() : Set.copyOf(share.apps())));
        if (main != null) {
            mains.computeIfAbsent(type, t -> new java.util.ArrayList<>()).add(main.value());
        }
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public <T> Optional<T> find(Class<T> type, String id, @Nullable AppId app) {
        return seen(type, id, app).map(c -> type.cast(c.value()));
    }

    @Override
    public <T> Collection<T> all(Class<T> type, @Nullable AppId app) {
        return byType.getOrDefault(type, Map.of()).values().stream()
                .map(entry -> entry.seenBy(app))
                .filter(Objects::nonNull)
                .map(seen -> type.cast(seen.value()))
                .toList();
    }

    @Override
    public <T> Collection<T> all(Class<T> type) {
        return mains.getOrDefault(type, List.of()).stream().map(type::cast).toList();
    }

    @Override
    public boolean partlyPublished(Class<?> type) {
        return byType.getOrDefault(type, Map.of()).values().stream().anyMatch(entry -> entry.gray() != null);
    }

    @Override
    public Optional<String> revision(Class<?> type, String id, @Nullable AppId app) {
        return seen(type, id, app).map(c -> c.content().hash());
    }

    /** What everybody sees, by id; with {@code gray} what the apps of running shares see. */
    Map<String, Compiled> byId(Class<?> type, boolean gray) {
        var found = new LinkedHashMap<String, Compiled>();
        byType.getOrDefault(type, Map.of()).forEach((id, entry) -> {
            var seen = gray && entry.gray() != null ? entry.gray() : entry.main();
            if (seen != null) {
                found.put(id, seen);
            }
        });
        return found;
    }

    private Optional<Compiled> seen(Class<?> type, String id, @Nullable AppId app) {
        var ofType = byType.get(type);
        var entry = ofType == null ? null : ofType.get(id);
        return entry == null ? Optional.empty() : Optional.ofNullable(entry.seenBy(app));
    }
}
