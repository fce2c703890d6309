package dev.serai.contest.console;

import dev.serai.contest.Recount;
import dev.serai.kernel.Json;
import dev.serai.operator.AllowedToStaff;
import dev.serai.protocol.Refusal;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Counts a contest again on demand. */
@RestController
final class RecountController {
    private final Recount recount;

    RecountController(Recount recount) {
        this.recount = recount;
    }

    /** {@code {activity_id, unit_days, behind, differences:[{unit, day, recounted, kept}]}}; 0 differences is right. */
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
                .put("behind", result.behind());
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
