package dev.serai.contest;

import dev.serai.kernel.Json;
import dev.serai.operator.Refused;
import dev.serai.release.Declarations.SourceFile;
import dev.serai.release.Drafts;
import dev.serai.release.Drafts.Draft;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a contest would look like that nobody has published: compiled as a draft, its board counted on history. Never writes.
 * Of one caller's page only the newest preview runs; an older one is ended.
 */
@Component
public final class Preview {
    /** How long a preview may take; a rehearsal has longer. */
    static final Duration PREVIEW_MAX = Duration.ofSeconds(10);

    /** Rows a preview tells. */
    public static final int ROWS_MAX = 200;

    /** Previews under way at once on this node: each holds a connection. */
    static final int AT_ONCE_MAX = 4;

    private final Drafts drafts;
    private final DraftBoards boards;
    private final PastWindows windows;
    private final KnownUnits units;
    private final Clock clock;
    private final ConcurrentMap<String, EndableReads.Reading> underWay = new ConcurrentHashMap<>();

    Preview(Drafts drafts, DraftBoards boards, PastWindows windows, KnownUnits units, Clock clock) {
        this.drafts = drafts;
        this.boards = boards;
        this.windows = windows;
        this.units = units;
        this.clock = clock;
    }

    /**
     * {@code {sound: false, flaws: [{pointer, line, column, text, rule}]}}, or {@code {sound: true, window, counts, rows,
     * total, rules, unknown}}. Where counting took too long or found too many, {@code cause} says so and rows are missing.
     *
     * @param page names the page that asks, so that its next preview ends this one
     * @throws Refused 409 {@code preview.ended} when another preview of the page or {@link #end} ended this one, 429
     *     {@code preview.busy} when too many run
     */
    public ObjectNode of(SourceFile source, int limit, String page) {
        return switch (drafts.read(source, Contest.class)) {
            case Draft.Flawed<Contest>(var flaws) ->
                Json.object().put("sound", false).set("flaws", told(flaws));
            case Draft.Sound<Contest> sound -> counted(sound, limit, page);
        };
    }

    private static ArrayNode told(List<Drafts.Flaw> flaws) {
        var list = Json.MAPPER.createArrayNode();
        flaws.forEach(flaw -> list.addObject()
                .put("pointer", flaw.pointer())
                .put("line", flaw.problem().line())
                .put("column", flaw.problem().column())
                .put("text", flaw.problem().text())
                .put("rule", flaw.problem().rule()));
        return list;
    }

    private ObjectNode counted(Draft.Sound<Contest> sound, int limit, String page) {
        var reading = new EndableReads.Reading();
        var before = underWay.put(page, reading);
        if (before != null) {
            before.end();
        }
        try {
            if (underWay.size() > AT_ONCE_MAX) {
                throw new Refused(
                        429, "preview.busy", AT_ONCE_MAX + " previews are being counted; try again in a moment");
            }
            return board(sound, limit, reading);
        } catch (EndableReads.Ended e) {
            throw Refused.conflict("preview.ended", "a newer preview of this page, or the page itself, ended this one");
        } finally {
            underWay.remove(page, reading);
        }
    }

    private ObjectNode board(Draft.Sound<Contest> sound, int limit, EndableReads.Reading reading) {
        var draft = sound.value();
        var answer = Json.object().put("sound", true).put("activity_id", draft.activityId());
        var rules = answer.putObject("rules");
        Wording.LANGUAGES.forEach(language -> rules.put(language, Wording.rules(draft, language)));
        answer.put("unit", draft.unit()).put("scale", draft.metric().scale());
        var window = windows.last(sound.file(), draft, clock.instant(), 1).getFirst();
        var moved = window.of(sound.file());
        boolean own = moved.path("start").equals(sound.file().path("start"));
        answer.putObject("window")
                .put("start", window.start().toString())
                .put("end", window.end().toString())
                .put("zone", draft.definition().zone().getId())
                .put("own", own);
        var unknown = answer.putObject("unknown");
        try {
            var counted = boards.count(own ? draft : drafts.compile(moved, Contest.class), reading, PREVIEW_MAX);
            var distribution = new Distribution(counted);
            answer.set("counts", distribution.counts());
            answer.put("total", counted.board().shown().size());
            answer.set("rows", distribution.top(limit));
            units.unknown(unknown, counted);
        } catch (EndableReads.TooSlow | DraftBoards.TooMany e) {
            answer.put("cause", e.getMessage());
        }
        return answer;
    }

    /** Ends this page's preview, if one is under way. */
    public void end(String page) {
        var reading = underWay.remove(page);
        if (reading != null) {
            reading.end();
        }
    }
}
