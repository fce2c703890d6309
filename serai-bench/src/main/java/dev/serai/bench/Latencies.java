package dev.serai.bench;

import java.util.Arrays;
import java.util.List;

/** How long the calls of one run took, and the run itself. */
final class Latencies {
    private final long[] sorted;
    private final long tookNanos;

    Latencies(long[] nanos, long tookNanos) {
        this.sorted = nanos.clone();
        Arrays.sort(sorted);
        this.tookNanos = tookNanos;
    }

    /** Of several runs as one. */
    static Latencies of(List<Latencies> runs) {
        return new Latencies(
                runs.stream().flatMapToLong(run -> Arrays.stream(run.sorted)).toArray(),
                runs.stream().mapToLong(run -> run.tookNanos).sum());
    }

    int count() {
        return sorted.length;
    }

    double perSecond() {
        return count() * 1e9 / tookNanos;
    }

    /** The time within which this share of the calls was answered: the smallest one that holds (nearest rank). */
    long micros(double share) {
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(1, rank) - 1] / 1_000;
    }
}
