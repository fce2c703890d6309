package dev.serai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was measured of boards: printed as tables, drawn as a plot, held against the bars. */
final class BoardReport {
    static final double RENEWAL_BAR_MS = 10;
    static final long READ_BAR_MICROS = 5_000;
    /** Keeps what is known from growing worse; at 1 a board would be as fast as a file. */
    static final double READ_BESIDE_BAR = 4;

    static final long VISIBLE_BAR_MICROS = 2_000_000;
    static final double RECOUNT_BAR_S = 15;

    static final String AT_REST = "at rest";

    /** With fewer participants a bar says nothing. */
    private static final int JUDGED_FROM = 100_000;

    private record Renewed(
            BoardHouse.Renewals renewals, double receiptsPerSecond, Latencies visible, double databaseMs) {}

    /** @param file of nginx with the same page as a file, by turns with these; null where it is not here */
    private record Read(
            String when,
            boolean again,
            Latencies latencies,
            double cpuMicros,
            @Nullable Latencies file) {}

    private record Peer(Calls add, Calls read) {}

    private final BoardBench.Size size;
    private final Map<Integer, Renewed> renewed = new LinkedHashMap<>();
    private final Map<Integer, Double> counted = new LinkedHashMap<>();
    private final Map<Integer, Long> readMicros = new LinkedHashMap<>();
    private final List<Read> reads = new ArrayList<>();
    private final Map<Integer, Peer> redis = new LinkedHashMap<>();
    private final Map<Integer, Peer> views = new LinkedHashMap<>();
    private final Map<Long, List<Double>> recounts = new LinkedHashMap<>();
    private final List<String> missing = new ArrayList<>();
    private double receiptsCounted;
    private double countingSeconds;
    private int passed;
    private int failed;

    BoardReport(BoardBench.Size size) {
        this.size = size;
    }

    void counted(int participants, double seconds) {
        counted.put(participants, seconds);
    }

    void countedLines(long receipts, double seconds) {
        receiptsCounted += receipts;
        countingSeconds += seconds;
    }

    void renewed(
            int participants,
            BoardHouse.Renewals renewals,
            double receiptsPerSecond,
            Latencies visible,
            double databaseMs) {
        renewed.put(participants, new Renewed(renewals, receiptsPerSecond, visible, databaseMs));
    }

    void read(int participants, long micros) {
        readMicros.put(participants, micros);
    }

    void read(String when, boolean again, Latencies latencies, double cpuMicros, @Nullable Latencies file) {
        reads.add(new Read(when, again, latencies, cpuMicros, file));
    }

    void redis(int participants, Calls add, Calls read) {
        redis.put(participants, new Peer(add, read));
    }

    void view(int participants, Calls add, Calls read) {
        views.put(participants, new Peer(add, read));
    }

    void recounted(long lines, List<Double> seconds) {
        recounts.put(lines, List.copyOf(seconds));
    }

    void missing(String what) {
        missing.add(what);
    }

    private static void print(String text, Object... values) {
        System.out.printf(Locale.ROOT, text + "%n", values);
    }

    /** Whether every bar holds. */
    boolean print(Path root) throws IOException {
        print("# `./serai bench boards --n %d`: what boards cost and how fresh they are", size.n());
        print("");
        print(
                "%s. %d s a load, %,d receipts/s through the door, 16 reading connections, loopback.",
                Report.machine(), size.seconds(), BoardBench.PER_SECOND);
        print("");
        print(
                "| participants | CPU ms a renewal | renewals | changed in each | database ms besides | receipts/s | answered → visible p50 ms | p99 ms |");
        print("|---|---|---|---|---|---|---|---|");
        renewed.forEach((participants, one) -> print(
                "| %,d | %.2f | %.0f | %,.0f | %.2f | %,.0f | %,d | %,d |",
                participants,
                one.renewals.cpuMs(),
                one.renewals.count(),
                one.renewals.participants() / one.renewals.count(),
                one.databaseMs,
                one.receiptsPerSecond,
                one.visible.micros(0.5) / 1_000,
                one.visible.micros(0.99) / 1_000));
        print("");
        print(
                "| board of %,d over HTTP, first %d rows | reads/s | p50 µs | p99 µs | server CPU µs/read, all it did | nginx with the page as a file: p50 µs | p99 µs |",
                size.n(), BoardReads.ROWS);
        print("|---|---|---|---|---|---|---|");
        reads.forEach(one -> print(
                "| %s, %s | %,.0f | %,d | %,d | %.0f | %s | %s |",
                one.when,
                one.again ? "with the ETag of the last read" : "whole",
                one.latencies.perSecond(),
                one.latencies.micros(0.5),
                one.latencies.micros(0.99),
                one.cpuMicros,
                micros(one.file, 0.5),
                micros(one.file, 0.99)));
        print("");
        print(
                "| peer | participants | new score: CPU µs | p50 µs | p99 µs | first %d: CPU µs | p50 µs | p99 µs |",
                BoardReads.ROWS);
        print("|---|---|---|---|---|---|---|---|");
        redis.forEach((participants, peer) -> peer("Redis ZADD, ZREVRANGE", participants, peer));
        views.forEach((participants, peer) -> peer("PostgreSQL UPDATE, view with rank()", participants, peer));
        print("");
        print("Both peers show a new score to the next read. Serai shows it after its renewal, at most one a second.");
        print("");
        print("| month of lines | counted again, s (each run) |");
        print("|---|---|");
        recounts.forEach((lines, seconds) -> print(
                "| %,d | %s |",
                lines,
                String.join(
                        ", ",
                        seconds.stream()
                                .map(s -> String.format(Locale.ROOT, "%.1f", s))
                                .toList())));
        print("");
        counted.forEach((participants, seconds) ->
                print("First count of %,d receipts of as many clerks: %.1f s.", participants, seconds));
        print(
                "Receipts of %d lines: %,.0f counted a second.",
                BoardBench.LINES_OF_A_RECEIPT, receiptsCounted / countingSeconds);
        missing.forEach(System.out::println);
        draw(root);
        judge();
        return failed == 0;
    }

    private static void peer(String name, int participants, Peer peer) {
        print(
                "| %s | %,d | %.1f | %,d | %,d | %.0f | %,d | %,d |",
                name,
                participants,
                peer.add.cpuMicros(),
                peer.add.latencies().micros(0.5),
                peer.add.latencies().micros(0.99),
                peer.read.cpuMicros(),
                peer.read.latencies().micros(0.5),
                peer.read.latencies().micros(0.99));
    }

    private void judge() {
        if (size.n() < JUDGED_FROM) {
            print("Too small to judge: no bar is held against it.");
            passed = renewed.size();
        } else {
            var main = renewed.get(size.n());
            if (main != null) {
                bar("a renewal of %,d participants, CPU ms".formatted(size.n()), main.renewals.cpuMs(), RENEWAL_BAR_MS);
                bar("answered → visible p99, ms", main.visible.micros(0.99) / 1e3, VISIBLE_BAR_MICROS / 1e3);
            }
            reads.forEach(this::judge);
            var month = recounts.get(size.lines().get(1));
            if (month != null) {
                var sorted = month.stream().sorted().toList();
                bar(
                        "counting %,d lines again, s".formatted(size.lines().get(1)),
                        sorted.get(sorted.size() / 2),
                        RECOUNT_BAR_S);
            }
        }
        failed += missing.size();
        print("%d passed, %d failed", passed, failed);
    }

    /** Where the machine is busy with something else, too, what it lets nginx do with a file says what can be asked. */
    private void judge(Read one) {
        var what = "read p99 " + one.when + (one.again ? ", with ETag" : "");
        double millis = one.latencies.micros(0.99) / 1e3;
        if (one.when.equals(AT_REST)) {
            bar(what + ", ms", millis, READ_BAR_MICROS / 1e3);
            return;
        }
        // Without nginx the bench has failed already, and says so.
        if (one.file != null) {
            bar(what + ", as a multiple of nginx's with a file", millis * 1e3 / one.file.micros(0.99), READ_BESIDE_BAR);
        }
    }

    private static String micros(@Nullable Latencies latencies, double share) {
        return latencies == null ? "" : "%,d".formatted(latencies.micros(share));
    }

    private void bar(String what, double found, double most) {
        boolean holds = found <= most;
        print("%s: %.2f, at most %.2f: %s", what, found, most, holds ? "holds" : "does not hold");
        if (holds) {
            passed++;
        } else {
            failed++;
        }
    }

    private void draw(Path root) throws IOException {
        var boards = new ArrayList<Plot.Series>();
        boards.add(series(
                "Serai: a renewal after a second of receipts, CPU", renewed, one -> one.renewals.cpuMs() * 1_000));
        boards.add(series("Serai: a page of 100 over HTTP, p50", readMicros, Long::doubleValue));
        if (!redis.isEmpty()) {
            boards.add(series(
                    "Redis: ZADD, p50", redis, peer -> peer.add.latencies().micros(0.5)));
            boards.add(series(
                    "Redis: ZREVRANGE of 100, p50",
                    redis,
                    peer -> peer.read.latencies().micros(0.5)));
        }
        boards.add(series(
                "PostgreSQL: view with rank(), 100 rows, p50",
                views,
                peer -> peer.read.latencies().micros(0.5)));
        var lines = new ArrayList<Plot.At>();
        recounts.forEach((count, seconds) ->
                lines.add(new Plot.At(count, seconds.stream().sorted().toList().get(seconds.size() / 2))));
        var svg = Plot.svg(
                "./serai bench boards --n " + size.n() + " · " + Report.machine(),
                List.of(
                        new Plot.Panel("Boards by size", "participants", "µs", boards),
                        new Plot.Panel(
                                "A month counted again",
                                "receipt lines",
                                "s",
                                List.of(new Plot.Series("Serai: recount, median", lines)))));
        var to = size.n() < JUDGED_FROM
                ? Path.of(System.getProperty("java.io.tmpdir"), "serai-bench-boards.svg")
                : root.resolve("docs/bench/boards.svg");
        Files.writeString(to, svg);
        print("Drawn: %s", to);
    }

    private interface Value<T> {
        double of(T one);
    }

    private static <T> Plot.Series series(String name, Map<Integer, T> of, Value<T> value) {
        var points = new ArrayList<Plot.At>();
        of.forEach((participants, one) -> points.add(new Plot.At(participants, Math.max(1, value.of(one)))));
        return new Plot.Series(name, points);
    }
}
