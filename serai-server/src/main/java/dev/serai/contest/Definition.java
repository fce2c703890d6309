package dev.serai.contest;

import dev.serai.fact.Fact;
import dev.serai.kernel.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Everything that decides what a document contributes: formulas, parameters, unit, window, zone; and nothing else, so that
 * a new name or roster recounts nothing. Its hash names its rows; its {@code spec} is kept with them, so that they can be
 * continued without the declaration they came from.
 */
record Definition(
        String hash,
        String spec,
        String fact,
        String unitField,
        List<Expr> measures,
        Map<String, BigInteger> params,
        Instant start,
        Instant end,
        ZoneId zone) {
    /** Rises when the meaning of a spec changes. */
    private static final int ENGINE = 1;

    /** What one document adds to a unit on a day of the contest's zone. */
    record Contribution(String unit, LocalDate day, List<BigInteger> values) {}

    static Definition of(
            Metric metric, String unitField, Map<String, BigInteger> params, Instant start, Instant end, ZoneId zone) {
        var spec = Json.object();
        spec.put("engine", ENGINE).put("fact", metric.fact()).put("unit", unitField);
        var measures = spec.putArray("measures");
        metric.measures().forEach(measures::add);
        var given = spec.putObject("params");
        new TreeMap<>(params).forEach(given::put);
        spec.put("start", start.toString()).put("end", end.toString()).put("zone", zone.getId());
        return read(Json.canonical(spec));
    }

    static Definition read(String spec) {
        JsonNode node = Json.read(spec);
        List<Expr> measures = new ArrayList<>();
        node.path("measures").forEach(measure -> measures.add(ExprReader.read(measure)));
        Map<String, BigInteger> params = new TreeMap<>();
        node.path("params")
                .properties()
                .forEach(e -> params.put(e.getKey(), e.getValue().bigIntegerValue()));
        return new Definition(
                sha256(spec),
                spec,
                node.path("fact").asString(),
                node.path("unit").asString(),
                List.copyOf(measures),
                Map.copyOf(params),
                Instant.parse(node.path("start").asString()),
                Instant.parse(node.path("end").asString()),
                ZoneId.of(node.path("zone").asString()));
    }

    /** What this fact contributes; null when it lies outside the window or names no unit. */
    @Nullable Contribution of(Fact fact) {
        var unit = fact.body().path(unitField);
        if (!unit.isString()
                || fact.occurredAt().isBefore(start)
                || !fact.occurredAt().isBefore(end)) {
            return null;
        }
        var scope = new Expr.Scope(fact.body(), null, params);
        return new Contribution(
                unit.stringValue(),
                fact.occurredAt().atZone(zone).toLocalDate(),
                measures.stream().map(measure -> measure.integer(scope)).toList());
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
