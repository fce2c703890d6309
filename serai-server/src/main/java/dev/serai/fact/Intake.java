package dev.serai.fact;

import dev.serai.kernel.Json;
import dev.serai.kernel.Lane;
import dev.serai.release.Snapshots;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The one intake: checks each fact, then lets the lane's worker settle many callers' facts in one transaction. */
@Component("factIntake")
final class Intake implements Facts, AutoCloseable {
    /** Callers waiting for the worker; further ones wait for room. */
    private static final int QUEUE_MAX = 10_000;

    /** Callers settled together at most. */
    private static final int CALLERS_MAX = 500;

    /** How long a fact's id may be. */
    static final int ID_LENGTH_MAX = 200;

    /** The largest version: what a double still counts exactly, so every client can. */
    static final long VERSION_MAX = 1L << 53;

    /** Any past instant is taken; a year has four digits, with which every client and database can deal. */
    static final Instant OCCURRED_MIN = Instant.parse("0001-01-01T00:00:00Z");

    /** Business times from here on are typing errors. */
    static final Instant OCCURRED_MAX = Instant.parse("2100-01-01T00:00:00Z");

    private final Snapshots snapshots;
    private final FactStore store;
    private final Lane<List<FactStore.Prepared>, Settlement.Outcome> lane;

    Intake(Snapshots snapshots, FactStore store, Settlement settlement) {
        this.snapshots = snapshots;
        this.store = store;
        this.lane = new Lane<>("facts", QUEUE_MAX, CALLERS_MAX, settlement::settle);
    }

    @Override
    public List<Taken> take(List<NewFact> facts) {
        return take(facts, part -> lane.call(part).orThrow());
    }

    /** The same with another place to keep them; {@code settle} gets at most {@link Settlement#FACTS_MAX} at a time. */
    List<Taken> take(List<NewFact> facts, Function<List<FactStore.Prepared>, List<Taken>> settle) {
        var now = snapshots.now();
        var answers = new Taken[facts.size()];
        List<FactStore.Prepared> good = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < answers.length; i++) {
            var fact = facts.get(i);
            var cause = misfit(now, fact);
            if (cause != null) {
                answers[i] = new Taken(fact.id(), fact.version(), Taken.Result.REFUSED, cause);
            } else {
                good.add(new FactStore.Prepared(
                        fact.type(),
                        fact.id(),
                        fact.version(),
                        fact.occurredAt().truncatedTo(ChronoUnit.MICROS),
                        Json.canonical(fact.body())));
                places.add(i);
            }
        }
        for (int from = 0; from < good.size(); from += Settlement.FACTS_MAX) {
            var part = good.subList(from, Math.min(good.size(), from + Settlement.FACTS_MAX));
            var taken = settle.apply(part);
            for (int i = 0; i < part.size(); i++) {
                answers[places.get(from + i)] = taken.get(i);
            }
        }
        return List.of(answers);
    }

    private static @Nullable String misfit(Snapshots.Snapshot now, NewFact fact) {
        var type = now.find(FactType.class, fact.type(), null);
        if (type.isEmpty()) {
            return "there is no fact type of this name; declared: "
                    + now.all(FactType.class).stream()
                            .map(FactType::id)
                            .sorted()
                            .toList();
        }
        if (fact.id().isEmpty() || fact.id().length() > ID_LENGTH_MAX) {
            return "id must have 1 to " + ID_LENGTH_MAX + " characters, has "
                    + fact.id().length();
        }
        if (!Shape.storable(fact.id()) || fact.id().chars().anyMatch(Character::isISOControl)) {
            return "id must be printable text without control characters";
        }
        if (fact.version() < 1 || fact.version() > VERSION_MAX) {
            return "version must be an integer from 1 to " + VERSION_MAX + ", was " + fact.version();
        }
        if (fact.occurredAt().isBefore(OCCURRED_MIN) || !fact.occurredAt().isBefore(OCCURRED_MAX)) {
            return "occurred_at must lie from " + OCCURRED_MIN + " to before " + OCCURRED_MAX;
        }
        return type.get().misfit(fact.body());
    }

    @Override
    public Optional<Fact> newest(String type, String id) {
        return store.newest(type, List.of(id)).stream().findFirst();
    }

    @Override
    public List<Fact> newest(String type, List<String> ids) {
        return store.newest(type, ids);
    }

    @Override
    public List<Fact> each(String type, long afterSeq, int limit) {
        return store.each(type, afterSeq, limit);
    }

    @Override
    public Walk eachWithin(String type, long afterSeq, int limit, Instant from, Instant to) {
        return store.eachWithin(type, afterSeq, limit, from, to);
    }

    @Override
    public long head() {
        return store.head();
    }

    @Override
    public long heard(String listener, String type) {
        return store.heard(listener, type);
    }

    @Override
    public void close() {
        lane.close();
    }
}
