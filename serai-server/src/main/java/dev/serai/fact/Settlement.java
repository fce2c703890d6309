package dev.serai.fact;

import dev.serai.kernel.Outage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Decides what becomes of checked facts, many callers' in one transaction, at most {@link #FACTS_MAX} in each. */
@Component("factSettlement")
final class Settlement {
    /** Facts one transaction takes in at most. */
    static final int FACTS_MAX = 2_000;

    private final FactStore store;
    private final TransactionTemplate transactions;
    private final Bell bell;

    Settlement(FactStore store, TransactionTemplate transactions, Bell bell) {
        this.store = store;
        this.transactions = transactions;
        this.bell = bell;
    }

    /** What a caller is told: his results, or what went wrong. */
    record Outcome(List<Taken> taken, @Nullable RuntimeException trouble) {
        List<Taken> orThrow() {
            if (trouble != null) {
                throw trouble;
            }
            return taken;
        }
    }

    /**
     * One outcome per caller. A failing caller does not take along those who were committed or come after him; without a
     * database nobody after him is tried. Throws where nobody at all could be.
     */
    List<Outcome> settle(List<List<FactStore.Prepared>> callers) {
        List<List<List<FactStore.Prepared>>> parts = new ArrayList<>();
        int from = 0;
        while (from < callers.size()) {
            int to = from + 1;
            int size = callers.get(from).size();
            while (to < callers.size() && size + callers.get(to).size() <= FACTS_MAX) {
                size += callers.get(to++).size();
            }
            parts.add(callers.subList(from, to));
            from = to;
        }
        var outcomes = inTurn(parts);
        var first = outcomes.getFirst().trouble;
        if (first != null && Outage.is(first)) {
            throw first;
        }
        bell.ring();
        return outcomes;
    }

    private List<Outcome> inTurn(List<List<List<FactStore.Prepared>>> parts) {
        List<Outcome> outcomes = new ArrayList<>();
        RuntimeException down = null;
        for (var part : parts) {
            outcomes.addAll(down == null ? together(part) : all(part, down));
            var last = outcomes.getLast().trouble;
            down = last != null && Outage.is(last) ? last : null;
        }
        return outcomes;
    }

    private List<Outcome> together(List<List<FactStore.Prepared>> callers) {
        try {
            return transactions.execute(_ -> decide(callers));
        } catch (RuntimeException e) {
            return callers.size() == 1 || Outage.is(e)
                    ? all(callers, e)
                    : inTurn(callers.stream().map(List::of).toList());
        }
    }

    private static List<Outcome> all(List<List<FactStore.Prepared>> callers, RuntimeException trouble) {
        return Collections.nCopies(callers.size(), new Outcome(List.of(), trouble));
    }

    private List<Outcome> decide(List<List<FactStore.Prepared>> callers) {
        long seq = store.lockHead();
        var all = callers.stream().flatMap(List::stream).toList();
        Map<FactStore.Key, FactStore.Prepared> newest = new HashMap<>(store.newestOf(all));
        List<FactStore.Prepared> accepted = new ArrayList<>();
        Map<FactStore.Key, Long> moved = new HashMap<>();
        List<Outcome> outcomes = new ArrayList<>(callers.size());
        for (var caller : callers) {
            List<Taken> taken = new ArrayList<>(caller.size());
            for (var fact : caller) {
                var before = newest.get(fact.key());
                var answer = judge(fact, before);
                if (answer.result() == Taken.Result.ACCEPTED) {
                    accepted.add(fact);
                    newest.put(fact.key(), fact);
                    moved.put(fact.key(), seq + accepted.size());
                }
                taken.add(answer);
            }
            outcomes.add(new Outcome(taken, null));
        }
        if (!accepted.isEmpty()) {
            store.append(seq, accepted);
            store.point(moved);
            store.moveHead(seq + accepted.size());
        }
        return outcomes;
    }

    static Taken judge(FactStore.Prepared fact, FactStore.@Nullable Prepared before) {
        if (before == null || fact.version() > before.version()) {
            return new Taken(fact.id(), fact.version(), Taken.Result.ACCEPTED, "");
        }
        if (fact.version() < before.version()) {
            return new Taken(
                    fact.id(),
                    fact.version(),
                    Taken.Result.STALE,
                    "version " + before.version() + " was accepted before; nothing changed");
        }
        boolean same = fact.body().equals(before.body()) && fact.occurredAt().equals(before.occurredAt());
        return new Taken(
                fact.id(),
                fact.version(),
                same ? Taken.Result.DUPLICATE : Taken.Result.CONFLICT,
                same
                        ? "this version was accepted before; nothing changed"
                        : "version " + before.version() + " was accepted with another "
                                + (fact.body().equals(before.body()) ? "occurred_at" : "body")
                                + "; nothing changed; report a correction with a higher version");
    }
}
