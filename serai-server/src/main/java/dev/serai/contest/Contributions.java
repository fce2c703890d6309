package dev.serai.contest;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Turns documents into contributions and moves the sums by what changed. One statement replaces a document's contribution if
 * its version is newer and hands the old and the new row on to the sums, so a repeated, older or overtaken version does
 * nothing, and a correction moves exactly what it corrects, to another unit or day as well. A document put together from
 * several facts is replaced whenever it differs: it was put together under the definition's lock, so it is never older.
 */
@Component
final class Contributions {
    private final JdbcClient db;

    Contributions(JdbcClient db) {
        this.db = db;
    }

    /** In the caller's transaction. */
    void apply(Definition definition, Arrivals arrivals) {
        long rev = db.sql("SELECT rev FROM contest.definition WHERE hash = ? FOR UPDATE")
                .param(definition.hash())
                .query(Long.class)
                .single();
        int moved = 0;
        for (var source : definition.sources()) {
            var documents = arrivals.documents(source, definition.given());
            List<Line> lines = new ArrayList<>();
            for (var document : documents) {
                for (var one : source.of(document, definition.given())) {
                    lines.add(new Line(document, one.part(), one));
                }
            }
            if (documents.isEmpty() || lines.isEmpty() && !arrivals.countedBefore(definition, source, documents)) {
                continue;
            }
            lines.addAll(ended(definition, source, documents, lines));
            moved += write(definition, source, lines, rev + 1);
        }
        if (moved > 0) {
            db.sql("UPDATE contest.definition SET rev = ? WHERE hash = ?")
                    .params(rev + 1, definition.hash())
                    .update();
        }
    }

    /** What a document adds to one unit now; null: nothing any more. */
    private record Line(Document document, String part, Source.@Nullable Contribution adds) {}

    /** Documents, and parts of documents, that contribute no longer. */
    private List<Line> ended(Definition definition, Source source, List<Document> documents, List<Line> lines) {
        Map<String, Document> byId = new LinkedHashMap<>();
        documents.forEach(document -> byId.put(document.id(), document));
        Set<List<String>> stays = new HashSet<>();
        lines.forEach(line -> stays.add(List.of(line.document.id(), line.part)));
        if (source.each() == null) {
            return byId.values().stream()
                    .filter(document -> !stays.contains(List.of(document.id(), "")))
                    .map(document -> new Line(document, "", null))
                    .toList();
        }
        List<Line> ended = new ArrayList<>();
        db.sql("""
                        SELECT id, part FROM contest.contribution
                        WHERE definition = ? AND type = ? AND id = ANY (?::text[]) AND unit IS NOT NULL""")
                .params(definition.hash(), source.fact(), byId.keySet().toArray(String[]::new))
                .query(rs -> {
                    var document = byId.get(rs.getString(1));
                    if (document != null && !stays.contains(List.of(document.id(), rs.getString(2)))) {
                        ended.add(new Line(document, rs.getString(2), null));
                    }
                });
        return ended;
    }

    private int write(Definition definition, Source source, List<Line> lines, long rev) {
        int size = lines.size();
        var ids = new String[size];
        var parts = new String[size];
        var versions = new Long[size];
        var at = new String[size];
        var units = new @Nullable String[size];
        var days = new @Nullable String[size];
        var values = new @Nullable String[Metric.MEASURES_MAX][size];
        for (int i = 0; i < size; i++) {
            var line = lines.get(i);
            var document = line.document;
            ids[i] = document.id();
            parts[i] = line.part;
            versions[i] = document.version();
            at[i] = (document.at() == null ? definition.start() : document.at()).toString();
            var adds = line.adds;
            if (adds == null) {
                continue;
            }
            units[i] = adds.unit();
            days[i] = adds.day().toString();
            for (int v = 0; v < Metric.MEASURES_MAX; v++) {
                BigInteger value = adds.values().get(v);
                values[v][i] = value.toString();
            }
        }
        List<Object> params = new ArrayList<>();
        params.add(definition.hash());
        params.add(source.fact());
        params.addAll(List.of(ids, parts, versions, units, days, at, values[0], values[1], values[2], values[3]));
        params.addAll(List.of(definition.hash(), source.fact(), source.join() != null, definition.hash(), rev));
        return db.sql(WRITE).params(params).update();
    }

    private static final String WRITE = """
            WITH moved AS (
                INSERT INTO contest.contribution AS c
                    (definition, type, id, part, version, unit, day, occurred_at, v1, v2, v3, v4)
                SELECT ?, ?, id, part, version, unit, day, occurred_at, v1, v2, v3, v4
                FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::date[], ?::timestamptz[],
                            ?::numeric[], ?::numeric[], ?::numeric[], ?::numeric[])
                    AS given (id, part, version, unit, day, occurred_at, v1, v2, v3, v4)
                -- A document that never contributed needs no row. It remembers no version then; that is safe because
                -- the listener brings versions in order, and no board is complete before it has caught up with filling.
                WHERE unit IS NOT NULL OR EXISTS (
                    SELECT FROM contest.contribution had
                    WHERE had.definition = ? AND had.type = ? AND had.id = given.id AND had.part = given.part)
                ON CONFLICT (definition, type, id, part) DO UPDATE SET
                    version = excluded.version, unit = excluded.unit, day = excluded.day,
                    occurred_at = excluded.occurred_at,
                    v1 = excluded.v1, v2 = excluded.v2, v3 = excluded.v3, v4 = excluded.v4
                WHERE CASE WHEN ?
                    THEN (c.version, c.unit, c.day, c.v1, c.v2, c.v3, c.v4) IS DISTINCT FROM
                        (excluded.version, excluded.unit, excluded.day, excluded.v1, excluded.v2, excluded.v3, excluded.v4)
                    ELSE c.version < excluded.version END
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
