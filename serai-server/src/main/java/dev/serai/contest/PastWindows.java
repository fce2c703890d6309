package dev.serai.contest;

import dev.serai.kernel.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Earlier windows as long as a draft's: its own where that is over, then the ones before it, back to back. A window of whole
 * months goes back by months, so that March is compared with February; any other by its length in local time.
 */
@Component
final class PastWindows {
    /** The last day of a month every month has. */
    private static final int DAY_OF_EVERY_MONTH = 28;

    /** Newest facts looked at to learn until when there is history. */
    private static final int NEWEST_LOOKED_AT = 2_000;

    private final JdbcClient db;

    PastWindows(JdbcClient db) {
        this.db = db;
    }

    /** Local times of the contest's zone, half open. */
    record Window(LocalDateTime start, LocalDateTime end) {
        /** The draft in this window. A bracket's rounds are days of its own window alone, and move nobody on the board. */
        ObjectNode of(JsonNode file) {
            var moved = (ObjectNode) Json.read(Json.canonical(file));
            moved.remove("bracket");
            return moved.put("start", start.toString()).put("end", end.toString());
        }
    }

    /** The newest first; fewer than {@code many} only where there are no facts of the metric at all. */
    List<Window> last(JsonNode file, Contest draft, Instant now, int many) {
        return before(
                edge(file.path("start").asString()),
                edge(file.path("end").asString()),
                draft.definition().zone(),
                now,
                newest(draft.definition().fact(), now),
                many);
    }

    /** A date stands for its midnight, as in a file. */
    private static LocalDateTime edge(String text) {
        return text.contains("T")
                ? LocalDateTime.parse(text)
                : LocalDate.parse(text).atStartOfDay();
    }

    /** Until when there are facts, as the newest accepted ones tell; an instant of the future is not believed. */
    private Instant newest(String type, Instant now) {
        return db
                .sql("""
                        SELECT v.occurred_at FROM (SELECT seq FROM fact.newest WHERE type = ? ORDER BY seq DESC LIMIT ?) AS n
                        JOIN fact.version v USING (seq)""")
                .params(type, NEWEST_LOOKED_AT)
                .query((rs, _) ->
                        rs.getObject(1, java.time.OffsetDateTime.class).toInstant())
                .list()
                .stream()
                .filter(at -> !at.isAfter(now))
                .max(Instant::compareTo)
                .orElse(now);
    }

    static List<Window> before(
            LocalDateTime start, LocalDateTime end, ZoneId zone, Instant now, Instant newest, int many) {
        long months = ChronoUnit.MONTHS.between(start, end);
        boolean byMonths =
                months > 0 && start.plusMonths(months).equals(end) && start.getDayOfMonth() <= DAY_OF_EVERY_MONTH;
        var length = Duration.between(start, end);
        long back = 0;
        if (!byMonths) {
            // Straight to the neighbourhood: an hour's contest may lie years after the last fact.
            var last = LocalDateTime.ofInstant(newest.isBefore(now) ? newest : now, zone);
            back = Math.max(0, Duration.between(last, start).dividedBy(length) - 1);
        }
        List<Window> found = new ArrayList<>();
        while (found.size() < many) {
            var window = byMonths
                    ? new Window(start.minusMonths(months * back), end.minusMonths(months * back))
                    : new Window(start.minus(length.multipliedBy(back)), end.minus(length.multipliedBy(back)));
            back++;
            if (!window.end.atZone(zone).toInstant().isAfter(now)
                    && !window.start.atZone(zone).toInstant().isAfter(newest)) {
                found.add(window);
            }
        }
        return found;
    }
}
