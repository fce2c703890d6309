package dev.serai.contest;

import dev.serai.kernel.Json;
import dev.serai.release.DeclarationProblem;
import java.sql.Date;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Lists of goods that were reported as facts of type {@code sku_rule}. A contest names a list and its version, so it goes on
 * counting by the lines it began with: a newer version changes no score behind anybody's back, and a return takes away what its
 * sale gave. Of a list's effective dates the one holds that is in effect on the window's first day when the contest is
 * published, whatever is reported later with an earlier date.
 */
@Component
final class SkuSets {
    static final String TYPE = "sku_rule";

    /** Lists kept in memory; each may have 100,000 lines. */
    private static final int KEPT_MAX = 16;

    private final JdbcClient db;
    private final Map<Asked, JsonNode> kept = new ConcurrentHashMap<>();

    SkuSets(JdbcClient db) {
        this.db = db;
    }

    private record Asked(String id, long version) {}

    /**
     * Who asks for a list.
     *
     * @param draft nothing is kept of what it asked
     */
    record Asker(long activityId, LocalDate firstDay, boolean draft) {}

    /** What a parameter says: a list as it stands in the file, or the lines of the one it names. */
    JsonNode lines(JsonNode param, Asker asker, String pointer) {
        if (!param.isObject()) {
            return param;
        }
        var set = param.path("set").asString();
        long version = param.path("version").asLong();
        var chosen = chosen(set, version, asker);
        if (chosen != null) {
            return lines(new Asked(chosen, version), pointer);
        }
        var id = inEffect(set, asker.firstDay);
        if (id == null) {
            throw new DeclarationProblem(
                    pointer,
                    "no list of goods " + set + " is in effect on " + asker.firstDay + "; report it as facts of type "
                            + TYPE);
        }
        var lines = lines(new Asked(id, version), pointer);
        if (asker.draft) {
            return lines;
        }
        choose(set, version, asker, id);
        // Another node may have chosen first.
        return lines(new Asked(Objects.requireNonNull(chosen(set, version, asker)), version), pointer);
    }

    private @Nullable String chosen(String set, long version, Asker asker) {
        return db.sql("""
                        SELECT id FROM contest.goods_chosen
                        WHERE activity_id = ? AND set = ? AND version = ? AND first_day = ?""")
                .params(asker.activityId, set, version, Date.valueOf(asker.firstDay))
                .query((rs, _) -> rs.getString(1))
                .optional()
                .orElse(null);
    }

    /** In the publication's transaction, so that it stands with the publication or not at all. */
    private void choose(String set, long version, Asker asker, String id) {
        db.sql("""
                        INSERT INTO contest.goods_chosen (activity_id, set, version, first_day, id)
                        VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""")
                .params(asker.activityId, set, version, Date.valueOf(asker.firstDay), id)
                .update();
    }

    private JsonNode lines(Asked asked, String pointer) {
        var known = kept.get(asked);
        if (known != null) {
            return known;
        }
        var lines = read(asked, pointer);
        if (kept.size() >= KEPT_MAX) {
            kept.clear();
        }
        kept.put(asked, lines);
        return lines;
    }

    private @Nullable String inEffect(String set, LocalDate day) {
        String best = null;
        LocalDate since = LocalDate.MIN;
        for (var id : ids(set)) {
            var from = id.length() == set.length() ? LocalDate.MIN : date(id.substring(set.length() + 1));
            if (from != null && !from.isAfter(day) && (best == null || from.isAfter(since))) {
                best = id;
                since = from;
            }
        }
        return best;
    }

    private List<String> ids(String set) {
        // A set's name holds no slash, and 0 is what follows it.
        return db.sql("""
                        SELECT id FROM fact.document WHERE type = ? AND (id = ? OR id >= ? AND id < ?) ORDER BY id""")
                .params(TYPE, set, set + "/", set + "0")
                .query((rs, _) -> rs.getString(1))
                .list();
    }

    private static @Nullable LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private JsonNode read(Asked asked, String pointer) {
        return db.sql("SELECT body->>'lines' FROM fact.accepted WHERE type = 'sku_rule' AND id = ? AND version = ?")
                .params(asked.id, asked.version)
                .query((rs, _) -> Json.read(rs.getString(1)))
                .optional()
                .orElseThrow(() -> new DeclarationProblem(
                        pointer + "/version",
                        "list " + asked.id + " has no version " + asked.version + "; accepted: " + versions(asked.id)));
    }

    private List<String> versions(String id) {
        return db.sql("""
                        SELECT version FROM (
                            SELECT version FROM fact.accepted WHERE type = 'sku_rule' AND id = ? ORDER BY version DESC LIMIT 20
                        ) AS newest ORDER BY version""")
                .param(id)
                .query((rs, _) -> Long.toString(rs.getLong(1)))
                .list();
    }
}
