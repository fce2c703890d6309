package dev.serai.contest;

import dev.serai.fact.Shape;
import dev.serai.release.DeclarationProblem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;

/**
 * Reads a score: {@code {value: measure, divisor: 100}} or {@code {ratio: [a, b]}}, with {@code least} (a denominator below
 * it gives no score) and {@code when_zero: 0}. Each part is a measure's name or a formula over measures and parameters.
 */
final class ScoreReader {
    private final List<String> measures;
    private final Map<String, Parameter> params;

    ScoreReader(List<String> measures, Map<String, Parameter> params) {
        this.measures = measures;
        this.params = params;
    }

    Score read(JsonNode score) {
        if (score.has("ratio")) {
            return new Score(
                    part(score.path("ratio").path(0), "/score/ratio/0"),
                    part(score.path("ratio").path(1), "/score/ratio/1"),
                    score.has("least") ? part(score.path("least"), "/score/least") : null,
                    score.has("when_zero"));
        }
        return new Score(
                part(score.path("value"), "/score/value"),
                part(score.has("divisor") ? score.path("divisor") : IntNode.valueOf(1), "/score/divisor"),
                null,
                false);
    }

    private Expr part(JsonNode formula, String pointer) {
        try {
            var expr = ExprReader.readScore(formula, measures);
            var nothing = new Shape.Fields(false, Map.of(), Set.of(), null);
            Expr.need(Expr.Kind.INTEGER, expr, new Expr.Types(nothing, null, params, measures));
            return expr;
        } catch (Expr.Misfit e) {
            throw new DeclarationProblem(pointer, String.valueOf(e.getMessage()));
        }
    }
}
