package dev.serai.acceptance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.node.ObjectNode;

/**
 * Offers an app twice what it may call, in real time, on one node and on three: what is let on is what the limits say, in
 * every stretch of time; and a day's quota is met to the call. Puts the demo's second app back as it was.
 */
final class LimitsProof {
    /** Seconds of pressure. */
    static final int SECONDS = 10;

    private static final int RATE = 200;
    private static final int QUOTA = 300;
    private static final int NODES = 3;

    /** What a node may hold of the calls a second: docs/decisions/0025. */
    private static final int DRAW = Math.max(1, RATE / 300);

    /** A call that was let on or refused, somewhere between these two moments of System.nanoTime. */
    private record Call(long sent, long answered, String subCode) {
        boolean let() {
            return subCode.isEmpty();
        }
    }

    private final House house;
    private final Demo demo;
    private final Tally tally;
    private final int seconds;
    private final String app;
    private final Merchant console;
    private final ObjectNode partner;

    LimitsProof(House house, Tally tally, int seconds) throws IOException {
        this.house = house;
        this.demo = house.demo();
        this.tally = tally;
        this.seconds = seconds;
        this.console = new Merchant(demo);
        this.partner = (ObjectNode) demo.file().path("apps").path(1);
        this.app = partner.path("app_id").asString();
    }

    void run() throws IOException, InterruptedException {
        int before = partner.path("limit_per_s").asInt();
        try {
            prove("one node", List.of(at(demo.door())), 0, 0);
            threeNodes();
        } finally {
            declare("{\"stage\":\"LIVE\",\"limit_per_s\":" + before + "}");
        }
    }

    private void threeNodes() throws IOException, InterruptedException {
        int port = ports(2 * NODES + 1);
        var redis = Node.redis(port + 2 * NODES);
        if (redis == null) {
            tally.say("three nodes need a Redis-protocol server to share calls a second: apt-get install redis-server");
            return;
        }
        var folder = Files.createTempDirectory("serai-prove-nodes");
        var nodes = new ArrayList<Node>();
        try {
            tally.say("starting " + NODES + " more servers on the same database");
            for (int i = 0; i < NODES; i++) {
                nodes.add(Node.start(
                        house.data(),
                        Files.createDirectories(folder.resolve("node" + i)),
                        port + 2 * i,
                        Map.of("SERAI_REDIS_URL", "redis://127.0.0.1:" + (port + 2 * NODES))));
            }
            var partners = new ArrayList<Merchant>();
            for (var node : nodes) {
                var one = at(node.door());
                node.ready(one);
                partners.add(one);
            }
            prove(NODES + " nodes", partners, NODES * DRAW, 0.01);
        } finally {
            nodes.forEach(Node::close);
            redis.destroy();
            redis.waitFor(5, TimeUnit.SECONDS);
            Prove.remove(folder);
        }
    }

    private void prove(String where, List<Merchant> doors, int lease, double slack)
            throws IOException, InterruptedException {
        declare("{\"stage\":\"LIVE\",\"limit_per_s\":" + RATE + "}");
        // Until every node knows, and the bucket is full again.
        TimeUnit.SECONDS.sleep(3);
        tally.progress(0, 2, where + ": twice " + RATE + " calls a second for " + seconds + " s");
        var calls = offer(doors, 2 * RATE * (seconds + 1), 2 * RATE);
        long let = calls.stream().filter(Call::let).count();
        double longest = (last(calls, true) - first(calls, true)) / 1e9;
        double shortest = (last(calls, false) - first(calls, false)) / 1e9;
        tally.check(where + ": calls let on", "at most b + r·T" + (lease > 0 ? " and the lease" : ""), () -> {
            double most = RATE + RATE * longest + lease;
            return let <= most ? "" : let + " of at most " + most + " in " + longest + " s";
        });
        tally.check(where + ": calls let on", slack > 0 ? "b + r·T within 1 %" : "at least b + r·T - 1", () -> {
            double least = (RATE + RATE * shortest) * (1 - slack) - 1;
            return let >= least ? "" : let + " of at least " + least + " in " + shortest + " s";
        });
        tally.check(where + ": every stretch of time", "at most b + r·T", () -> stretches(calls, lease));
        tally.check(where + ": the others", "429 limit.rate", () -> others(calls, "limit.rate"));
        tally.say(where + ": " + let + " of " + calls.size() + " let on in " + "%.2f".formatted(longest) + " s");

        tally.progress(1, 2, where + ": a quota of " + QUOTA + " more calls today");
        long taken = taken();
        declare("{\"stage\":\"LIVE\",\"limit_per_s\":" + 20 * RATE + ",\"per_day\":" + (taken + QUOTA) + "}");
        TimeUnit.SECONDS.sleep(2);
        var quota = new ArrayList<>(offer(doors, 2 * QUOTA, RATE));
        // What a node holds and does not use comes back and is let on elsewhere.
        for (int i = 0; i < 4; i++) {
            TimeUnit.SECONDS.sleep(2);
            quota.addAll(offer(doors, QUOTA / 5, RATE));
        }
        tally.check(where + ": calls of the day let on", QUOTA + " exactly", () -> {
            long count = quota.stream().filter(Call::let).count();
            return count == QUOTA ? "" : Long.toString(count);
        });
        tally.check(where + ": the others", "429 limit.quota", () -> others(quota, "limit.quota"));
        tally.progress(2, 2, where + ": done");
    }

    /** So many calls at this pace, in turn at these doors. A late answer holds nobody up. */
    private List<Call> offer(List<Merchant> doors, int count, int perSecond) throws InterruptedException {
        var calls = new ConcurrentLinkedQueue<Call>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long begin = System.nanoTime();
            for (int i = 0; i < count; i++) {
                LockSupport.parkNanos(begin + i * 1_000_000_000L / perSecond - System.nanoTime());
                var door = doors.get(i % doors.size());
                threads.submit(() -> {
                    long sent = System.nanoTime();
                    try {
                        var answer = door.call("serai.ping", Map.of());
                        calls.add(new Call(sent, System.nanoTime(), answer.ok() ? "" : answer.subCode()));
                    } catch (IOException e) {
                        calls.add(new Call(sent, System.nanoTime(), e.toString()));
                    }
                    return null;
                });
            }
        }
        return List.copyOf(calls);
    }

    private static String others(List<Call> calls, String subCode) {
        return calls.stream()
                .filter(call -> !call.let() && !call.subCode().equals(subCode))
                .findFirst()
                .map(call -> "one was refused with " + call.subCode())
                .orElse("");
    }

    /** @param outer the moment that makes the time longest */
    private static long first(List<Call> calls, boolean outer) {
        return calls.stream()
                .mapToLong(call -> outer ? call.sent() : call.answered())
                .min()
                .orElseThrow();
    }

    private static long last(List<Call> calls, boolean outer) {
        return calls.stream()
                .mapToLong(call -> outer ? call.answered() : call.sent())
                .max()
                .orElseThrow();
    }

    /** Every stretch from one call's sending to another's answer holds what was let on wholly within it. */
    private static String stretches(List<Call> calls, int lease) {
        var let = calls.stream().filter(Call::let).toList();
        int step = Math.max(1, let.size() / 400);
        for (int i = 0; i < let.size(); i += step) {
            for (int k = 0; k < let.size(); k += step) {
                long from = let.get(i).sent();
                long to = let.get(k).answered();
                long within = let.stream()
                        .filter(call -> call.sent() >= from && call.answered() <= to)
                        .count();
                double most = RATE + RATE * (to - from) / 1e9 + lease;
                if (to > from && within > most) {
                    return within + " of at most " + most + " in " + (to - from) / 1e9 + " s";
                }
            }
        }
        return "";
    }

    private void declare(String limits) throws IOException, InterruptedException {
        console.plain("PUT", demo.console() + "/api/apps/" + app + "/limits", limits, demo.accessToken());
    }

    private long taken() throws IOException, InterruptedException {
        var standing = console.get(demo.console() + "/api/apps/" + app + "/limits", demo.accessToken());
        var newest = standing.path("days").path(0);
        var today = LocalDate.now(ZoneOffset.ofHours(8)).toString();
        return newest.path("period").asString("").equals(today)
                ? newest.path("taken").asLong()
                : 0;
    }

    /** The second app, calling at this door. */
    private Merchant at(String door) {
        var file = Demo.JSON.createObjectNode().put("door", door);
        file.putArray("apps").add(partner);
        return new Merchant(new Demo(demo.data(), file));
    }

    /** The first of so many free ports in a row. */
    private static int ports(int count) {
        int first = ThreadLocalRandom.current().nextInt(20_000, 30_000);
        for (int i = 0; i < count; i++) {
            try (var socket = new ServerSocket(first + i, 1, InetAddress.getLoopbackAddress())) {
                assert socket.isBound();
            } catch (IOException e) {
                first += i + 1;
                i = -1;
            }
        }
        return first;
    }
}
