package dev.serai.fact.console;

import dev.serai.fact.CsvLoad;
import dev.serai.fact.Taken;
import dev.serai.kernel.Json;
import dev.serai.operator.Allowed;
import dev.serai.operator.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/**
 * Loads a file of facts. The answer is a stream of JSON lines: {@code {"rows","taken","facts"}} while it goes on, at last
 * {@code {"accepted","duplicate","stale","conflict","refused","rows","warnings","problems"}} or {@code {"error"}}.
 */
@RestController
final class LoadController {
    private final CsvLoad load;

    LoadController(CsvLoad load) {
        this.load = load;
    }

    @Allowed(Role.OPERATIONS)
    @PostMapping("/api/facts/load")
    void load(
            @RequestParam String type,
            @RequestParam(defaultValue = "1") long version,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        response.setContentType("application/x-ndjson");
        var out = response.getOutputStream();
        try {
            var loaded = load.load(type, version, request.getInputStream(), progress -> tell(out, progress(progress)));
            tell(out, result(loaded));
        } catch (CsvLoad.BadFile e) {
            tell(out, Json.object().put("error", e.getMessage()));
        }
    }

    private static ObjectNode progress(CsvLoad.Progress progress) {
        return Json.object()
                .put("rows", progress.rows())
                .put("taken", progress.taken())
                .put("facts", progress.facts());
    }

    private static ObjectNode result(CsvLoad.Loaded loaded) {
        var line = Json.object();
        for (var result : Taken.Result.values()) {
            line.put(result.wire(), loaded.count(result));
        }
        line.put("rows", loaded.rows()).put("warnings", loaded.warnings());
        var problems = line.putArray("problems");
        loaded.problems()
                .forEach(problem -> problems.addObject()
                        .put("line", problem.line())
                        .put("id", problem.id())
                        .put("cause", problem.cause()));
        return line;
    }

    private static void tell(OutputStream out, ObjectNode line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
