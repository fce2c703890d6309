package dev.serai.contest;

import dev.serai.kernel.Json;
import dev.serai.release.DeclarationProblem;
import dev.serai.release.Drafts;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Carries out a rehearsal's steps, one by one. */
@Component
final class RehearsalSteps {
    /** How long one count may take. */
    static final Duration STEP_MAX = Duration.ofSeconds(60);

    /** Places whose changes a changed parameter is judged by. */
    private static final int TOP = 10;

    private final Drafts drafts;
    private final DraftBoards boards;

    RehearsalSteps(Drafts drafts, DraftBoards boards) {
        this.drafts = drafts;
        this.boards = boards;
    }

    /** One rehearsal being carried out. The newest window's board is kept, because every change is compared with it. */
    final class Run {
        private final JsonNode file;
        private final RehearsalPlan plan;
        private final EndableReads.Reading reading = new EndableReads.Reading();
        private DraftBoards.@Nullable Counted base;

        Run(JsonNode file, RehearsalPlan plan) {
            this.file = file;
            this.plan = plan;
        }

        /** From any thread: the step under way throws {@link EndableReads.Ended}. */
        void end() {
            reading.end();
        }

        /** A count that took too long or found too many is a result too; {@code cause} says so. */
        ObjectNode step(int n) {
            var step = plan.steps().get(n);
            var result = (ObjectNode) plan.json().get(n);
            try {
                switch (step) {
                    case RehearsalPlan.Step.Window(var window) -> window(result, window);
                    case RehearsalPlan.Step.Changed changed -> changed(result, changed);
                }
            } catch (EndableReads.TooSlow | DraftBoards.TooMany | DeclarationProblem e) {
                result.put("cause", e.getMessage());
            }
            return result;
        }

        private void window(ObjectNode result, PastWindows.Window window) {
            var counted = count(window.of(file));
            if (window.equals(plan.newest())) {
                base = counted;
            }
            var distribution = new Distribution(counted);
            result.setAll(distribution.counts());
            result.set("quantiles", distribution.quantiles());
            result.set("histogram", distribution.histogram());
            result.set("top", distribution.top(TOP));
            var contest = counted.contest();
            var cuts = result.putArray("cuts");
            cuts.add(distribution.cut(contest.showTop()).put("what", "show_top"));
            var prizes = new PrizeCost(file);
            if (!prizes.none()) {
                int groups = contest.groupTop() == 0
                        ? 1
                        : new HashSet<>(counted.board().groups().values()).size();
                result.set("prizes", prizes.on(counted.board(), groups));
                result.put("cost", PrizeCost.total(result.path("prizes")));
            }
            Hints.of(counted).forEach(result.putArray("hints")::add);
        }

        private void changed(ObjectNode result, RehearsalPlan.Step.Changed changed) {
            var before = base;
            if (before == null) {
                before = count(plan.newest().of(file));
                base = before;
            }
            var other = plan.newest().of(file);
            var params = other.path("params") instanceof ObjectNode given ? given : other.putObject("params");
            params.put(changed.parameter(), changed.to());
            var was = new Distribution(before);
            var is = new Distribution(count(other));
            result.put("tau", String.valueOf(KendallTau.between(was.ranks(), is.ranks())));
            list(result, "came", is.first(TOP), new HashSet<>(was.first(TOP)));
            list(result, "went", was.first(TOP), new HashSet<>(is.first(TOP)));
            was.first(1).forEach(result.putArray("first_before")::add);
            is.first(1).forEach(result.putArray("first_after")::add);
        }

        private static void list(ObjectNode into, String name, Iterable<String> units, Set<String> known) {
            var list = into.putArray(name);
            units.forEach(unit -> {
                if (!known.contains(unit)) {
                    list.add(unit);
                }
            });
        }

        private DraftBoards.Counted count(JsonNode variation) {
            return boards.count(drafts.compile(variation, Contest.class), reading, STEP_MAX);
        }
    }

    Run run(JsonNode file, RehearsalPlan plan) {
        return new Run(file, plan);
    }

    /** All steps together: {@code {windows, parameters, worst_cost}}. */
    static ObjectNode together(Iterable<JsonNode> steps) {
        var all = Json.object();
        var windows = all.putArray("windows");
        var parameters = all.putArray("parameters");
        for (var step : steps) {
            (step.has("parameter") ? parameters : windows).add(step);
        }
        java.math.BigInteger worst = null;
        for (var window : windows) {
            if (window.path("cost").isIntegralNumber()) {
                var cost = window.path("cost").bigIntegerValue();
                worst = worst == null ? cost : worst.max(cost);
            }
        }
        all.put("worst_cost", worst);
        return all;
    }
}
