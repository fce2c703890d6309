package dev.serai.merchant;

import dev.serai.operator.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a contract says. Checked when made; a refusal names the field.
 *
 * @param commissionPpm parts per million of an order's amount: 10,000 is 1 %
 * @param validTo the first moment at which it holds no more
 */
public record Terms(
        List<Method> methods, Limits limits, int commissionPpm, Instant validFrom, Instant validTo, String note) {
    static final int METHODS_MAX = 500;
    static final int PER_S_MAX = 1_000_000;
    static final int PPM_MAX = 1_000_000;

    /** Signing takes a while; what lies further back was lived under other terms. */
    static final Duration BACKDATED_MAX = Duration.ofDays(1);

    static final Duration LIFE_MAX = Duration.ofDays(10 * 366);
    private static final int NOTE_MAX = 2_000;
    private static final Pattern METHOD = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*){1,2}");

    /** A method in one version. */
    public record Method(String method, int version) {}

    /** @param perS calls a second; what is null is the house's default, for periods: no quota */
    public record Limits(
            int perS,
            @Nullable Integer burst,
            @Nullable Integer concurrent,
            @Nullable Long perDay,
            @Nullable Long perMonth) {}

    static Terms of(
            @Nullable List<Method> methods,
            @Nullable Limits limits,
            @Nullable Integer commissionPpm,
            @Nullable Instant validFrom,
            @Nullable Instant validTo,
            @Nullable String note,
            Instant now) {
        if (methods == null || methods.isEmpty() || methods.size() > METHODS_MAX) {
            throw Refused.invalid("methods must hold 1 to " + METHODS_MAX + " of {method, version}, found "
                    + (methods == null ? "none" : methods.size()));
        }
        var seen = new HashSet<Method>();
        for (var method : methods) {
            if (method == null
                    || method.method == null
                    || !METHOD.matcher(method.method).matches()) {
                throw Refused.invalid("methods[].method must be a name like order.create_order");
            }
            if (method.version < 1) {
                throw Refused.invalid("methods[].version must be at least 1, was " + method.version);
            }
            if (!seen.add(method)) {
                throw Refused.invalid(
                        "methods names " + method.method + " v" + method.version + " twice; leave one out");
            }
        }
        if (limits == null) {
            throw Refused.invalid("limits is required: {per_s, burst, concurrent, per_day, per_month}");
        }
        within("limits.per_s", limits.perS, 1, PER_S_MAX);
        within("limits.burst", limits.burst, 1, PER_S_MAX);
        within("limits.concurrent", limits.concurrent, 1, PER_S_MAX);
        within("limits.per_day", limits.perDay, 0, Long.MAX_VALUE);
        within("limits.per_month", limits.perMonth, 0, Long.MAX_VALUE);
        if (commissionPpm == null) {
            throw Refused.invalid("commission_ppm is required: parts per million, 10000 is 1 %");
        }
        within("commission_ppm", commissionPpm, 0, PPM_MAX);
        if (validFrom == null || validTo == null) {
            throw Refused.invalid("valid_from and valid_to are required, for example 2027-01-01T00:00:00+08:00");
        }
        if (validFrom.isBefore(now.minus(BACKDATED_MAX))) {
            throw Refused.invalid(
                    "valid_from may lie at most " + BACKDATED_MAX.toHours() + " hours back, was " + validFrom);
        }
        if (!validFrom.isBefore(validTo) || validTo.isAfter(validFrom.plus(LIFE_MAX)) || !validTo.isAfter(now)) {
            throw Refused.invalid("valid_to must lie after valid_from and now and at most " + LIFE_MAX.toDays()
                    + " days after valid_from, was " + validTo);
        }
        var words = note == null || note.isBlank() ? "" : Profile.text("note", note, NOTE_MAX);
        return new Terms(List.copyOf(methods), limits, commissionPpm, validFrom, validTo, words);
    }

    private static void within(String field, @Nullable Number found, long from, long to) {
        if (found != null && (found.longValue() < from || found.longValue() > to)) {
            throw Refused.invalid(field + " must be " + from + " to " + to + ", was " + found);
        }
    }
}
