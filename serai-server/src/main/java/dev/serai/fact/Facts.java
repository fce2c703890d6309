package dev.serai.fact;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The one intake of facts, whoever brings them. */
public interface Facts {
    /** Takes these in, durably, and says what became of each, in their order. Checks every body against its type. */
    List<Taken> take(List<NewFact> facts);

    /** The newest accepted version. */
    Optional<Fact> newest(String type, String id);

    /** The newest accepted versions of these ids of one type; unknown ids are left out. */
    List<Fact> newest(String type, List<String> ids);

    /**
     * The newest versions of one type in the order of their {@code seq}, a page at a time: whoever walks with the last seq
     * as {@code afterSeq} until a page is empty has met every fact accepted before that.
     */
    List<Fact> each(String type, long afterSeq, int limit);

    /**
     * As {@link #each}, but of the next {@code limit} only those whose business time lies from {@code from} on and before
     * {@code to}. The walk is over when {@code upTo} is {@code afterSeq}.
     */
    default Walk eachWithin(String type, long afterSeq, int limit, Instant from, Instant to) {
        var page = each(type, afterSeq, limit);
        return new Walk(
                page.stream()
                        .filter(fact -> !fact.occurredAt().isBefore(from)
                                && fact.occurredAt().isBefore(to))
                        .toList(),
                page.isEmpty() ? afterSeq : page.getLast().seq());
    }

    /** Some facts, and up to which seq it was looked for them. */
    record Walk(List<Fact> facts, long upTo) {}

    /** The seq of the last accepted fact; 0 when there is none. */
    long head();

    /** Up to which seq this listener has heard everything of this type. */
    long heard(String listener, String type);
}
