package dev.serai.watch.console;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one window, counted.
 *
 * @param from since when calls were counted: the window's start, or later when there were too many
 * @param complete false when there were too many calls to count them all
 * @param latencyCalls how many of the newest calls the percentiles are taken from
 * @param bucketS the length of one bucket in seconds
 * @param methods the most called ones first; the last one without a name holds calls of methods there are not
 * @param buckets without a gap, oldest first
 */
record Overview(
        String window,
        Instant from,
        Instant to,
        boolean complete,
        long latencyCalls,
        long bucketS,
        Counts totals,
        List<Counts> methods,
        List<Cause> errors,
        List<Bucket> buckets) {

    /** Counts by who has to act, and how long the calls took; no percentiles without calls. */
    record Counts(
            @Nullable String method,
            long calls,
            long ok,
            long caller,
            long core,
            long house,
            @Nullable Long p50Micros,
            @Nullable Long p95Micros,
            @Nullable Long p99Micros) {}

    record Cause(String subCode, int code, String fault, long calls) {}

    record Bucket(Instant at, long ok, long caller, long core, long house) {}
}
