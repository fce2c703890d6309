package dev.serai.contest.console;

import dev.serai.contest.KnownUnits;
import dev.serai.contest.Preview;
import dev.serai.contest.Rehearsals;
import dev.serai.kernel.Json;
import dev.serai.operator.Actor;
import dev.serai.operator.Allowed;
import dev.serai.operator.AllowedToStaff;
import dev.serai.operator.Refused;
import dev.serai.operator.Role;
import dev.serai.release.Declarations.SourceFile;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Contests that are being written: looked at on history before anybody sees them. */
@RestController
final class DraftsController {
    private static final int ROWS_USUAL = 20;
    private static final int PAGE_LENGTH_MAX = 64;

    private final Preview preview;
    private final Rehearsals rehearsals;
    private final KnownUnits units;

    DraftsController(Preview preview, Rehearsals rehearsals, KnownUnits units) {
        this.preview = preview;
        this.rehearsals = rehearsals;
        this.units = units;
    }

    /** @param page any word that names the page which asks; its newest preview ends the one before */
    record Draft(
            @Nullable String name,
            @Nullable String text,
            @Nullable Integer limit,
            @Nullable String page,
            @Nullable Integer windows) {
        SourceFile source() {
            if (text == null) {
                throw Refused.invalid("text is required: the contest file, YAML or, where name ends in .json, JSON");
            }
            return new SourceFile(name == null ? "contest.yaml" : name, text);
        }

        String page(Actor by) {
            var word = page == null ? "" : page;
            if (word.length() > PAGE_LENGTH_MAX) {
                throw Refused.invalid("page must be at most " + PAGE_LENGTH_MAX + " characters, was " + word.length());
            }
            return by.name() + " " + word;
        }
    }

    @Allowed({Role.OPERATIONS, Role.PRODUCT_MANAGER})
    @PostMapping("/api/contests/preview")
    ObjectNode preview(@RequestBody Draft draft, Actor by) {
        int limit = draft.limit() == null ? ROWS_USUAL : draft.limit();
        if (limit < 1 || limit > Preview.ROWS_MAX) {
            throw Refused.invalid("limit must be 1 to " + Preview.ROWS_MAX + ", was " + limit);
        }
        return preview.of(draft.source(), limit, draft.page(by));
    }

    @Allowed({Role.OPERATIONS, Role.PRODUCT_MANAGER})
    @PostMapping("/api/contests/preview/end")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(@RequestBody Draft draft, Actor by) {
        preview.end(draft.page(by));
    }

    @AllowedToStaff
    @GetMapping("/api/contests/units")
    ObjectNode units(@RequestParam String unit) {
        if (!unit.equals("store") && !unit.equals("clerk")) {
            throw Refused.invalid("unit must be store or clerk; the others are put together from stores");
        }
        return units.all(unit);
    }

    @Allowed({Role.OPERATIONS, Role.PRODUCT_MANAGER})
    @PostMapping("/api/contests/rehearsals")
    @ResponseStatus(HttpStatus.ACCEPTED)
    ObjectNode rehearse(@RequestBody Draft draft, Actor by) {
        return one(rehearsals.ask(draft.source(), draft.windows(), by));
    }

    @AllowedToStaff
    @GetMapping("/api/contests/rehearsals")
    ObjectNode list(@RequestParam(name = "activity_id") long activityId) {
        var answer = Json.object();
        rehearsals.of(activityId).forEach(answer.putArray("rehearsals")::add);
        return answer;
    }

    @AllowedToStaff
    @GetMapping("/api/contests/rehearsals/{id}")
    ObjectNode one(@PathVariable String id) {
        return rehearsals.find(id).orElseThrow(() -> Refused.notFound("there is no rehearsal " + id));
    }

    @Allowed({Role.OPERATIONS, Role.PRODUCT_MANAGER})
    @PostMapping("/api/contests/rehearsals/{id}/cancel")
    ObjectNode cancel(@PathVariable String id, Actor by) {
        rehearsals.cancel(id, by);
        return one(id);
    }
}
