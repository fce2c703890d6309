package dev.serai.contest;

import dev.serai.fact.Facts;
import org.jspecify.annotations.Nullable;

/** In which document of a contest a fact counts: itself, or the one it is joined to, as a receipt to its member. */
final class CountingDocuments {
    private final Contest contest;
    private final Facts facts;

    CountingDocuments(Contest contest, Facts facts) {
        this.contest = contest;
        this.facts = facts;
    }

    /** Null where the contest counts no such fact. */
    Exclusions.@Nullable Key of(String type, String id) {
        for (var source : contest.definition().sources()) {
            if (source.fact().equals(type)) {
                return new Exclusions.Key(type, id);
            }
        }
        for (var source : contest.definition().sources()) {
            var join = source.join();
            if (join != null && join.fact().equals(type)) {
                var to = facts.newest(type, id)
                        .map(fact -> fact.body().path(join.by()))
                        .orElse(null);
                return to == null || !to.isString() ? null : new Exclusions.Key(source.fact(), to.stringValue());
            }
        }
        return null;
    }
}
