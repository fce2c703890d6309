package dev.serai.contest.console;

import dev.serai.contest.FlagSearch;
import dev.serai.contest.Flags;
import dev.serai.kernel.Json;
import dev.serai.operator.Actor;
import dev.serai.operator.Allowed;
import dev.serai.operator.AllowedToStaff;
import dev.serai.operator.Refused;
import dev.serai.operator.Role;
import dev.serai.protocol.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** What may be unfair in a contest, shown with its documents and decided by a person. */
@RestController
final class FlagController {
    private static final int REASON_MAX = 500;
    private static final List<String> STATES = List.of("open", "accepted", "excluded");

    private final Flags flags;
    private final FlagSearch search;

    FlagController(Flags flags, FlagSearch search) {
        this.flags = flags;
        this.search = search;
    }

    /** What is said of a flag. {@code documents}: which to exclude; absent: all of it. {@code shown}: which the person saw. */
    record Said(
            @Nullable String decision,
            @Nullable String reason,
            @Nullable List<String> documents,
            @Nullable List<String> shown) {}

    /** {@code {counts:{open, accepted, excluded}, flags:[{id, kind, unit, state, told, found_at, size, decided}], next}}. */
    @AllowedToStaff
    @GetMapping("/api/contests/{id}/flags")
    ObjectNode list(
            @PathVariable long id,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(defaultValue = "0") long after,
            @RequestParam(defaultValue = "50") int limit) {
        if (state != null && !STATES.contains(state)) {
            throw Refused.invalid("state must be one of " + STATES + ", was " + state);
        }
        if (limit < 1 || limit > Flags.LIMIT_MAX) {
            throw Refused.invalid("limit must be from 1 to " + Flags.LIMIT_MAX + ", was " + limit);
        }
        var found = flags.list(id, state, after, limit + 1);
        var answer = Json.object();
        flags.counts(id).forEach(answer.putObject("counts")::put);
        var list = answer.putArray("flags");
        found.stream().limit(limit).forEach(flag -> list.add(one(flag)));
        answer.put("next", found.size() > limit ? found.get(limit - 1).id() : null);
        return answer;
    }

    /** The flag with its documents as they are now: {@code {…, documents:[{type, id, version, newest, occurred_at, body, counts, excluded}]}}. */
    @AllowedToStaff
    @GetMapping("/api/contests/{id}/flags/{flag}")
    ObjectNode one(@PathVariable long id, @PathVariable long flag) {
        var found = flags.find(id, flag).orElseThrow(() -> Refused.notFound("contest " + id + " has no flag " + flag));
        var node = one(found);
        var documents = node.putArray("documents");
        flags.documents(flag)
                .forEach(document -> documents
                        .addObject()
                        .put("type", document.type())
                        .put("id", document.id())
                        .put("version", document.version())
                        .put("newest", document.newest())
                        .put("occurred_at", document.occurredAt().toString())
                        .put("counts", document.counts())
                        .put("excluded", document.excluded())
                        .set("body", document.body()));
        return node;
    }

    /** {@code {decision: accepted|excluded, reason, documents?, shown?}}. May be decided anew. */
    @Allowed({Role.OPERATIONS, Role.PRODUCT_MANAGER})
    @PostMapping("/api/contests/{id}/flags/{flag}/decide")
    ObjectNode decide(@PathVariable long id, @PathVariable long flag, @RequestBody Said said, Actor by) {
        var word = said.decision();
        if (word == null || !List.of("accepted", "excluded").contains(word)) {
            throw Refused.invalid("decision must be accepted or excluded, was " + word);
        }
        var reason = said.reason() == null ? "" : said.reason().strip();
        if (reason.isEmpty() || reason.length() > REASON_MAX) {
            throw Refused.invalid("reason must be given, in at most " + REASON_MAX + " characters");
        }
        var documents = said.documents();
        answered(() -> {
            flags.decide(
                    id,
                    flag,
                    Flags.Decision.valueOf(word.toUpperCase(Locale.ROOT)),
                    documents == null ? List.of() : documents,
                    said.shown(),
                    reason,
                    by);
            return true;
        });
        return one(id, flag);
    }

    /** Looks now: {@code {open}}. */
    @Allowed({Role.OPERATIONS, Role.PRODUCT_MANAGER})
    @PostMapping("/api/contests/{id}/flags/look")
    ObjectNode look(@PathVariable long id) {
        return Json.object().put("open", answered(() -> search.look(id)));
    }

    private static <T> T answered(Supplier<T> work) {
        try {
            return work.get();
        } catch (Refusal refusal) {
            throw new Refused(refusal.subCode().code(), refusal.subCode().wire(), refusal.explanation());
        }
    }

    private static ObjectNode one(Flags.Flag flag) {
        var node = Json.object()
                .put("id", flag.id())
                .put("kind", flag.kind())
                .put("unit", flag.unit())
                .put("state", flag.state())
                .put("found_at", flag.foundAt().toString())
                .put("size", flag.documents());
        node.set("told", flag.told());
        var decided = flag.decided();
        if (decided != null) {
            node.putObject("decided")
                    .put("by", decided.by())
                    .put("reason", decided.reason())
                    .put("at", decided.at().toString());
        }
        return node;
    }
}
