package dev.serai.contest;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One declared contest ({@code contest/v1}).
 *
 * @param roster every participant, in the file's order; who has no facts scores 0
 * @param showTop rows a board has when nobody asks for more, and all a page without signature sees
 * @param rankingTop places that are told; whoever stands beyond is told that he is not ranked
 * @param variant names all of its content
 */
record Contest(
        long activityId,
        Map<String, String> name,
        Map<String, String> description,
        Metric metric,
        String unit,
        Definition definition,
        List<String> roster,
        int showTop,
        int rankingTop,
        boolean open,
        String variant) {
    /** A word of the lifecycle at this instant; it settles until an operator publishes it. */
    String state(Instant now) {
        if (now.isBefore(definition.start())) {
            return "scheduled";
        }
        return now.isBefore(definition.end()) ? "running" : "settling";
    }
}
