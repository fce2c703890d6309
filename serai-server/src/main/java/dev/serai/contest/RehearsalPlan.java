package dev.serai.contest;

import dev.serai.kernel.Json;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** The steps of a rehearsal, fixed when it is asked for: first each window, the newest first, then each change of a parameter. */
record RehearsalPlan(List<Step> steps) {
    /** Windows one rehearsal may look at. */
    static final int WINDOWS_MAX = 12;

    static final int WINDOWS_USUAL = 3;

    /** Parameters that are changed, each down and up; further ones are left alone. */
    static final int PARAMETERS_MAX = 12;

    private static final BigInteger TEN = BigInteger.TEN;

    /** One count of a board. */
    sealed interface Step {
        record Window(PastWindows.Window window) implements Step {}

        /** In the newest window, with another value. */
        record Changed(String parameter, BigInteger from, BigInteger to) implements Step {}
    }

    static RehearsalPlan of(Contest draft, List<PastWindows.Window> windows) {
        List<Step> steps = new ArrayList<>();
        windows.forEach(window -> steps.add(new Step.Window(window)));
        var given = draft.definition().given();
        draft.metric().params().entrySet().stream()
                .filter(e -> switch (e.getValue().type()) {
                    case INTEGER, MONEY, PERMILLE -> true;
                    case CHOICE, SKU_RULES -> false;
                })
                .filter(e -> given.value(e.getKey(), null) instanceof BigInteger value && value.signum() != 0)
                .limit(PARAMETERS_MAX)
                .forEach(e -> {
                    if (given.value(e.getKey(), null) instanceof BigInteger value) {
                        var tenth = value.abs().divide(TEN).max(BigInteger.ONE);
                        steps.add(new Step.Changed(e.getKey(), value, value.subtract(tenth)));
                        steps.add(new Step.Changed(e.getKey(), value, value.add(tenth)));
                    }
                });
        return new RehearsalPlan(List.copyOf(steps));
    }

    PastWindows.Window newest() {
        return steps.stream()
                .filter(Step.Window.class::isInstance)
                .map(step -> ((Step.Window) step).window())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a rehearsal without a window"));
    }

    ArrayNode json() {
        var list = Json.MAPPER.createArrayNode();
        for (var step : steps) {
            switch (step) {
                case Step.Window(var window) ->
                    list.addObject()
                            .put("start", window.start().toString())
                            .put("end", window.end().toString());
                case Step.Changed(var parameter, var from, var to) ->
                    list.addObject()
                            .put("parameter", parameter)
                            .put("from", from)
                            .put("to", to);
            }
        }
        return list;
    }

    static RehearsalPlan read(JsonNode list) {
        List<Step> steps = new ArrayList<>();
        for (var one : list) {
            steps.add(
                    one.has("parameter")
                            ? new Step.Changed(
                                    one.path("parameter").asString(),
                                    one.path("from").bigIntegerValue(),
                                    one.path("to").bigIntegerValue())
                            : new Step.Window(new PastWindows.Window(
                                    LocalDateTime.parse(one.path("start").asString()),
                                    LocalDateTime.parse(one.path("end").asString()))));
        }
        return new RehearsalPlan(List.copyOf(steps));
    }
}
