package dev.serai.watch.console;

import dev.serai.watch.console.Overview.Bucket;
import dev.serai.watch.console.Overview.Cause;
import dev.serai.watch.console.Overview.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adds groups of calls up in every way an overview shows them. */
final class Tally {
    static final int METHODS_MAX = 100;
    static final int CAUSES_MAX = 50;

    /** Calls alike in all that is counted; no method where it is none of ours. */
    record Group(
            Instant bucket,
            @Nullable String method,
            CallFault fault,
            int code,
            @Nullable String subCode,
            long calls) {}

    /** Percentiles of one method, of the calls without one, or of all together. */
    record Latency(@Nullable String method, boolean whole, long p50Micros, long p95Micros, long p99Micros) {}

    /** How often, by who has to act. */
    private static final class Sum {
        final Map<CallFault, Long> byFault = new EnumMap<>(CallFault.class);

        void add(Group group) {
            byFault.merge(group.fault, group.calls, Long::sum);
        }

        long of(CallFault fault) {
            return byFault.getOrDefault(fault, 0L);
        }

        long calls() {
            return byFault.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private record CauseKey(String subCode, int code, CallFault fault) {}

    /** The name under which calls of no method of ours are added up: no method has it. */
    private static final String NAMELESS = "";

    private final Sum all = new Sum();
    private final Map<String, Sum> byMethod = new HashMap<>();
    private final Map<Instant, Sum> byBucket = new HashMap<>();
    private final Map<CauseKey, Long> byCause = new HashMap<>();
    private final Map<String, Latency> latencies = new HashMap<>();
    private @Nullable Latency latency;

    void add(Group group) {
        all.add(group);
        byMethod.computeIfAbsent(name(group.method), _ -> new Sum()).add(group);
        byBucket.computeIfAbsent(group.bucket, _ -> new Sum()).add(group);
        if (group.fault != CallFault.OK) {
            var subCode = group.subCode == null ? "http." + group.code : group.subCode;
            byCause.merge(new CauseKey(subCode, group.code, group.fault), group.calls, Long::sum);
        }
    }

    void time(Latency found) {
        if (found.whole) {
            latency = found;
        } else {
            latencies.put(name(found.method), found);
        }
    }

    private static String name(@Nullable String method) {
        return method == null ? NAMELESS : method;
    }

    long calls() {
        return all.calls();
    }

    Counts totals() {
        return counts(null, all, latency);
    }

    /** The most called first; calls of no method of ours at the end. */
    List<Counts> methods() {
        var found = new ArrayList<Counts>();
        byMethod.entrySet().stream()
                .filter(e -> !e.getKey().equals(NAMELESS))
                .sorted(Comparator.<Map.Entry<String, Sum>>comparingLong(
                                e -> -e.getValue().calls())
                        .thenComparing(Map.Entry::getKey))
                .limit(METHODS_MAX)
                .forEach(e -> found.add(counts(e.getKey(), e.getValue(), latencies.get(e.getKey()))));
        var nameless = byMethod.get(NAMELESS);
        if (nameless != null) {
            found.add(counts(null, nameless, latencies.get(NAMELESS)));
        }
        return found;
    }

    List<Cause> causes() {
        return byCause.entrySet().stream()
                .map(e -> new Cause(
                        e.getKey().subCode, e.getKey().code, e.getKey().fault.word(), e.getValue()))
                .sorted(Comparator.comparingLong(Cause::calls).reversed().thenComparing(Cause::subCode))
                .limit(CAUSES_MAX)
                .toList();
    }

    List<Bucket> buckets(Instant first, Instant last, Duration length) {
        var found = new ArrayList<Bucket>();
        for (var at = first; !at.isAfter(last); at = at.plus(length)) {
            var sum = byBucket.getOrDefault(at, new Sum());
            found.add(new Bucket(
                    at,
                    sum.of(CallFault.OK),
                    sum.of(CallFault.CALLER),
                    sum.of(CallFault.CORE),
                    sum.of(CallFault.HOUSE)));
        }
        return found;
    }

    private static Counts counts(@Nullable String method, Sum sum, @Nullable Latency latency) {
        return new Counts(
                method,
                sum.calls(),
                sum.of(CallFault.OK),
                sum.of(CallFault.CALLER),
                sum.of(CallFault.CORE),
                sum.of(CallFault.HOUSE),
                latency == null ? null : latency.p50Micros,
                latency == null ? null : latency.p95Micros,
                latency == null ? null : latency.p99Micros);
    }
}
