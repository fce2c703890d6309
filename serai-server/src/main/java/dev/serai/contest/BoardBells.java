package dev.serai.contest;

import dev.serai.activity.Changes;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** Who wants to hear of a contest's new board version. How many may, the door decides. */
@Component
final class BoardBells {
    private final Map<Long, Set<Consumer<Changes.Mark>>> hearers = new ConcurrentHashMap<>();

    /** Tells every later version. The hearer must not block; after {@code close} it hears at most one more. */
    Changes.Ear listen(long activityId, Consumer<Changes.Mark> hearer) {
        // One object a listening, so that two with an equal hearer are two.
        Consumer<Changes.Mark> mine = mark -> hearer.accept(mark);
        hearers.compute(activityId, (_, set) -> {
            var all = set == null ? ConcurrentHashMap.<Consumer<Changes.Mark>>newKeySet() : set;
            all.add(mine);
            return all;
        });
        return () -> hearers.computeIfPresent(activityId, (_, set) -> {
            set.remove(mine);
            return set.isEmpty() ? null : set;
        });
    }

    void ring(long activityId, long version, Instant asOf) {
        var mark = new Changes.Mark(version, asOf);
        hearers.getOrDefault(activityId, Set.of()).forEach(hearer -> hearer.accept(mark));
    }
}
