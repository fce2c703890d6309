package dev.serai.contest.console;

import dev.serai.contest.Recount;
import dev.serai.contest.Repair;
import dev.serai.kernel.Json;
import dev.serai.operator.Actor;
import dev.serai.operator.Allowed;
import dev.serai.operator.AllowedToStaff;
import dev.serai.operator.Role;
import dev.serai.protocol.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Counts a contest again on demand, and repairs what was found. */
@RestController
final class RecountController {
    private final Recount recount;
    private final Repair repair;

    RecountController(Recount recount, Repair repair) {
        this.recount = recount;
        this.repair = repair;
    }

    record Words(@Nullable String reason) {}

    @AllowedToStaff
    @GetMapping("/api/contests/{id}/repairs")
    ObjectNode repairs(@PathVariable long id) {
        return repair.entries(id);
    }

    /** {@code {adjusted, rebuilt}}; 409 {@code repair.none} where there is nothing to repair. */
    @Allowed({Role.OPERATIONS, Role.BUSINESS_MANAGER})
    @PostMapping("/api/contests/{id}/repairs")
    @ResponseStatus(HttpStatus.CREATED)
    Repair.Done repair(@PathVariable long id, @RequestBody Words words, Actor by) {
        return repair.run(id, words.reason, by);
    }

    /** {@code {activity_id, unit_days, behind, complete, sure, differences:[{unit, day, recounted, kept}]}}; 0 differences is right. */
    @AllowedToStaff
    @PostMapping("/api/contests/{id}/recount")
    ResponseEntity<String> recount(@PathVariable long id) {
        try {
            return answer(200, result(recount.run(id)));
        } catch (Refusal e) {
            var body = Json.object();
            body.putObject("error").put("code", e.subCode().wire()).put("message", e.explanation());
            return answer(e.subCode().code(), body);
        }
    }

    private static ObjectNode result(Recount.Result result) {
        var body = Json.object();
        body.put("activity_id", result.activityId())
                .put("unit_days", result.unitDays())
                .put("behind", result.behind())
                .put("complete", result.complete())
                .put("sure", result.sure());
        var differences = body.putArray("differences");
        result.differences()
                .forEach(one -> differences
                        .addObject()
                        .put("unit", one.unit())
                        .put("day", one.day().toString())
                        .put("recounted", one.recounted())
                        .put("kept", one.kept()));
        return body;
    }

    private static ResponseEntity<String> answer(int status, ObjectNode body) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body.toString());
    }
}
