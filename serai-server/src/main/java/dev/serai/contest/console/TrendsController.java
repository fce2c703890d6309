package dev.serai.contest.console;

import dev.serai.contest.BoardDesk;
import dev.serai.operator.AllowedToStaff;
import dev.serai.operator.PageQuery;
import dev.serai.operator.Refused;
import dev.serai.protocol.Refusal;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** What a contest's board page shows besides the board: how it moved, and who is looked for. */
@RestController
final class TrendsController {
    private static final int PLACE_MAX = 999_999;

    private final BoardDesk desk;

    TrendsController(BoardDesk desk) {
        this.desk = desk;
    }

    @AllowedToStaff
    @GetMapping("/api/contests/{id}/trends")
    ObjectNode trends(@PathVariable long id, @RequestParam Map<String, String> given) {
        var query = new PageQuery(given);
        var offset = query.number("offset", 0, PLACE_MAX);
        var limit = query.number("limit", 1, BoardDesk.ROWS_MAX);
        return told(() -> desk.trends(id, offset == null ? 0 : offset, limit == null ? BoardDesk.ROWS_MAX : limit));
    }

    @AllowedToStaff
    @GetMapping("/api/contests/{id}/participants")
    ObjectNode find(@PathVariable long id, @RequestParam Map<String, String> given) {
        var text = new PageQuery(given).text("text");
        if (text == null) {
            throw Refused.invalid("text is required: a part of a code or a name");
        }
        return told(() -> desk.find(id, text));
    }

    private static ObjectNode told(Supplier<ObjectNode> work) {
        try {
            return work.get();
        } catch (Refusal refusal) {
            throw new Refused(refusal.subCode().code(), refusal.subCode().wire(), refusal.explanation());
        }
    }
}
