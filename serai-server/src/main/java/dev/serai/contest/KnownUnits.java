package dev.serai.contest;

import dev.serai.kernel.Json;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stores and clerks somebody may put on a roster: those of the organisation, and those any counted contest has met in facts.
 */
@Component
public final class KnownUnits {
    /** Units told at once; beyond it the list says that there are more. */
    public static final int TOLD_MAX = 50_000;

    /** Unknown ones told by their code. */
    static final int UNKNOWN_TOLD_MAX = 50;

    private final JdbcClient db;
    private final Organisation organisation;
    private final Clock clock;

    KnownUnits(JdbcClient db, Organisation organisation, Clock clock) {
        this.db = db;
        this.organisation = organisation;
        this.clock = clock;
    }

    /** {@code {units:[{unit_id, name, store, city, region, brand}], more}} by code; {@code unit} is store or clerk. */
    public ObjectNode all(String unit) {
        Map<String, Organisation.@Nullable Place> places =
                new TreeMap<>(organisation.on(unit, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)));
        counted(unit).forEach(code -> places.putIfAbsent(code, null));
        var answer = Json.object();
        var list = answer.putArray("units");
        places.entrySet().stream().limit(TOLD_MAX).forEach(e -> {
            var node = list.addObject().put("unit_id", e.getKey());
            var place = e.getValue();
            if (place != null) {
                put(node, "name", place.name());
                put(node, "store", place.store());
                Metric.ABOVE_STORES.forEach(level -> put(node, level, place.of(level)));
            }
        });
        answer.put("more", Math.max(0, places.size() - TOLD_MAX));
        return answer;
    }

    private static void put(ObjectNode into, String name, @Nullable String value) {
        if (value != null) {
            into.put(name, value);
        }
    }

    /** Steps through the index from unit to unit: a definition may have millions of unit-days. */
    private Set<String> counted(String unit) {
        return new HashSet<>(db.sql("""
                        WITH RECURSIVE one AS (
                            (SELECT d.hash, (SELECT min(unit) FROM contest.unit_day WHERE definition = d.hash) AS unit
                             FROM contest.definition d WHERE d.spec::jsonb->>'unit' = ?)
                            UNION ALL
                            SELECT hash, (SELECT min(u.unit) FROM contest.unit_day u
                                          WHERE u.definition = hash AND u.unit > one.unit)
                            FROM one WHERE unit IS NOT NULL
                        ) SELECT DISTINCT unit FROM one WHERE unit IS NOT NULL LIMIT ?""")
                .params(unit + "_id", TOLD_MAX)
                .query((rs, _) -> rs.getString(1))
                .list());
    }

    /** Of the roster's units those that nobody knows: no facts in the window, none in a counted contest, no place. */
    void unknown(ObjectNode into, DraftBoards.Counted counted) {
        var contest = counted.contest();
        var kind = contest.unit();
        if (!kind.equals("store") && !kind.equals("clerk")) {
            into.put("n", 0).putArray("units");
            return;
        }
        var known = counted(kind);
        var without = contest.score(Totals.NOTHING);
        var withFacts = counted.board().rows().stream()
                .filter(row -> !row.score().equals(without))
                .map(Board.Row::unit)
                .collect(Collectors.toSet());
        var placed = placed(kind, contest.roster().units());
        var unknown = contest.roster().units().stream()
                .filter(unit -> !known.contains(unit) && !withFacts.contains(unit) && !placed.contains(unit))
                .toList();
        into.put("n", unknown.size());
        unknown.stream().limit(UNKNOWN_TOLD_MAX).forEach(into.putArray("units")::add);
    }

    private Set<String> placed(String kind, List<String> units) {
        return new HashSet<>(db.sql("SELECT DISTINCT code FROM contest.place WHERE kind = ? AND code = ANY (?::text[])")
                .params(kind, units.toArray(String[]::new))
                .query((rs, _) -> rs.getString(1))
                .list());
    }
}
