package dev.serai.activity.console;

import dev.serai.activity.Play;
import dev.serai.activity.PlaySource;
import dev.serai.kernel.Json;
import dev.serai.operator.AllowedToStaff;
import dev.serai.operator.Refused;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.Signatures;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Activities as most see them: cards, and the boards of contests down to single facts. */
@RestController
class ActivityApi {
    private static final int CARDS_MAX = 1_000;

    /** Staff see whole boards, as a signed call does, and speak for no user. */
    private static final Play.Viewer STAFF = new Play.Viewer(null, true, false);

    private final List<PlaySource> sources;

    ActivityApi(List<PlaySource> sources) {
        this.sources = List.copyOf(sources);
    }

    @AllowedToStaff
    @GetMapping("/api/activities")
    ObjectNode list() {
        var answer = Json.object();
        var cards = answer.putArray("activities");
        sources.stream()
                .flatMap(source -> source.all().stream())
                .sorted(Comparator.comparingLong(play -> play.card().id()))
                .limit(CARDS_MAX)
                .forEach(play -> cards.add(card(play)));
        return answer;
    }

    @AllowedToStaff
    @GetMapping("/api/activities/{id}")
    ObjectNode one(@PathVariable long id) {
        return card(find(id));
    }

    /**
     * Its ETag is made of all it says, for a recount may differ while its version stays: a page that asks every second is mostly
     * told that nothing changed.
     */
    @AllowedToStaff
    @GetMapping("/api/activities/{id}/board")
    ResponseEntity<JsonNode> board(
            @PathVariable long id,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable Integer offset,
            @RequestHeader(name = "If-None-Match", required = false) @Nullable String known) {
        var args = Json.object();
        if (limit != null) {
            args.put("limit", limit);
        }
        if (offset != null) {
            args.put("offset", offset);
        }
        var board = act(find(id), "board", args);
        var etag = "\"" + Signatures.sha256Hex(board.toString().getBytes(StandardCharsets.UTF_8)) + "\"";
        return etag.equals(known)
                ? ResponseEntity.status(HttpStatus.NOT_MODIFIED).eTag(etag).build()
                : ResponseEntity.ok().eTag(etag).body(board);
    }

    @AllowedToStaff
    @GetMapping("/api/activities/{id}/explain")
    JsonNode explain(
            @PathVariable long id,
            @RequestParam(name = "unit_id") String unitId,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        var args = Json.object().put("unit_id", unitId);
        if (after != null) {
            args.put("after", after);
        }
        if (limit != null) {
            args.put("limit", limit);
        }
        return act(find(id), "explain", args);
    }

    private Play find(long id) {
        return sources.stream()
                .flatMap(source -> source.find(id, null).stream())
                .findFirst()
                .orElseThrow(() -> Refused.notFound("there is no published activity " + id));
    }

    private static JsonNode act(Play play, String action, ObjectNode args) {
        if (!play.actions().contains(action)) {
            throw Refused.notFound(
                    "activity " + play.card().id() + " is a " + play.card().play() + " and has no " + action);
        }
        try {
            return play.act(action, args, STAFF);
        } catch (Refusal refusal) {
            throw new Refused(refusal.subCode().code(), refusal.subCode().wire(), refusal.explanation());
        }
    }

    /** The same keys as {@code activity.list} tells outside. */
    private static ObjectNode card(Play play) {
        var card = play.card();
        var json = Json.object()
                .put("activity_id", card.id())
                .put("play", card.play())
                .put("state", card.state())
                .put("start", local(card.start(), card.zone()))
                .put("end", local(card.end(), card.zone()))
                .put("zone", card.zone())
                .put("public", card.open());
        var name = json.putObject("name");
        card.name().forEach(name::put);
        play.traits().forEach(json::put);
        return json;
    }

    private static String local(Instant instant, String zone) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant.atZone(ZoneId.of(zone)));
    }
}
