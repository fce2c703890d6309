package dev.serai.bench;

import dev.serai.protocol.CanonicalText;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Reports receipts of one month at the door at a steady rate, each of another clerk. Besides, one clerk ahead of all sells
 * ten times a second, one receipt after the other: how long after its answer each stands on the board is measured.
 */
final class Receipts implements AutoCloseable {
    private static final int OF_A_CALL = 20;
    private static final int SENDERS = 4;
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
    private static final long PROBE_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LOOK_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(5);

    /** So much that nobody else comes near: a single receipt of the others is at most a thousand. */
    private static final long PROBE_PAID = 1_000_000_000_000L;

    private final BoardHouse house;
    private final BoardFacts facts;
    private final long run = System.currentTimeMillis();
    private final AtomicLong made = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final CopyOnWriteArrayList<String> faults = new CopyOnWriteArrayList<>();
    private final ArrayList<Thread> threads = new ArrayList<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_LIMIT)
            .build();
    private volatile boolean over;

    Receipts(BoardHouse house, BoardFacts facts) {
        this.house = house;
        this.facts = facts;
    }

    /** Goes on until closed. */
    void start(int perSecond) {
        long pause = TimeUnit.SECONDS.toNanos(1) * OF_A_CALL / perSecond;
        long began = System.nanoTime();
        var next = new AtomicInteger();
        for (int i = 0; i < SENDERS; i++) {
            threads.add(Thread.ofPlatform().name("receipts-" + i).start(() -> {
                while (!over && faults.isEmpty()) {
                    park(began + next.getAndIncrement() * pause);
                    send();
                }
            }));
        }
    }

    private void send() {
        var list = new StringBuilder("[");
        for (int i = 0; i < OF_A_CALL; i++) {
            long number = made.getAndIncrement();
            // Steps that are prime to every power of ten reach all clerks before they reach one again.
            long clerk = number * 7_919;
            list.append(i == 0 ? "" : ",").append(receipt("r" + number, facts.clerk(clerk), clerk, 100 + number % 900));
        }
        report(list.append(']').toString(), OF_A_CALL);
    }

    private String receipt(String id, String clerk, long number, long paid) {
        return "{\"type\":\"receipt\",\"id\":\"" + facts.month() + "-" + run + "-" + id
                + "\",\"version\":1,\"occurred_at\":\"" + facts.at(number) + "\",\"body\":{\"store_id\":\""
                + clerk.substring(0, clerk.indexOf('_')) + "\",\"clerk_id\":\"" + clerk
                + "\",\"lines\":[{\"product_id\":\"P\",\"quantity\":1,\"paid\":" + paid + ",\"list\":" + paid + "}]}}";
    }

    private void report(String list, int count) {
        var params = new TreeMap<String, String>();
        params.put("app_id", house.app().id());
        params.put("timestamp", Long.toString(System.currentTimeMillis()));
        params.put("nonce", UUID.randomUUID().toString());
        params.put("sign_type", "HMAC-SHA256");
        params.put("facts", list);
        params.put("sign", house.app().hmac().sign(CanonicalText.of(params)));
        var form = new StringBuilder();
        params.forEach((name, value) -> form.append(form.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + house.port() + "/fact/report"))
                .timeout(ANSWER_LIMIT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
                .build();
        try {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            var body = answer.body();
            if (answer.statusCode() != 200 || body.contains("\"refused\"") || body.contains("\"conflict\"")) {
                faults.add(body);
            }
            acknowledged.addAndGet(count);
        } catch (IOException e) {
            faults.add(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            faults.add("interrupted");
        }
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** From the answer to one receipt until it stands on the board, again and again for so long. */
    Latencies visible(int seconds) throws IOException {
        var nanos = new CopyOnWriteArrayList<Long>();
        long began = System.nanoTime();
        var clerk = facts.month() + "-S999999999_0";
        var base = board(clerk);
        long sold = 0;
        try (var looking = new Looking(clerk, nanos)) {
            while (System.nanoTime() - began < TimeUnit.SECONDS.toNanos(seconds) && faults.isEmpty()) {
                report("[" + receipt("p" + run + "-" + sold, clerk, sold, PROBE_PAID) + "]", 1);
                long answered = System.nanoTime();
                sold++;
                looking.await(base + sold * PROBE_PAID, answered);
                park(answered + PROBE_EVERY_NS);
            }
            looking.finish();
        }
        fail();
        return new Latencies(nanos.stream().mapToLong(Long::longValue).toArray(), System.nanoTime() - began);
    }

    private long board(String clerk) throws IOException {
        var first = house.board(facts.contest(), 1).at("/rows/0");
        return first.path("unit_id").asString("").equals(clerk)
                ? first.at("/raw/n").asLong()
                : 0;
    }

    /** Reads the board's first row without pause and notes when each sum is reached. */
    private final class Looking implements AutoCloseable {
        private record Wanted(long sum, long answeredNs) {}

        private final ConcurrentLinkedQueue<Wanted> wanted = new ConcurrentLinkedQueue<>();
        private final String clerk;
        private final List<Long> nanos;
        private final Thread thread;
        private volatile boolean last;

        Looking(String clerk, List<Long> nanos) {
            this.clerk = clerk;
            this.nanos = nanos;
            this.thread = Thread.ofPlatform().name("looking").start(this::look);
        }

        void await(long sum, long answeredNs) {
            wanted.add(new Wanted(sum, answeredNs));
        }

        private void look() {
            try {
                while (!last || !wanted.isEmpty()) {
                    long sum = board(clerk);
                    long now = System.nanoTime();
                    for (var one = wanted.peek(); one != null && one.sum() <= sum; one = wanted.peek()) {
                        wanted.poll();
                        nanos.add(Math.max(0, now - one.answeredNs()));
                    }
                    LockSupport.parkNanos(LOOK_EVERY_NS);
                }
            } catch (IOException | RuntimeException e) {
                faults.add(e.toString());
                wanted.clear();
            }
        }

        void finish() throws IOException {
            last = true;
            BoardReads.join(thread);
        }

        @Override
        public void close() {
            last = true;
            wanted.clear();
        }
    }

    private static void park(long until) {
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void fail() throws IOException {
        if (!faults.isEmpty()) {
            throw new IOException(faults.size() + " faults, first: " + faults.getFirst());
        }
    }

    @Override
    public void close() throws IOException {
        over = true;
        for (var thread : threads) {
            BoardReads.join(thread);
        }
        fail();
    }
}
