package dev.serai.contest;

import dev.serai.kernel.Json;
import dev.serai.operator.Actor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * A published result (n = 1) or a numbered correction of it. {@code document} is the exact text whose SHA-256 is {@code hash};
 * it holds {@code prev}, the hash of the one before. The form is docs/publication.md's.
 */
record Publication(
        long activityId,
        int n,
        Instant publishedAt,
        String approvedBy,
        String approvedRole,
        String reason,
        long boardVersion,
        String document,
        String prevHash,
        String hash) {
    /** What stands before the first one. */
    static final String START = "0".repeat(64);

    /** Names the form of the document. */
    static final String FORM = "serai-publication/1";

    /** What goes into it besides rows. */
    record Head(
            long activityId,
            int n,
            Instant at,
            Actor by,
            String reason,
            String moves,
            long boardVersion,
            String prevHash) {}

    /** Rows, definition, roster and prizes as one canonical text. */
    static String document(
            Head head,
            Contest contest,
            Reckoning.Result result,
            List<PrizeGrants.Held> given,
            List<PrizeGrants.Held> taken) {
        var text = Json.object();
        text.put("form", FORM)
                .put("activity_id", head.activityId)
                .put("n", head.n)
                .put("published_at", head.at.toString())
                .put("approved_by", head.by.name())
                .put("approved_role", head.by.role())
                .put("reason", head.reason)
                .put("prizes_moved", head.moves)
                .put("board_version", head.boardVersion)
                .put("prev", head.prevHash);
        var metric = contest.metric();
        text.putObject("metric")
                .put("id", metric.id())
                .put("score", metric.score().toString())
                .put("scale", metric.scale())
                .put("descending", metric.descending());
        text.put("unit", contest.unit())
                .put("group", contest.groupBy())
                .put("revision", Definition.sha256(contest.closing().file()));
        text.set("contest", Json.read(contest.closing().file()));
        text.set("definition", Json.read(contest.definition().spec()));
        text.putObject("recount")
                .put("facts_up_to", result.factsUpTo())
                .put("unit_days", result.recount().unitDays())
                .put("differences", result.recount().differences().size());
        // Never with a flag left undecided; how each was decided stands with the flags.
        text.put("flags_open", 0);
        rows(text, result);
        prizes(text, "prizes_given", given);
        prizes(text, "prizes_taken", taken);
        return Json.canonical(text);
    }

    private static void rows(ObjectNode text, Reckoning.Result result) {
        Map<String, String> groups = result.groups();
        var rows = text.putArray("rows");
        result.rows()
                .forEach(row -> rows.addArray()
                        .add(row.rank())
                        .add(row.unit())
                        .add(row.score().n())
                        .add(row.score().d())
                        .add(row.score().counts())
                        .add(groups.get(row.unit())));
    }

    private static void prizes(ObjectNode text, String name, List<PrizeGrants.Held> held) {
        var list = text.putArray(name);
        held.forEach(one -> list.addArray()
                .add(one.piece().prize())
                .add(one.piece().unit())
                .add(one.piece().number())
                .add(one.subject())
                .add(one.grantId()));
    }
}
