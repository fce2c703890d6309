package dev.serai.contest;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far two rankings of the same participants agree: Kendall's tau-b, 1 the same order, 0 none, −1 the reverse. Counted by
 * merging (Knight 1966), so a board of 100,000 takes a moment. It describes; nobody's score or prize depends on it.
 */
final class KendallTau {
    private static final int PLACES = 4;

    private KendallTau() {}

    /** Of the participants both have; null where one of the two ties everybody. */
    static @Nullable BigDecimal between(Map<String, Integer> before, Map<String, Integer> after) {
        // Both ranks in one long: sorted, the first decides and the second among equals.
        long[] pairs = before.entrySet().stream()
                .filter(e -> after.containsKey(e.getKey()))
                .mapToLong(e -> ((long) e.getValue() << Integer.SIZE) | after.getOrDefault(e.getKey(), 0))
                .sorted()
                .toArray();
        long all = pairs(pairs.length);
        long both = tied(pairs);
        long first =
                tied(Arrays.stream(pairs).map(pair -> pair >>> Integer.SIZE).toArray());
        long[] second = Arrays.stream(pairs).map(pair -> pair & 0xFFFF_FFFFL).toArray();
        long swaps = sort(second, new long[second.length], 0, second.length);
        long seconds = tied(second);
        if (all == first || all == seconds) {
            return null;
        }
        var agree = BigDecimal.valueOf(all - first - seconds + both - 2 * swaps);
        var most = BigDecimal.valueOf(all - first)
                .multiply(BigDecimal.valueOf(all - seconds))
                .sqrt(MathContext.DECIMAL64);
        return agree.divide(most, PLACES, RoundingMode.HALF_UP);
    }

    private static long pairs(long of) {
        return of * (of - 1) / 2;
    }

    /** Pairs of equal values; the values lie sorted. */
    private static long tied(long[] sorted) {
        long tied = 0;
        int from = 0;
        for (int i = 1; i <= sorted.length; i++) {
            if (i == sorted.length || sorted[i] != sorted[from]) {
                tied += pairs((long) i - from);
                from = i;
            }
        }
        return tied;
    }

    /** Sorts, and returns how many pairs stood the wrong way round. */
    private static long sort(long[] values, long[] spare, int from, int to) {
        if (to - from < 2) {
            return 0;
        }
        int middle = (from + to) >>> 1;
        long swaps = sort(values, spare, from, middle) + sort(values, spare, middle, to);
        System.arraycopy(values, from, spare, from, to - from);
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            if (right == to || left < middle && spare[left] <= spare[right]) {
                values[i] = spare[left++];
            } else {
                values[i] = spare[right++];
                swaps += middle - left;
            }
        }
        return swaps;
    }
}
