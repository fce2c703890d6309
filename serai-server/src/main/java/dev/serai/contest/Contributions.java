package dev.serai.contest;

import dev.serai.fact.Fact;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Turns documents into contributions and moves the sums by what changed. One statement replaces a document's contribution if
 * its version is newer and hands the old and the new row on to the sums, so a repeated, older or overtaken version does
 * nothing, and a correction moves exactly what it corrects, to another unit or day as well.
 */
@Component
final class Contributions {
    private final JdbcClient db;

    Contributions(JdbcClient db) {
        this.db = db;
    }

    /** In the caller's transaction. The facts may hold several versions of one document. */
    void apply(Definition definition, Collection<Fact> facts) {
        Map<String, Fact> newest = new LinkedHashMap<>();
        for (var fact : facts) {
            if (fact.type().equals(definition.fact())) {
                newest.merge(fact.id(), fact, (a, b) -> b.version() > a.version() ? b : a);
            }
        }
        if (newest.isEmpty()) {
            return;
        }
        long rev = db.sql("SELECT rev FROM contest.definition WHERE hash = ? FOR UPDATE")
                .param(definition.hash())
                .query(Long.class)
                .single();
        if (write(definition, List.copyOf(newest.values()), rev + 1) > 0) {
            db.sql("UPDATE contest.definition SET rev = ? WHERE hash = ?")
                    .params(rev + 1, definition.hash())
                    .update();
        }
    }

    private int write(Definition definition, List<Fact> facts, long rev) {
        int size = facts.size();
        var ids = new String[size];
        var versions = new Long[size];
        var at = new String[size];
        var units = new @Nullable String[size];
        var days = new @Nullable String[size];
        var values = new @Nullable String[Metric.MEASURES_MAX][size];
        for (int i = 0; i < size; i++) {
            var fact = facts.get(i);
            ids[i] = fact.id();
            versions[i] = fact.version();
            at[i] = fact.occurredAt().toString();
            var one = definition.of(fact);
            if (one == null) {
                continue;
            }
            units[i] = one.unit();
            days[i] = one.day().toString();
            for (int v = 0; v < Metric.MEASURES_MAX; v++) {
                values[v][i] = v < one.values().size() ? one.values().get(v).toString() : "0";
            }
        }
        List<Object> params = new ArrayList<>();
        params.add(definition.hash());
        params.add(definition.fact());
        params.addAll(List.of(ids, versions, units, days, at, values[0], values[1], values[2], values[3]));
        params.addAll(List.of(definition.hash(), definition.fact(), definition.hash(), rev));
        return db.sql(WRITE).params(params).update();
    }

    private static final String WRITE = """
            WITH moved AS (
                INSERT INTO contest.contribution AS c
                    (definition, type, id, version, unit, day, occurred_at, v1, v2, v3, v4)
                SELECT ?, ?, id, version, unit, day, occurred_at, v1, v2, v3, v4
                FROM unnest(?::text[], ?::bigint[], ?::text[], ?::date[], ?::timestamptz[],
                            ?::numeric[], ?::numeric[], ?::numeric[], ?::numeric[])
                    AS given (id, version, unit, day, occurred_at, v1, v2, v3, v4)
                -- A document that never contributed needs no row. It remembers no version then; that is safe because
                -- the listener brings versions in order, and no board is complete before it has caught up with filling.
                WHERE unit IS NOT NULL OR EXISTS (
                    SELECT FROM contest.contribution had
                    WHERE had.definition = ? AND had.type = ? AND had.id = given.id)
                ON CONFLICT (definition, type, id) DO UPDATE SET
                    version = excluded.version, unit = excluded.unit, day = excluded.day,
                    occurred_at = excluded.occurred_at,
                    v1 = excluded.v1, v2 = excluded.v2, v3 = excluded.v3, v4 = excluded.v4
                WHERE c.version < excluded.version
                RETURNING old.unit AS was_unit, old.day AS was_day,
                    old.v1 AS was1, old.v2 AS was2, old.v3 AS was3, old.v4 AS was4,
                    new.unit, new.day, new.v1, new.v2, new.v3, new.v4
            ), change AS (
                SELECT unit, day, sum(documents) AS documents,
                    sum(v1) AS v1, sum(v2) AS v2, sum(v3) AS v3, sum(v4) AS v4
                FROM (
                    SELECT unit, day, 1 AS documents, v1, v2, v3, v4 FROM moved WHERE unit IS NOT NULL
                    UNION ALL
                    SELECT was_unit, was_day, -1, -was1, -was2, -was3, -was4 FROM moved WHERE was_unit IS NOT NULL
                ) AS both_sides
                GROUP BY unit, day
            )
            INSERT INTO contest.unit_day AS u (definition, unit, day, documents, v1, v2, v3, v4, rev)
            SELECT ?, unit, day, documents, v1, v2, v3, v4, ? FROM change
            ON CONFLICT (definition, unit, day) DO UPDATE SET
                documents = u.documents + excluded.documents,
                v1 = u.v1 + excluded.v1, v2 = u.v2 + excluded.v2,
                v3 = u.v3 + excluded.v3, v4 = u.v4 + excluded.v4,
                rev = excluded.rev""";
}
