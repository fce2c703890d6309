package dev.serai.contest;

import dev.serai.kernel.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Everything that decides what a document contributes: formulas, parameters, unit, window, zone, day cut, stores; and nothing else,
 * so that a new name or roster recounts nothing. Its hash names its rows; its {@code spec} is kept with them, so that they
 * can be continued without the declaration they came from.
 */
record Definition(String hash, String spec, List<Source> sources, Given given) {
    /** Rises when the meaning of a spec changes. */
    private static final int ENGINE = 1;

    /** @param stores whose documents count; empty: all */
    static Definition of(
            Metric metric,
            String unit,
            Map<String, JsonNode> params,
            Instant start,
            Instant end,
            BusinessDays days,
            Set<String> stores) {
        var spec = Json.object();
        spec.put("engine", ENGINE);
        metric.source().write(spec, unit, !stores.isEmpty());
        var also = metric.also();
        if (also != null) {
            also.write(spec.putObject("also"), unit, !stores.isEmpty());
        }
        if (!metric.lets().isEmpty()) {
            spec.set("let", metric.lets());
        }
        var given = spec.putObject("params");
        new TreeMap<>(params).forEach(given::set);
        spec.put("start", start.toString())
                .put("end", end.toString())
                .put("zone", days.zone().getId());
        if (!days.atMidnight()) {
            spec.put("day_cut", days.cut().toString());
        }
        if (!stores.isEmpty()) {
            var named = spec.putArray("stores");
            new TreeSet<>(stores).forEach(named::add);
        }
        return read(Json.canonical(spec));
    }

    static Definition read(String spec) {
        JsonNode node = Json.read(spec);
        var lets = ExprReader.lets(node.path("let"));
        List<Source> sources = new ArrayList<>();
        sources.add(Source.read(node, node.path("unit").asString(), lets, 0));
        if (node.has("also")) {
            var also = node.path("also");
            sources.add(Source.read(
                    also,
                    also.path("unit").asString(),
                    lets,
                    sources.getFirst().measures().size()));
        }
        Map<String, JsonNode> params = new TreeMap<>();
        node.path("params").properties().forEach(e -> params.put(e.getKey(), e.getValue()));
        Set<String> stores = new HashSet<>();
        node.path("stores").forEach(store -> stores.add(store.asString()));
        var given = Given.of(
                params,
                Instant.parse(node.path("start").asString()),
                Instant.parse(node.path("end").asString()),
                new BusinessDays(
                        ZoneId.of(node.path("zone").asString()),
                        LocalTime.parse(node.path("day_cut").asString("00:00"))),
                stores);
        return new Definition(sha256(spec), spec, List.copyOf(sources), given);
    }

    /** The type of the documents it counts first. */
    String fact() {
        return sources.getFirst().fact();
    }

    /** The types of facts whose arrival may change its sums, each once. */
    List<String> types() {
        return sources.stream()
                .flatMap(source -> source.types().stream())
                .distinct()
                .toList();
    }

    Source.@Nullable Night night() {
        return sources.getFirst().night();
    }

    Instant start() {
        return given.start();
    }

    Instant end() {
        return given.end();
    }

    BusinessDays days() {
        return given.days();
    }

    ZoneId zone() {
        return given.zone();
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
