package dev.serai.campaign;

import dev.serai.fact.Fact;
import dev.serai.fact.Facts;
import dev.serai.fact.NewFact;
import dev.serai.fact.Taken;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Facts accepted so far, their newest versions found by looking at all of them. */
record AcceptedFacts(List<Fact> all) implements Facts {
    @Override
    public List<Taken> take(List<NewFact> facts) {
        throw new UnsupportedOperationException("a test adds to the list");
    }

    private List<Fact> newest(String type) {
        return all.stream()
                .filter(fact -> fact.type().equals(type)
                        && all.stream()
                                .noneMatch(other -> other.id().equals(fact.id()) && other.version() > fact.version()))
                .toList();
    }

    @Override
    public Optional<Fact> newest(String type, String id) {
        return newest(type).stream().filter(fact -> fact.id().equals(id)).findFirst();
    }

    @Override
    public List<Fact> newest(String type, List<String> ids) {
        return newest(type).stream().filter(fact -> ids.contains(fact.id())).toList();
    }

    @Override
    public List<Fact> each(String type, long afterSeq, int limit) {
        return newest(type).stream()
                .filter(fact -> fact.seq() > afterSeq)
                .sorted(Comparator.comparingLong(Fact::seq))
                .limit(limit)
                .toList();
    }

    @Override
    public long head() {
        return all.size();
    }

    @Override
    public long heard(String listener, String type) {
        return 0;
    }
}
