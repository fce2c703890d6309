package dev.serai.acceptance;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;

/**
 * Calls bent from valid ones, in every dialect. The door answers each that is owed an answer, never with a fault of its own,
 * never with its own code's words, and its memory at the end is what it was at a fifth of the way.
 */
final class FuzzProof {
    static final int CALLS = 100_000;

    private static final int CHUNK = 1_000;
    private static final int WORKERS = 8;
    private static final int FINDINGS_MAX = 50;
    /** Below it caches still fill, and the heap is not looked at. */
    private static final int HEAP_FROM = 10_000;

    private static final double HEAP_GROWTH_MAX = 0.05;
    private static final Pattern FOREIGN_PROTOCOL =
            Pattern.compile("[ \t](?!HTTP/1\\.[01]\r?\n)[^ \r\n]*/\\d+\\.\\d+\r?\n");
    /** Whoever broke off his own request waits so long, then says that nothing more comes. */
    private static final Duration UNFRAMED_LIMIT = Duration.ofMillis(400);

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);

    private final House house;
    private final Demo demo;
    private final Tally tally;
    private final Progress progress;
    private final Path findings;
    private final int calls;
    private final long seed;
    private final AtomicInteger faults = new AtomicInteger();
    private final List<String> told = new ArrayList<>();
    private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();

    /** @param findings the folder for the bytes of what went wrong */
    FuzzProof(House house, Tally tally, Progress progress, Path findings, int calls, long seed) throws IOException {
        this.house = house;
        this.demo = house.demo();
        this.tally = tally;
        this.progress = progress;
        this.findings = findings;
        this.calls = calls;
        this.seed = seed;
    }

    void run() throws IOException, InterruptedException {
        int done = 0;
        long early = 0;
        for (var line : progress.lines()) {
            if (line.getFirst().equals("heap")) {
                early = Long.parseLong(line.get(1));
            } else {
                done = Integer.parseInt(line.getFirst());
            }
        }
        var number = "fuzz-" + seed;
        new Merchant(demo)
                .data(
                        "order.create_order",
                        Map.of(
                                "out_order_no",
                                number,
                                "product_id",
                                demo.products().getFirst().id(),
                                "quantity",
                                "1"));
        var traffic = Traffic.of(demo, List.of(number));
        var tag = number + "-" + Long.toString(System.currentTimeMillis(), 36);
        int chunk = Math.max(1, Math.min(CHUNK, calls / 5));
        while (done < calls) {
            tally.progress(done, calls, "bent calls, " + faults.get() + " findings");
            int from = done;
            int to = Math.min(calls, done + chunk);
            var indices = IntStream.range(from, to).boxed().toList();
            Crowd.each(WORKERS, indices, demo.door(), (caller, i) -> one(caller, traffic, tag, i));
            done = to;
            progress.note(done);
            if (calls >= HEAP_FROM && early == 0 && done >= calls / 5) {
                early = Heap.live(house.server());
                progress.note("heap", early);
                tally.say("heap after a forced collection at " + done + " calls: " + early / 1024 + " KiB");
            }
        }
        tally.progress(calls, calls, "outcomes: " + new TreeMap<>(outcomes));
        tally.check(
                "bent calls",
                "answered, without a fault of the house's",
                () -> faults.get() == 0
                        ? ""
                        : faults.get() + ": " + told.stream().limit(5).toList() + "; their bytes are in " + findings);
        heap(early);
    }

    private void heap(long early) throws IOException, InterruptedException {
        if (calls < HEAP_FROM) {
            return;
        }
        long late = Heap.live(house.server());
        tally.say("heap after a forced collection at " + calls + " calls: " + late / 1024 + " KiB");
        tally.check("the heap at a fifth and at the end", "differs by less than 5 %", () -> {
            double growth = Math.abs(late - early) / (double) early;
            return growth < HEAP_GROWTH_MAX ? "" : early + " bytes, then " + late;
        });
    }

    private void one(Caller caller, Traffic traffic, String tag, int i) {
        var random = new Random(seed * 1_000_003 + i);
        var bent = Mutation.of(random, traffic, tag + "-" + i, caller);
        try (var wire = new Wire(demo.door())) {
            long began = System.nanoTime();
            wire.send(bent.bytes());
            int answers = 0;
            boolean open = true;
            while (open && answers < bent.answers()) {
                var reply = read(wire, bent, answers);
                answers++;
                open = !reply.closes();
                judge(i, bent, reply, began);
            }
        } catch (EOFException e) {
            if (bent.framed()) {
                finding(i, bent, "no answer: " + e.getMessage());
            } else {
                outcome("closed");
            }
        } catch (SocketTimeoutException e) {
            finding(i, bent, "nothing within " + ANSWER_LIMIT.toSeconds() + " s, seed " + seed + ", call " + i);
        } catch (IOException e) {
            // It may hang up while a request that it has refused is still being sent.
            if (bent.framed()) {
                finding(i, bent, e.toString());
            } else {
                outcome("closed");
            }
        }
    }

    private static Wire.Reply read(Wire wire, Mutation bent, int answers) throws IOException {
        if (bent.framed()) {
            return wire.read(ANSWER_LIMIT);
        }
        try {
            return wire.read(UNFRAMED_LIMIT);
        } catch (SocketTimeoutException e) {
            // It waits for more, as it must: now nothing more comes.
            if (answers > 0) {
                throw new EOFException("no further answer");
            }
            wire.endSending();
            return wire.read(ANSWER_LIMIT);
        }
    }

    private void judge(int i, Mutation bent, Wire.Reply reply, long began) {
        var text = reply.text();
        outcome(Integer.toString(reply.status()));
        if (text.contains("Exception") || text.contains("java.") || text.contains("dev.serai")) {
            finding(i, bent, "it tells of its code: " + reply);
        } else if (answeredByHttpItself(bent, reply)) {
            outcome("501 by HTTP itself");
        } else if (coreWasLate(reply, began)) {
            outcome("core.timeout");
        } else if (reply.status() >= 500) {
            finding(i, bent, reply.toString());
        } else if (text.contains("\"isp.") || text.contains("\"code\":\"20000\"")) {
            finding(i, bent, "a fault of the house's own: " + reply);
        }
    }

    /** A core that stood still is no fault of the house's, if it is told in the form that the dialect has for it. */
    private static boolean coreWasLate(Wire.Reply reply, long began) {
        try {
            return Caller.coreWasLate(Caller.subCode(reply), began)
                    && (reply.status() == 504
                            || reply.status() == 200 && reply.text().contains("\"isp.core.timeout\""));
        } catch (JacksonException e) {
            return false;
        }
    }

    /**
     * A request line that ends in another protocol than HTTP/1.0 or 1.1 is answered by the HTTP library before any code of the
     * house's hears of it: 501 without a body, as RFC 9110 has a 5xx for it.
     */
    private static boolean answeredByHttpItself(Mutation bent, Wire.Reply reply) {
        return reply.status() == 501
                && reply.body().length == 0
                && !bent.framed()
                && FOREIGN_PROTOCOL
                        .matcher(new String(bent.bytes(), StandardCharsets.ISO_8859_1))
                        .find();
    }

    private void outcome(String what) {
        outcomes.computeIfAbsent(what, _ -> new LongAdder()).increment();
    }

    private void finding(int i, Mutation bent, String what) {
        int n = faults.incrementAndGet();
        if (n > FINDINGS_MAX) {
            return;
        }
        var told = "call " + i + " (" + bent.name() + "): " + what;
        synchronized (this.told) {
            this.told.add(told);
        }
        tally.say("FINDING " + told);
        try {
            Files.write(Files.createDirectories(findings).resolve(i + ".http"), bent.bytes());
        } catch (IOException e) {
            tally.say("its bytes could not be kept: " + e);
        }
    }
}
