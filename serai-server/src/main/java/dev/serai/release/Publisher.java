package dev.serai.release;

import dev.serai.kernel.Json;
import dev.serai.operator.Actor;
import dev.serai.operator.Audit;
import dev.serai.release.Compiler.Failure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Changes what is visible: decide, compile, commit, show. Nothing is committed that does not compile. */
@Component
class Publisher {
    private final Shelf shelf;
    private final Compiler compiler;
    private final Succession succession;
    private final LiveSnapshots live;
    private final TransactionTemplate transactions;
    private final Audit audit;

    Publisher(
            Shelf shelf,
            Compiler compiler,
            Succession succession,
            LiveSnapshots live,
            TransactionTemplate transactions,
            Audit audit) {
        this.shelf = shelf;
        this.compiler = compiler;
        this.succession = succession;
        this.live = live;
        this.transactions = transactions;
        this.audit = audit;
    }

    /** What one change wants, seen with the heads as they are under the lock. */
    record Plan(List<Step> steps, Map<Content, JsonNode> fresh, Runnable keep) {}

    /** The change does not compile. */
    static final class NoMeaning extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient List<Failure> failures;

        NoMeaning(List<Failure> failures) {
            super(failures.toString(), null, false, false);
            this.failures = failures;
        }

        List<Failure> failures() {
            return failures;
        }
    }

    /** The heads under the lock. */
    record Desk(Map<String, HeadRow> heads) {
        @Nullable HeadRow find(String kind, String id) {
            return heads.get(kind + " " + id);
        }
    }

    /**
     * Carries out a plan. Throws {@link NoMeaning} and changes nothing when the outcome does not compile.
     *
     * @param dryRun change nothing in any case
     * @return the number of the snapshot that shows it
     */
    long publish(Function<Desk, Plan> planning, Actor by, boolean dryRun) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a publication decides in its own transaction; call it outside of yours");
        }
        var number = live.publishing(() -> {
            var before = live.now();
            var outcome = transactions.execute(transaction -> {
                if (dryRun) {
                    transaction.setRollbackOnly();
                }
                return decide(planning, by, before);
            });
            if (outcome != null && !dryRun && outcome.number() > before.number()) {
                live.show(outcome);
            }
            return live.now().number();
        });
        if (!dryRun) {
            live.tell();
        }
        return number;
    }

    private @Nullable Picture decide(Function<Desk, Plan> planning, Actor by, Picture before) {
        shelf.lock();
        var heads = new LinkedHashMap<String, HeadRow>();
        shelf.heads().forEach(h -> heads.put(h.kind() + " " + h.id(), h));
        var plan = planning.apply(new Desk(Map.copyOf(heads)));
        if (plan.steps().isEmpty()) {
            plan.keep().run();
            return null;
        }
        boolean house = by.equals(Actor.HOUSE);
        var steps = plan.steps().stream()
                .map(s -> new Step(s.action(), s.hash(), s.share(), s.after().by(house)))
                .toList();
        steps.forEach(s -> heads.put(s.after().kind() + " " + s.after().id(), s.after()));
        long last = shelf.lastPublication();
        var result = compiler.compile(
                last + steps.size(),
                List.copyOf(heads.values()),
                content -> {
                    var fresh = plan.fresh().get(content);
                    return fresh == null ? shelf.content(content) : fresh;
                },
                before,
                false);
        if (!result.failures().isEmpty()) {
            throw new NoMeaning(result.failures());
        }
        boolean back = steps.stream().allMatch(s -> s.action().equals("rollback"));
        var breaches = succession.breaches(before, result.picture(), back);
        if (!breaches.isEmpty()) {
            throw new NoMeaning(breaches);
        }
        plan.keep().run();
        long n = last;
        for (var step : steps) {
            shelf.publish(++n, step, by);
        }
        steps.forEach(s -> audit.record(
                by,
                "declaration." + s.action(),
                s.after().kind() + " " + s.after().id(),
                detail(s)));
        return result.picture();
    }

    private static String detail(Step step) {
        var detail = Json.object();
        if (step.hash() != null) {
            detail.put("revision", step.hash());
            detail.put("percent", step.share().percent());
            var apps = detail.putArray("apps");
            step.share().apps().forEach(apps::add);
        }
        return Json.canonical(detail);
    }
}
