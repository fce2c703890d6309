package dev.serai.contest.console;

import dev.serai.contest.PrizeMove;
import dev.serai.contest.PublicationDesk;
import dev.serai.contest.PublicationDesk.Done;
import dev.serai.contest.PublicationView;
import dev.serai.operator.Actor;
import dev.serai.operator.Allowed;
import dev.serai.operator.AllowedToStaff;
import dev.serai.operator.Refused;
import dev.serai.operator.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** The desk at which results are reviewed, published and corrected. */
@RestController
final class PublicationController {
    private static final String ONE = "/api/contests/{id}/publication";

    private final PublicationDesk desk;
    private final PublicationView view;

    PublicationController(PublicationDesk desk, PublicationView view) {
        this.desk = desk;
        this.view = view;
    }

    record Words(@Nullable String reason) {}

    /** @param prizes keep, clawback, grantExtra */
    record Correction(
            @Nullable Integer after,
            @Nullable String reason,
            @Nullable List<String> prizes) {}

    @AllowedToStaff
    @GetMapping("/api/contests/ended")
    ObjectNode ended() {
        return view.ended();
    }

    @AllowedToStaff
    @GetMapping(ONE)
    ObjectNode show(@PathVariable long id, Actor by) {
        return view.desk(id, by);
    }

    @Allowed({Role.BUSINESS_MANAGER, Role.PRODUCT_MANAGER, Role.OPERATIONS})
    @PostMapping(ONE + "/review")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void open(@PathVariable long id, @RequestBody Words words, Actor by) {
        desk.open(id, words.reason, by);
    }

    @Allowed({Role.BUSINESS_MANAGER, Role.PRODUCT_MANAGER, Role.OPERATIONS})
    @PostMapping(ONE + "/review/close")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void close(@PathVariable long id, @RequestBody Words words, Actor by) {
        desk.close(id, words.reason, by);
    }

    /** Asked again it answers what was published, {@code made: false}. */
    @Allowed(Role.BUSINESS_MANAGER)
    @PostMapping(ONE)
    Done publish(@PathVariable long id, @RequestBody Words words, Actor by) {
        return desk.publish(id, words.reason, by);
    }

    @AllowedToStaff
    @GetMapping(ONE + "/correction")
    ObjectNode correction(@PathVariable long id) {
        return view.correction(id);
    }

    @Allowed(Role.BUSINESS_MANAGER)
    @PostMapping(ONE + "/corrections")
    @ResponseStatus(HttpStatus.CREATED)
    Done correct(@PathVariable long id, @RequestBody Correction it, Actor by) {
        if (it.after == null) {
            throw Refused.invalid("after is missing; send the number of the publication you correct");
        }
        return desk.correct(id, it.after, it.reason, PrizeMove.of(it.prizes == null ? List.of() : it.prizes), by);
    }

    @AllowedToStaff
    @GetMapping(ONE + "/prizes")
    ObjectNode prizes(@PathVariable long id) {
        return view.prizes(id);
    }

    @AllowedToStaff
    @GetMapping(ONE + "/{n:[0-9]+}")
    ObjectNode one(
            @PathVariable long id,
            @PathVariable int n,
            @RequestParam(defaultValue = "0") int offset,
            @RequestParam(defaultValue = "100") int limit) {
        if (offset < 0 || limit < 1 || limit > PublicationView.ROWS_MAX) {
            throw Refused.invalid("offset must be at least 0 and limit 1 to " + PublicationView.ROWS_MAX);
        }
        return view.publication(id, n, offset, limit);
    }

    /** Byte for byte what its hash is of. */
    @AllowedToStaff
    @GetMapping(ONE + "/{n:[0-9]+}/document")
    ResponseEntity<String> document(@PathVariable long id, @PathVariable int n) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(view.document(id, n));
    }
}
