package dev.serai.contest;

import dev.serai.activity.Changes;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Who wants to hear that a contest's board is another. How many may, the door decides. */
@Component
final class BoardBells {
    private static final Logger LOG = LoggerFactory.getLogger(BoardBells.class);

    private final Map<Long, Set<Runnable>> hearers = new ConcurrentHashMap<>();

    /** The hearer must not block; after {@code close} it hears at most one more. */
    Changes.Ear listen(long activityId, Runnable hearer) {
        // One object a listening, so that two with an equal hearer are two.
        Runnable mine = () -> hearer.run();
        hearers.compute(activityId, (_, set) -> {
            var all = set == null ? ConcurrentHashMap.<Runnable>newKeySet() : set;
            all.add(mine);
            return all;
        });
        return () -> hearers.computeIfPresent(activityId, (_, set) -> {
            set.remove(mine);
            return set.isEmpty() ? null : set;
        });
    }

    void ring(long activityId) {
        hearers.getOrDefault(activityId, Set.of()).forEach(hearer -> {
            try {
                hearer.run();
            } catch (RuntimeException e) {
                LOG.warn("one who listens to contest {} could not be told: {}", activityId, e.toString());
            }
        });
    }
}
