package dev.serai.acceptance;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The receipts of a made-up company, all out of a seed: what is sent in which batch, and what the boards must show in the
 * end. Of the documents a tenth is sent twice, a tenth up to {@link #LATE_MAX} batches late, and a twentieth is corrected by
 * a second version, which may overtake the first. Some lie outside of the window, some exactly on its ends.
 */
final class Sales {
    static final Instant START = Instant.parse("2016-05-01T00:00:00Z");
    static final Instant END = Instant.parse("2016-06-01T00:00:00Z");

    private static final int STORES = 100;
    private static final int CLERKS_OF_STORE = 20;

    /** Documents whose time has come in a batch; with what is late, doubled and corrected it holds a quarter more. */
    private static final int GROUP = 350;

    private static final int LATE_MAX = 20;
    private static final int WHOLE = 1_000;
    private static final int TWICE = 100;
    private static final int LATE = 100;
    private static final int CORRECTED = 50;
    private static final int ON_AN_END = 2;
    private static final int RETURNED = 40;
    private static final long WINDOW_S = END.getEpochSecond() - START.getEpochSecond();
    private static final long BESIDE_S = 86_400;

    private final int documents;
    private final long seed;
    private final String prefix;

    Sales(int documents, long seed) {
        this.documents = documents;
        this.seed = seed;
        this.prefix = "P" + seed + "n" + documents + "-";
    }

    /** What every id of this company begins with. */
    String prefix() {
        return prefix;
    }

    int batches() {
        return (documents + GROUP - 1) / GROUP + LATE_MAX;
    }

    /** One version of a receipt. */
    private record Receipt(String id, int version, Instant at, String store, String clerk, long[] paid, int pieces) {
        String json() {
            var text = new StringBuilder("{\"type\":\"receipt\",\"id\":\"")
                    .append(id)
                    .append("\",\"version\":")
                    .append(version)
                    .append(",\"occurred_at\":\"")
                    .append(at)
                    .append("\",\"body\":{\"store_id\":\"")
                    .append(store)
                    .append("\",\"clerk_id\":\"")
                    .append(clerk)
                    .append("\",\"lines\":[");
            for (int i = 0; i < paid.length; i++) {
                text.append(i == 0 ? "" : ",")
                        .append("{\"product_id\":\"G")
                        .append(i)
                        .append("\",\"quantity\":")
                        .append(pieces)
                        .append(",\"paid\":")
                        .append(paid[i])
                        .append(",\"list\":")
                        .append(paid[i])
                        .append('}');
            }
            return text.append("]}}").toString();
        }

        boolean counts() {
            return !at.isBefore(START) && at.isBefore(END);
        }

        long sum() {
            long sum = 0;
            for (long one : paid) {
                sum += one;
            }
            return sum;
        }
    }

    private SplittableRandom random(int document, int what) {
        return new SplittableRandom((seed * 1_000_003 + document) * 31 + what);
    }

    private Receipt receipt(int document, int version) {
        var random = random(document, version);
        var store = prefix + "S" + random.nextInt(STORES);
        long second = random.nextInt(WHOLE) < ON_AN_END
                ? random.nextBoolean() ? 0 : WINDOW_S
                : random.nextLong(-BESIDE_S, WINDOW_S + BESIDE_S);
        boolean returned = random.nextInt(WHOLE) < RETURNED;
        var paid = new long[1 + random.nextInt(3)];
        for (int i = 0; i < paid.length; i++) {
            paid[i] = (returned ? -1 : 1) * (long) random.nextInt(1, 50_000);
        }
        return new Receipt(
                prefix + document,
                version,
                START.plusSeconds(second),
                store,
                store + "_" + random.nextInt(CLERKS_OF_STORE),
                paid,
                returned ? -1 : 1);
    }

    private boolean corrected(int document) {
        return random(document, 0).nextInt(WHOLE) < CORRECTED;
    }

    /** What is sent in this batch, as {@code fact.report} takes it; a few hundred receipts. */
    List<String> batch(int number) {
        List<String> sent = new ArrayList<>();
        for (int group = Math.max(0, number - LATE_MAX); group <= number; group++) {
            int end = (int) Math.min(documents, (group + 1L) * GROUP);
            for (int document = group * GROUP; document < end; document++) {
                add(sent, document, number - group);
            }
        }
        Collections.shuffle(sent, new Random(seed + number));
        return sent;
    }

    private void add(List<String> sent, int document, int later) {
        var random = random(document, -1);
        int first = random.nextInt(WHOLE) < LATE ? random.nextInt(1, LATE_MAX + 1) : 0;
        int again = random.nextInt(WHOLE) < TWICE ? random.nextInt(LATE_MAX + 1) : -1;
        int correction = random.nextInt(LATE_MAX + 1);
        if (first == later) {
            sent.add(receipt(document, 1).json());
        }
        if (again == later) {
            sent.add(receipt(document, 1).json());
        }
        if (correction == later && corrected(document)) {
            sent.add(receipt(document, 2).json());
        }
    }

    List<String> stores() {
        List<String> stores = new ArrayList<>();
        for (int i = 0; i < STORES; i++) {
            stores.add(prefix + "S" + i);
        }
        return stores;
    }

    List<String> clerks() {
        List<String> clerks = new ArrayList<>();
        for (var store : stores()) {
            for (int i = 0; i < CLERKS_OF_STORE; i++) {
                clerks.add(store + "_" + i);
            }
        }
        return clerks;
    }

    /** A unit's exact score; d = 0: none. */
    record Score(String unit, long n, long d) {}

    /** Paid by clerk, in major units. */
    List<Score> byClerk() {
        Map<String, Long> paid = new TreeMap<>();
        clerks().forEach(clerk -> paid.put(clerk, 0L));
        newest(receipt -> paid.merge(receipt.clerk, receipt.sum(), Long::sum));
        return paid.entrySet().stream()
                .map(e -> new Score(e.getKey(), e.getValue(), 100))
                .toList();
    }

    /** Paid an order by store; an order counts with at least one piece. */
    List<Score> byStore() {
        Map<String, Score> sums = new TreeMap<>();
        stores().forEach(store -> sums.put(store, new Score(store, 0, 0)));
        newest(receipt -> {
            if (receipt.pieces * receipt.paid.length >= 1) {
                sums.merge(
                        receipt.store,
                        new Score(receipt.store, receipt.sum(), 100),
                        (a, b) -> new Score(a.unit, a.n + b.n, a.d + b.d));
            }
        });
        return List.copyOf(sums.values());
    }

    private interface Each {
        void of(Receipt receipt);
    }

    private void newest(Each each) {
        for (int document = 0; document < documents; document++) {
            var receipt = receipt(document, corrected(document) ? 2 : 1);
            if (receipt.counts()) {
                each.of(receipt);
            }
        }
    }

    /** Rank, unit and score a line, as a board must show them: 1, 1, 3, best first, those without a score last. */
    static List<String> ranked(List<Score> scores) {
        Comparator<Score> better = (a, b) -> a.d == 0 || b.d == 0
                ? Boolean.compare(a.d == 0, b.d == 0)
                : product(b.n, a.d).compareTo(product(a.n, b.d));
        var sorted = new ArrayList<>(scores);
        sorted.sort(better.thenComparing(Score::unit));
        List<String> lines = new ArrayList<>();
        int rank = 0;
        for (int i = 0; i < sorted.size(); i++) {
            var one = sorted.get(i);
            rank = i > 0 && better.compare(sorted.get(i - 1), one) == 0 ? rank : i + 1;
            lines.add(rank + " " + one.unit + " " + one.n + "/" + one.d);
        }
        return lines;
    }

    private static BigInteger product(long a, long b) {
        return BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
    }
}
