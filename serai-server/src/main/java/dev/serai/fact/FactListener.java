package dev.serai.fact;

import java.util.List;
import java.util.Set;

/**
 * Hears every accepted fact of its types once, in the order of {@link Fact#seq}, inside a transaction that also moves the
 * listener's cursor: what it writes there happens exactly once, whatever is killed when. Make it a bean.
 */
public interface FactListener {
    /** Names its cursor; never changes. */
    String name();

    /** The types it hears. A type added later is heard from its first fact on. */
    Set<String> types();

    /** Takes a batch in. The same fact may stand in it with several versions, older first. */
    void take(List<Fact> facts);

    /** Called after the batch's transaction committed, to refresh what is in memory. May be skipped by a crash. */
    default void taken(List<Fact> facts) {}
}
