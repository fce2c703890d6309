package dev.serai.acceptance;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rounds of kill -9 under load: server, core, database, all at once. Nothing acknowledged may be lost or doubled. */
final class KillsProof {
    static final int ROUNDS = 10;
    /** A kill comes when so much of the round was acknowledged: not by the clock, so a slow machine proves the same. */
    private static final int ACKNOWLEDGED_BEFORE_KILL = 150;

    private static final Duration LOAD_LIMIT = Duration.ofMinutes(3);

    private final House house;
    private final Tally tally;
    private final Progress progress;
    private final Path receipts;
    private final int rounds;
    private final long seed;

    KillsProof(House house, Tally tally, Progress progress, Path receipts, int rounds, long seed) {
        this.house = house;
        this.tally = tally;
        this.progress = progress;
        this.receipts = receipts;
        this.rounds = rounds;
        this.seed = seed;
    }

    void run() throws IOException, InterruptedException {
        var demo = house.demo();
        var merchant = new Merchant(demo);
        var plaza = new Plaza(merchant, demo);
        var earlier = earlier();
        try (var inbox = new Inbox(earlier.port())) {
            var start = earlier.subscription().isEmpty() ? begin(demo, merchant, plaza, inbox) : earlier;
            var deeds = new Deeds(progress);
            var march = Receipts.march(receipts);
            var baseline = new Books.Baseline(new HashSet<>(start.coreOrders()), start.held(), march);
            var stores = List.copyOf(march.keySet());
            var resumed = new Load(demo, deeds, stores, "resumed", start.at());
            resumed.finishWhatWasBegun();
            for (int round = start.done(); round < rounds; round++) {
                var victim = House.Victim.values()[round % House.Victim.values().length];
                tally.progress(round, rounds, "kill -9: " + victim);
                var load = new Load(
                        demo,
                        deeds,
                        stores,
                        seed + "-" + round + "-" + Long.toString(System.nanoTime(), 36),
                        start.at());
                strike(victim, load, round);
                var books = new Books(demo, merchant, plaza, deeds, load, baseline, start.subscription(), inbox);
                books.audit("round " + (round + 1) + " " + victim, tally);
                progress.note("round", round + 1);
            }
            tally.progress(
                    rounds,
                    rounds,
                    "done: " + deeds.orders().size() + " orders, "
                            + deeds.facts().size() + " facts");
        }
    }

    private void strike(House.Victim victim, Load load, int round) throws IOException, InterruptedException {
        load.start(seed * 1_000 + round);
        Wait.until(LOAD_LIMIT, load::acknowledged, count -> count >= ACKNOWLEDGED_BEFORE_KILL);
        house.kill(victim);
        int before = load.acknowledged();
        var started = System.nanoTime();
        house.start();
        tally.say("  ready again after "
                + Duration.ofNanos(System.nanoTime() - started).toSeconds() + " s, " + before
                + " acknowledged before the kill");
        Wait.until(LOAD_LIMIT, load::acknowledged, count -> count >= before + ACKNOWLEDGED_BEFORE_KILL / 3);
        var troubles = load.rest();
        tally.check(
                "round " + (round + 1) + " " + victim + ": every call is answered in the end",
                "no refusal",
                () -> troubles.isEmpty() ? "" : troubles.toString());
    }

    /** What the first run of this proof found and made. @param port where the receiver listens */
    private record Start(
            int port, String subscription, Instant at, List<String> coreOrders, Map<String, Integer> held, int done) {}

    private Start begin(Demo demo, Merchant merchant, Plaza plaza, Inbox inbox)
            throws IOException, InterruptedException {
        var core = List.copyOf(plaza.orders().keySet());
        var held = Books.held(demo, merchant);
        var made = merchant.data(
                "push.subscribe", Map.of("url", "http://127.0.0.1:" + inbox.port() + "/hook", "types", "*"));
        var start = new Start(inbox.port(), made.path("subscription_id").asString(), Instant.now(), core, held, 0);
        held.forEach((user, count) -> progress.note("held", user, count));
        core.forEach(order -> progress.note("core", order));
        progress.note("start", start.port(), start.subscription(), start.at());
        return start;
    }

    private Start earlier() throws IOException {
        int port = 0;
        int done = 0;
        var subscription = "";
        var at = Instant.now();
        var core = new java.util.ArrayList<String>();
        var held = new TreeMap<String, Integer>();
        for (var line : progress.lines()) {
            switch (line.getFirst()) {
                case "start" -> {
                    port = Integer.parseInt(line.get(1));
                    subscription = line.get(2);
                    at = Instant.parse(line.get(3));
                }
                case "core" -> core.add(line.get(1));
                case "held" -> held.put(line.get(1), Integer.parseInt(line.get(2)));
                case "round" -> done = Integer.parseInt(line.get(1));
                default -> {}
            }
        }
        if (done > 0 || !subscription.isEmpty()) {
            tally.say("going on after " + done + " rounds of an interrupted run");
        }
        return new Start(port, subscription, at, core, held, done);
    }
}
