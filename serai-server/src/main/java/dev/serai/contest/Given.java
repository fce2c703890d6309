package dev.serai.contest;

import dev.serai.kernel.Json;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a contest gives its metric's formulas.
 *
 * @param start first instant of the window
 * @param end first instant after it
 * @param days where the zone's business days begin
 * @param before where the period of equal length, in local time, that ends at the start begins
 * @param stores whose documents count; empty: every store's
 */
record Given(
        Map<String, JsonNode> params,
        Map<String, SkuRules> rules,
        Instant start,
        Instant end,
        Instant before,
        BusinessDays days,
        Set<String> stores) {
    static Given of(Map<String, JsonNode> params, Instant start, Instant end, BusinessDays days, Set<String> stores) {
        Map<String, SkuRules> rules = new HashMap<>();
        params.forEach((name, value) -> {
            if (value.isArray()) {
                rules.put(name, SkuRules.read(value));
            }
        });
        var from = days.local(start);
        // Counted in local time: where the clock was put forward in between, a day is still a day.
        var before = days.instant(from.minus(java.time.Duration.between(from, days.local(end))));
        return new Given(Map.copyOf(params), rules, start, end, before, days, Set.copyOf(stores));
    }

    /** A BigInteger, a String, or {@code otherwise} where the parameter is unset. */
    @Nullable Object value(String name, @Nullable BigInteger otherwise) {
        var value = params.get(name);
        if (value == null || value.isNull()) {
            return otherwise;
        }
        return value.isString() ? value.stringValue() : value.isNumber() ? value.bigIntegerValue() : otherwise;
    }

    SkuRules rules(String name) {
        return rules.getOrDefault(name, SkuRules.NONE);
    }

    boolean inWindow(Instant at) {
        return !at.isBefore(start) && at.isBefore(end);
    }

    ZoneId zone() {
        return days.zone();
    }

    LocalDate firstDay() {
        return days.of(start);
    }

    /** The day on which the window ends; a window that ends where a day begins does not reach into it. */
    LocalDate endDay() {
        return days.of(end);
    }

    /** The day of the window's last instant. */
    LocalDate lastDay() {
        return days.of(end.minusNanos(1));
    }

    /** For SQL: what lists of goods say. */
    JsonNode json() {
        var all = Json.object();
        rules.forEach((name, list) -> all.set(name, list.json()));
        return all;
    }
}
