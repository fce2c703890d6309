package dev.serai.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** Rounds of a result asked for ten times at once while the server is killed: one publication, each prize once. */
final class PublishProof {
    static final int ROUNDS = 10;
    private static final int ASKERS = 10;
    private static final int FIRST_ID = 810_000_000;

    /** Within this time of the asking the kill comes; what must hold does not depend on when. */
    private static final int KILL_WITHIN_MS = 120;

    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(90);
    private static final String POOL = "welcome";
    private static final List<String> STORES = List.of("367", "406", "381", "292");
    private static final int GOLD = 3;

    private final House house;
    private final Tally tally;
    private final Progress progress;
    private final int rounds;
    private final long seed;
    private final Desk desk = new Desk();
    private final Random random;

    PublishProof(House house, Tally tally, Progress progress, int rounds, long seed) {
        this.house = house;
        this.tally = tally;
        this.progress = progress;
        this.rounds = rounds;
        this.seed = seed;
        this.random = new Random(seed);
    }

    void run() throws IOException, InterruptedException {
        int done = progress.lines().size();
        for (int round = done; round < rounds; round++) {
            var victim = round % 2 == 0 ? House.Victim.SERVER : House.Victim.ALL;
            tally.progress(round, rounds, "asked ten times, kill -9: " + victim);
            round(round, victim);
            progress.note("round", round + 1);
        }
        tally.progress(rounds, rounds, "done");
    }

    private void round(int round, House.Victim victim) throws IOException, InterruptedException {
        var name = "round " + (round + 1) + " " + victim;
        // Unused before: an interrupted round begins anew.
        long id = FIRST_ID + seed * 100_000 + round * 100L + System.nanoTime() % 100;
        declare(id);
        var plaza = new Plaza(new Merchant(house.demo()), house.demo());
        var before = coupons(plaza);
        int alive = askAndKill(id, victim);
        house.start();
        tally.say("  killed after " + alive + " of " + ASKERS + " answers");
        var boss = signIn("business_manager");
        var answers = ask(id, boss);
        tally.check(name + ": asked ten times again", "one and the same result", () -> one(answers));
        var console = house.demo().console() + "/api/contests/" + id + "/publication";
        tally.check(name + ": what is kept", "one publication, its text the one that was hashed", () -> {
            var list = desk.must("GET", console, boss, "").path("publications");
            var text = desk.send("GET", console + "/1/document", boss, "").text();
            return list.size() == 1
                            && sha256(text).equals(list.path(0).path("hash").asString())
                    ? ""
                    : list + " " + sha256(text);
        });
        tally.check(
                name + ": prizes here",
                "each piece once",
                () -> prizes(desk.must("GET", console + "/prizes", boss, "")));
        tally.check(name + ": prizes in the core", "as many as were won", () -> {
            var expected = expected(before);
            var found = Wait.until(SETTLE_LIMIT, () -> coupons(plaza), expected::equals);
            return found.equals(expected) ? "" : "expected " + expected + ", found " + found;
        });
        tally.check(name + ": ledger", "agrees", () -> {
            var address = house.demo().console() + "/api/rewards/invariants?activity_id=" + id;
            var balance = Wait.until(
                    SETTLE_LIMIT,
                    () -> desk.must("GET", address, boss, ""),
                    found -> found.path("granted").asInt() == GOLD + 2);
            return balance.path("agrees").asBoolean() && balance.path("granted").asInt() == GOLD + 2
                    ? ""
                    : balance.toString();
        });
        desk.must(
                "DELETE", house.demo().console() + "/api/declarations/contest/v1/" + id, signIn("product_manager"), "");
    }

    /** Who gets what every store wins: one person may hold several. */
    private static String owner(Demo demo) {
        return demo.users().getFirst();
    }

    private void declare(long id) throws IOException, InterruptedException {
        var demo = house.demo();
        var roster = new ArrayList<String>();
        for (var store : STORES) {
            roster.add("{unit: \"" + store + "\", account: \"" + owner(demo) + "\"}");
        }
        var text = """
                serai: contest/v1
                id: %d
                name: {zh-CN: 公布一次, en: Published once}
                metric: sales_amount
                unit: store
                zone: UTC
                start: 2017-03-01T00:00
                end: 2017-04-01T00:00
                roster: {units: [%s]}
                merchant: "%s"
                currency: CNY
                prize_ties: all
                prizes:
                  - {id: gold, ranks: [1, 1], type: coupon, pool: %s, cost: 1000, count: %d}
                  - {id: silver, ranks: [2, 3], type: coupon, pool: %s, cost: 500}
                """.formatted(id, String.join(", ", roster), demo.merchantId(), POOL, GOLD, POOL);
        var order = Demo.JSON.createObjectNode();
        order.putArray("files")
                .addObject()
                .put("name", "contest-" + id + ".yaml")
                .put("text", text);
        var staff = signIn("product_manager");
        desk.must("POST", demo.console() + "/api/declarations/apply", staff, order.toString());
        var board = demo.console() + "/api/activities/" + id + "/board";
        Wait.until(
                SETTLE_LIMIT,
                () -> desk.must("GET", board, staff, ""),
                found -> !found.path("computing").asBoolean(false)
                        && found.path("rows").path(0).path("raw").path("n").asLong() > 0);
    }

    /** Returns how many were answered all the same. */
    private int askAndKill(long id, House.Victim victim) throws IOException, InterruptedException {
        var boss = signIn("business_manager");
        var asked = new ArrayList<Future<Desk.Answer>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < ASKERS; i++) {
                asked.add(threads.submit(() -> publish(id, boss)));
            }
            TimeUnit.MILLISECONDS.sleep(random.nextInt(KILL_WITHIN_MS));
            house.kill(victim);
        }
        return (int) asked.stream()
                .filter(one ->
                        one.state() == Future.State.SUCCESS && one.resultNow().ok())
                .count();
    }

    private List<Desk.Answer> ask(long id, Desk.Visitor boss) throws IOException, InterruptedException {
        var asked = new ArrayList<Future<Desk.Answer>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < ASKERS; i++) {
                asked.add(threads.submit(() -> publish(id, boss)));
            }
        }
        var answers = new ArrayList<Desk.Answer>();
        for (var one : asked) {
            try {
                answers.add(one.get());
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            }
        }
        return answers;
    }

    private Desk.Answer publish(long id, Desk.Visitor boss) throws IOException, InterruptedException {
        return desk.send(
                "POST",
                house.demo().console() + "/api/contests/" + id + "/publication",
                boss,
                "{\"reason\":\"proof\"}");
    }

    private static String one(List<Desk.Answer> answers) {
        var hashes = new HashSet<String>();
        for (var answer : answers) {
            if (!answer.ok() || answer.body().path("n").asInt() != 1) {
                return answer.toString();
            }
            hashes.add(answer.body().path("hash").asString());
        }
        return hashes.size() == 1 ? "" : hashes.toString();
    }

    private static String prizes(JsonNode told) {
        var pieces = new HashSet<String>();
        for (var one : told.path("prizes")) {
            if (!pieces.add(
                    one.path("prize").asString() + " " + one.path("unit_id").asString() + " " + one.path("piece"))) {
                return "twice: " + one;
            }
        }
        return pieces.size() == GOLD + 2 ? "" : told.toString();
    }

    private TreeMap<String, Integer> coupons(Plaza plaza) throws IOException, InterruptedException {
        var found = new TreeMap<String, Integer>();
        for (var user : house.demo().users()) {
            found.put(user, plaza.coupons(POOL, user));
        }
        return found;
    }

    private TreeMap<String, Integer> expected(TreeMap<String, Integer> before) throws IOException {
        var expected = new TreeMap<>(before);
        expected.merge(owner(house.demo()), GOLD + 2, Integer::sum);
        return expected;
    }

    private Desk.Visitor signIn(String role) throws IOException, InterruptedException {
        var demo = house.demo();
        for (var one : demo.file().path("operators")) {
            if (one.path("role").asString().equals(role)) {
                return desk.signIn(demo, one);
            }
        }
        throw new IOException("the demo has no operator of role " + role);
    }

    private static String sha256(String text) throws GeneralSecurityException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
