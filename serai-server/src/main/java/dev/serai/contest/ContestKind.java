package dev.serai.contest;

import dev.serai.kernel.Json;
import dev.serai.release.DeclarationKind;
import dev.serai.release.DeclarationProblem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Files that declare a contest. */
@Component
final class ContestKind implements DeclarationKind<Contest> {
    private static final int AFTER_METRICS = 60;

    private final SkuSets sets;

    ContestKind(SkuSets sets) {
        this.sets = sets;
    }

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
        if (!metric.units().contains(unit)) {
            throw new DeclarationProblem(
                    "/unit",
                    "metric " + metric.id() + " ranks "
                            + metric.units().stream().sorted().toList() + ", not " + unit);
        }
        var zone = zone(file.path("zone").asString());
        var days = new BusinessDays(zone, LocalTime.parse(file.path("day_cut").asString("00:00")));
        var start = instant(file.path("start"), "/start", days);
        var end = instant(file.path("end"), "/end", days);
        if (!start.isBefore(end)) {
            throw new DeclarationProblem("/end", "must be after start, " + start);
        }
        var roster = Roster.read(file);
        var asker = new SkuSets.Asker(file.path("id").asLong(), days.of(start), others.draft());
        var params = params(file.path("params"), metric, asker);
        var stores = stores(file, metric, unit, roster);
        var definition = Definition.of(metric, metric.counted(unit), params, start, end, days, stores);
        var rules = new RulesReader(file, metric, unit, roster, definition).read();
        var shown = definition.hash() + metric.score() + metric.scale() + metric.descending() + metric.picks();
        return new Contest(
                file.path("id").asLong(),
                MetricKind.texts(file.path("name")),
                MetricKind.texts(file.path("description")),
                metric,
                unit,
                definition,
                roster,
                file.path("show_top").asInt(100),
                file.path("ranking_top").asInt(1_500),
                groupBy(file, metric, unit),
                file.path("public").asBoolean(false),
                file.path("nickname").asBoolean(true),
                new Contest.Card(
                        text(file, "brand"),
                        text(file, "cover"),
                        text(file, "thumbnail"),
                        text(file, "award"),
                        file.path("order").asInt(0)),
                rules,
                Closing.read(file),
                Definition.sha256(Json.canonical(file) + shown));
    }

    private static @Nullable String text(JsonNode file, String name) {
        return file.path(name).isString() ? file.path(name).stringValue() : null;
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new DeclarationProblem("/zone", "not an IANA time zone: " + name);
        }
    }

    /** A window's edge. */
    static Instant instant(JsonNode edge, String pointer, BusinessDays days) {
        try {
            return days.edge(edge.asString());
        } catch (DateTimeException e) {
            throw new DeclarationProblem(
                    pointer,
                    "must be a local time of the contest's zone like 2017-03-01T00:00, or a date, found "
                            + edge.asString());
        }
    }

    private Map<String, JsonNode> params(JsonNode given, Metric metric, SkuSets.Asker asker) {
        Map<String, JsonNode> params = new TreeMap<>();
        metric.params().forEach((name, param) -> params.put(name, param.byDefault()));
        for (var e : given.properties()) {
            var param = metric.params().get(e.getKey());
            if (param == null) {
                throw new DeclarationProblem(
                        "/params/" + e.getKey(),
                        "metric " + metric.id() + " has no such parameter; it has "
                                + metric.params().keySet().stream().sorted().toList());
            }
            var value = param.type() == Parameter.Type.SKU_RULES
                    ? sets.lines(e.getValue(), asker, "/params/" + e.getKey())
                    : e.getValue();
            var misfit = param.misfit(value);
            if (misfit != null) {
                throw new DeclarationProblem("/params/" + e.getKey(), misfit);
            }
            params.put(e.getKey(), value);
        }
        return params;
    }

    /** Where the formulas ask which stores take part and the file does not say, a store contest's roster answers. */
    private static Set<String> stores(JsonNode file, Metric metric, String unit, Roster roster) {
        if (file.has("stores")) {
            var stores = new LinkedHashSet<String>();
            file.path("stores").forEach(store -> stores.add(store.asString()));
            return stores;
        }
        return metric.asksStores() && unit.equals("store") && !roster.everyone() ? roster.named() : Set.of();
    }

    private static @Nullable String groupBy(JsonNode file, Metric metric, String unit) {
        var above = unit.equals("clerk") ? List.of("store", "city", "region", "brand") : Metric.ABOVE_STORES;
        var asked = text(file, "group");
        if (asked != null && !above.contains(asked)) {
            throw new DeclarationProblem("/group", "a contest of " + unit + "s is grouped by one of " + above);
        }
        if (asked != null) {
            return asked;
        }
        return metric.groupTop() == null && !file.has("sale_top") ? null : unit.equals("clerk") ? "store" : "region";
    }
}
