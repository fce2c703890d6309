package dev.serai.contest;

import dev.serai.kernel.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * The statement that counts a definition again and compares it with what is kept. The row {@code d} is a document, as the
 * formulas see it; {@code given} holds what the contest names in lists. Parameters follow the text; the definition's hash
 * and the number of rows to tell come last and are the caller's.
 */
final class RecountSql {
    private final Definition definition;
    private final long activityId;
    private final Stretch stretch;
    private final List<Object> params = new ArrayList<>();
    private final String text;
    private final String rows;

    RecountSql(Definition definition, long activityId) {
        this(definition, activityId, Stretch.whole(definition));
    }

    /** @param stretch the days that are compared */
    RecountSql(Definition definition, long activityId, Stretch stretch) {
        this.definition = definition;
        this.activityId = activityId;
        this.stretch = stretch;
        var stores = Json.object();
        definition.given().stores().forEach(store -> stores.put(store, true));
        params.add(Json.canonical(definition.given().json()));
        params.add(Json.canonical(stores));
        List<String> sources = new ArrayList<>();
        for (var source : definition.sources()) {
            sources.add("(" + source(source) + ")");
        }
        this.rows = String.join(" UNION ALL ", sources);
        this.text = """
                WITH given AS MATERIALIZED (SELECT ?::jsonb AS params, ?::jsonb AS stores),
                told AS (
                    SELECT unit, day, count(*) || ':' || sum(v1) || '/' || sum(v2) || '/' || sum(v3) || '/' || sum(v4) AS v
                    FROM (%1$s) AS one WHERE unit IS NOT NULL AND day IS NOT NULL GROUP BY unit, day
                ), kept AS (
                    SELECT unit, day, sum(documents) || ':' || sum(v1) || '/' || sum(v2) || '/' || sum(v3) || '/' || sum(v4) AS v
                    FROM (
                        SELECT unit, day, documents, v1, v2, v3, v4 FROM contest.unit_day WHERE definition = ?
                        UNION ALL
                        SELECT c.unit, c.day, -1, -c.v1, -c.v2, -c.v3, -c.v4
                        FROM contest.exclusion x JOIN contest.contribution c ON c.type = x.type AND c.id = x.id
                        WHERE x.activity_id = %2$d AND c.definition = '%3$s' AND c.unit IS NOT NULL
                    ) AS one WHERE %4$s GROUP BY unit, day
                    HAVING NOT (sum(documents) = 0 AND sum(v1) = 0 AND sum(v2) = 0 AND sum(v3) = 0 AND sum(v4) = 0)
                )
                SELECT unit, day, told.v, kept.v, (SELECT count(*) FROM kept) FROM told FULL JOIN kept USING (unit, day)
                ORDER BY (told.v IS NOT DISTINCT FROM kept.v), unit, day LIMIT ?""".formatted(rows, activityId, definition.hash(), stretch.days());
    }

    /** The unit-days as the facts alone give them, for a definition nobody keeps. */
    DayTable days() {
        List<Object> all = new ArrayList<>(params);
        all.add(definition.hash());
        return new DayTable("""
                given AS MATERIALIZED (SELECT ?::jsonb AS params, ?::jsonb AS stores),
                counted AS MATERIALIZED (
                    SELECT ?::text AS definition, unit COLLATE "C" AS unit, day, count(*) AS documents,
                        sum(v1) AS v1, sum(v2) AS v2, sum(v3) AS v3, sum(v4) AS v4
                    FROM (%s) AS one WHERE unit IS NOT NULL AND day IS NOT NULL GROUP BY unit, day
                ),""".formatted(rows), "counted", inOrder(all));
    }

    /** The two lists come first in the text, then the hash, then what the sources bind. */
    private static List<Object> inOrder(List<Object> all) {
        List<Object> ordered = new ArrayList<>(all.subList(0, 2));
        ordered.add(all.getLast());
        ordered.addAll(all.subList(2, all.size() - 1));
        return ordered;
    }

    String text() {
        return text;
    }

    /** In the order of the text, but for the last two. */
    List<Object> params() {
        return params;
    }

    /** Rows unit, day, v1 to v4. Everything is appended in the order in which its values are bound. */
    private String source(Source source) {
        var sql = Expr.Sql.of(definition.given(), params);
        var each = source.each();
        var unit = each == null ? "(d.body->>'" + source.unitField() + "')" : "units.unit";
        var rows = new StringBuilder("SELECT ").append(unit).append(" AS unit, ");
        rows.append(day(source, sql)).append(" AS day");
        rows.append(columns(source, sql));
        rows.append(" FROM (").append(documents(source)).append(") AS d");
        if (each != null) {
            var inside = sql.inside();
            rows.append(", LATERAL (SELECT DISTINCT ")
                    .append(inside.item())
                    .append("->>'")
                    .append(source.unitField());
            rows.append("' AS unit FROM jsonb_array_elements(d.body->'")
                    .append(each.over())
                    .append("') AS ");
            rows.append(inside.item()).append(" WHERE ").append(takesPart(source, inside));
            if (each.where() != null) {
                rows.append(" AND ").append(Logic.condition(each.where(), inside));
            }
            rows.append(") AS units");
        }
        rows.append(" WHERE ").append(each == null ? takesPart(source, sql) : "true");
        rows.append(inWindow(source, sql));
        // What a person excluded counts on neither road.
        rows.append(" AND NOT EXISTS (SELECT FROM contest.exclusion x WHERE x.activity_id = ")
                .append(activityId);
        return rows.append(" AND x.type = '")
                .append(source.fact())
                // OFFSET 0: first each document's small row, then the sorting; never the sorting of whole documents.
                .append("' AND x.id = d.id) OFFSET 0")
                .toString();
    }

    private String takesPart(Source source, Expr.Sql sql) {
        return source.storeField() == null || definition.given().stores().isEmpty()
                ? "true"
                : "((SELECT stores FROM given)->(" + sql.source(true) + "->>'" + source.storeField()
                        + "')) IS NOT NULL";
    }

    /** On which day of the contest's zone. The whole second decides: no zone changes within one. */
    private String day(Source source, Expr.Sql sql) {
        var night = source.night();
        if (source.each() != null) {
            return "'" + definition.given().firstDay() + "'::date";
        }
        if (night != null) {
            return nightDay(night);
        }
        var when = source.when();
        var at = when == null
                ? "d.occurred_at"
                : "(timestamptz 'epoch' + floor(" + when.sql(sql) + " / 1000000)::float8 * interval '1 second')";
        var days = definition.given().days();
        if (days.atMidnight()) {
            params.add(definition.zone().getId());
            return "(" + at + " AT TIME ZONE ?)::date";
        }
        // A cut inside an hour that the clock shows twice has no name in SQL; when each day begins has one.
        var first = definition.given().firstDay();
        params.add(first.datesUntil(definition.given().lastDay().plusDays(1))
                .map(day -> days.begin(day).toString())
                .toArray(String[]::new));
        return "('" + first + "'::date + width_bucket(" + at + ", ?::timestamptz[]) - 1)";
    }

    private static String nightDay(Source.Night night) {
        var text = "(d.body->>'" + night.date() + "')";
        return "(CASE WHEN " + text + " ~ '" + Source.NIGHT_FORM + "' THEN " + text + "::date END)";
    }

    private String columns(Source source, Expr.Sql sql) {
        var columns = new StringBuilder();
        for (int i = 0; i < Metric.MEASURES_MAX; i++) {
            int own = i - source.firstColumn();
            var value = "0::numeric";
            if (own >= 0 && own < source.measures().size()) {
                value = source.night() == null
                        ? Calc.number(source.measures().get(own), sql)
                        : "CASE WHEN " + whole(source, sql) + " THEN "
                                + source.measures().get(own).sql(sql) + " ELSE 0 END";
            } else if (source.night() != null && own == source.measures().size()) {
                value = "CASE WHEN " + whole(source, sql) + " THEN 0 ELSE 1 END";
            }
            columns.append(", ").append(value).append(" AS v").append(i + 1);
        }
        return columns.toString();
    }

    private static String whole(Source source, Expr.Sql sql) {
        return "("
                + String.join(
                        " AND ",
                        source.measures().stream()
                                .map(measure -> measure.sql(sql) + " IS NOT NULL")
                                .toList())
                + ")";
    }

    private String documents(Source source) {
        var join = source.join();
        if (join == null) {
            params.add(source.fact());
            // OFFSET 0 keeps the planner from reading a body's text again for every formula that looks into it.
            return "SELECT id, occurred_at, body FROM fact.document WHERE type = ?" + ownTimeInWindow(source)
                    + " OFFSET 0";
        }
        params.addAll(List.of(
                source.fact(),
                join.fact(),
                utc(definition.given().before()),
                utc(definition.given().end())));
        return """
                SELECT COALESCE(head.id, tail.id) AS id, head.occurred_at,
                    COALESCE(head.body, '{}'::jsonb) || jsonb_build_object('%1$s', COALESCE(tail.items, '[]'::jsonb)) AS body
                FROM (SELECT id, occurred_at, body FROM fact.document WHERE type = ?) AS head
                FULL JOIN (
                    SELECT body->>'%2$s' COLLATE "C" AS id, jsonb_agg(body || jsonb_build_object('occurred_at',
                        to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) AS items
                    FROM fact.document
                    WHERE type = ? AND occurred_at >= ? AND occurred_at < ? AND body->>'%2$s' IS NOT NULL GROUP BY 1
                ) AS tail ON tail.id = head.id""".formatted(join.list(), join.by());
    }

    private String ownTimeInWindow(Source source) {
        if (!source.byOwnTime()) {
            return "";
        }
        params.add(utc(stretch.from()));
        params.add(utc(stretch.to()));
        return " AND occurred_at >= ? AND occurred_at < ?";
    }

    private String inWindow(Source source, Expr.Sql sql) {
        var given = definition.given();
        if (source.each() != null || source.byOwnTime()) {
            return "";
        }
        if (source.night() != null) {
            return " AND " + nightDay(source.night()) + " <= '" + given.endDay() + "'::date";
        }
        var when = source.when();
        if (when == null) {
            params.add(utc(given.start()));
            params.add(utc(given.end()));
            return " AND d.occurred_at >= ? AND d.occurred_at < ?";
        }
        return " AND "
                + new Logic.Inside(when, new Leaf.Edge(Leaf.Edge.Which.START), new Leaf.Edge(Leaf.Edge.Which.END))
                        .sql(sql);
    }

    private static OffsetDateTime utc(Instant at) {
        return OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
    }
}
