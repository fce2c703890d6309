package dev.serai.contest;

import dev.serai.kernel.Json;
import dev.serai.release.DeclarationKind;
import dev.serai.release.DeclarationProblem;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Files that declare a contest. */
@Component
final class ContestKind implements DeclarationKind<Contest> {
    private static final int AFTER_METRICS = 60;

    @Override
    public String kind() {
        return "contest/v1";
    }

    @Override
    public String schema() {
        return "schemas/contest-v1.json";
    }

    @Override
    public Class<Contest> type() {
        return Contest.class;
    }

    @Override
    public int rank() {
        return AFTER_METRICS;
    }

    @Override
    public String id(JsonNode file) {
        return file.path("id").asString();
    }

    @Override
    public Contest compile(JsonNode file, Others others) {
        var metrics = others.of(Metric.class);
        var metric = metrics.get(file.path("metric").asString());
        if (metric == null) {
            throw new DeclarationProblem(
                    "/metric",
                    "there is no metric " + file.path("metric").asString() + "; published: "
                            + metrics.keySet().stream().sorted().toList());
        }
        var unit = file.path("unit").asString();
        var unitField = metric.units().get(unit);
        if (unitField == null) {
            throw new DeclarationProblem(
                    "/unit",
                    "metric " + metric.id() + " ranks "
                            + metric.units().keySet().stream().sorted().toList() + ", not " + unit);
        }
        var zone = zone(file.path("zone").asString());
        var start = instant(file, "start", zone);
        var end = instant(file, "end", zone);
        if (!start.isBefore(end)) {
            throw new DeclarationProblem("/end", "must be after start, " + start);
        }
        var definition = Definition.of(metric, unitField, params(file.path("params"), metric), start, end, zone);
        var shown = definition.hash() + metric.score() + metric.scale() + metric.descending();
        return new Contest(
                file.path("id").asLong(),
                MetricKind.texts(file.path("name")),
                MetricKind.texts(file.path("description")),
                metric,
                unit,
                definition,
                roster(file.path("roster").path("units")),
                file.path("show_top").asInt(100),
                file.path("ranking_top").asInt(1_500),
                file.path("public").asBoolean(false),
                Definition.sha256(Json.canonical(file) + shown));
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new DeclarationProblem("/zone", "not an IANA time zone: " + name);
        }
    }

    private static Instant instant(JsonNode file, String field, ZoneId zone) {
        var text = file.path(field).asString();
        try {
            return LocalDateTime.parse(text).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            throw new DeclarationProblem(
                    "/" + field, "must be a local time of the contest's zone like 2017-03-01T00:00, found " + text);
        }
    }

    private static Map<String, BigInteger> params(JsonNode given, Metric metric) {
        Map<String, BigInteger> params = new HashMap<>(metric.params());
        for (var e : given.properties()) {
            if (params.replace(e.getKey(), e.getValue().bigIntegerValue()) == null) {
                throw new DeclarationProblem(
                        "/params/" + e.getKey(),
                        "metric " + metric.id() + " has no such parameter; it has "
                                + metric.params().keySet().stream().sorted().toList());
            }
        }
        return params;
    }

    private static List<String> roster(JsonNode units) {
        var seen = new LinkedHashSet<String>();
        for (int i = 0; i < units.size(); i++) {
            if (!seen.add(units.get(i).asString())) {
                throw new DeclarationProblem("/roster/units/" + i, "stands in the roster twice");
            }
        }
        return List.copyOf(new ArrayList<>(seen));
    }
}
