package dev.serai.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * Offers an app twice what it may call, in real time, on one node and on three: what is let on is what the limits say, in
 * every stretch of time; a day's and a month's quota are met to the call; what is refused takes nothing of either.
 */
final class LimitsProof {
    /** Seconds of pressure. */
    static final int SECONDS = 10;

    private static final int RATE = 200;
    private static final int NODES = 3;
    private static final double SLACK_OF_SEVERAL = 0.01;
    private static final int ROUNDS_OF_RETURNS = 4;

    /** What a node may hold of the calls a second: docs/decisions/0025. */
    private static final int LEASE = Math.max(1, RATE / 300);

    /** At once, more than the app may before a new limit is heard of. */
    private static final int PROBES = 20;

    private static final Duration HEARD_LIMIT = Duration.ofSeconds(30);

    /** Where a day ends. */
    private static final ZoneOffset ZONE = ZoneOffset.ofHours(8);

    /** Longer than proving a quota takes. */
    private static final Duration QUOTA_MAX = Duration.ofSeconds(60);

    private final House house;
    private final Demo demo;
    private final Tally tally;
    private final int seconds;
    private final int nodes;
    private final Merchant console;
    private final JsonNode partner;
    private final Account account;

    /** @param nodes one or three */
    LimitsProof(House house, Tally tally, int seconds, int nodes) throws IOException {
        this.house = house;
        this.demo = house.demo();
        this.tally = tally;
        this.seconds = seconds;
        this.nodes = nodes;
        this.console = new Merchant(demo);
        this.partner = demo.file().path("apps").path(1);
        this.account = Account.of(partner);
    }

    void run() throws IOException, InterruptedException {
        int before = partner.path("limit_per_s").asInt();
        try {
            prove("one node", List.of(demo.door()));
            if (nodes > 1) {
                severalNodes();
            }
        } finally {
            declare("\"limit_per_s\":" + before);
        }
    }

    private void severalNodes() throws IOException, InterruptedException {
        int port = Node.freePorts(2 * NODES + 1);
        var redis = Node.redis(port + 2 * NODES);
        if (redis == null) {
            tally.check("three nodes", "a Redis-protocol server that they share", () -> "apt-get install redis-server");
            return;
        }
        // What the part before left declared would refuse the new nodes' first calls.
        declare("\"limit_per_s\":" + RATE);
        var folder = Files.createTempDirectory("serai-prove-nodes");
        var started = new ArrayList<Node>();
        try {
            for (int i = 0; i < NODES; i++) {
                tally.say("starting server " + (i + 1) + " of " + NODES + " on the same database");
                var node = Node.start(
                        house,
                        Files.createDirectories(folder.resolve("node" + i)),
                        port + 2 * i,
                        Map.of("SERAI_REDIS_URL", "redis://127.0.0.1:" + (port + 2 * NODES)));
                started.add(node);
                node.ready(account);
            }
            prove(NODES + " nodes", started.stream().map(Node::door).toList());
        } finally {
            started.forEach(Node::close);
            redis.destroy();
            redis.waitFor(5, TimeUnit.SECONDS);
            Prove.remove(folder);
        }
    }

    private void prove(String where, List<String> doors) throws IOException, InterruptedException {
        boolean several = doors.size() > 1;
        declare("\"limit_per_s\":" + RATE);
        try (var pressure = new Pressure(doors, account)) {
            awaitFullBucket(pressure, PROBES * doors.size());
            tally.progress(0, 3, where + ": twice " + RATE + " calls a second for " + seconds + " s");
            rate(where, pressure, several);
            quota(where, pressure, several, "per_day", "days", "yyyy-MM-dd");
            quota(where, pressure, several, "per_month", "months", "yyyy-MM");
        }
        tally.progress(3, 3, where + ": done");
    }

    private void rate(String where, Pressure pressure, boolean several) throws InterruptedException {
        int lease = several ? NODES * LEASE : 0;
        var offered = pressure.offer(2 * RATE * seconds, 2 * RATE, false);
        long let = offered.let();
        double most = RATE + RATE * offered.longestSeconds() + lease;
        double least = offered.least(RATE, RATE) - (several ? SLACK_OF_SEVERAL * most : 0);
        tally.check(
                where + ": calls let on",
                "at most b + r·T" + (several ? " and the lease" : ""),
                () -> let <= most ? "" : let + " of at most " + most);
        if (seconds < SECONDS) {
            // Of a short run little is left on a machine that stands still; TokenBucketTest moves the clock itself.
            tally.say(where + ": too short to judge the least");
        } else {
            tally.check(
                    where + ": calls let on",
                    several ? "b + r·T within 1 %" : "at least b + r·T - 1, but for what ran over a full bucket",
                    () -> let >= least ? "" : let + " of at least " + least);
        }
        tally.check(
                where + ": every stretch of time", "at most b + r·T", () -> offered.worstStretch(RATE, RATE, lease));
        tally.check(where + ": the others", "429 limit.rate", () -> offered.others("limit.rate"));
        tally.say("%s: %d let on, between %.1f and %.1f, in %.2f s"
                .formatted(where, let, least, most, offered.longestSeconds()));
    }

    /** @param form what names a period of this quota */
    private void quota(String where, Pressure pressure, boolean several, String field, String list, String form)
            throws IOException, InterruptedException {
        awaitRoomBeforeMidnight();
        var period = DateTimeFormatter.ofPattern(form).format(OffsetDateTime.now(ZONE));
        int quota = RATE * Math.max(1, Math.min(3, seconds / 3)) / 2;
        tally.progress(field.equals("per_day") ? 1 : 2, 3, where + ": " + quota + " more calls " + field);
        declare("\"limit_per_s\":" + RATE + ",\"" + field + "\":" + (taken(list, period) + quota));
        rest(several ? Duration.ofSeconds(2) : Duration.ofMillis(100));
        // Twice as fast as it may, so that many are refused by the second; one in ten is forged.
        var offered = pressure.offer(4 * quota, 2 * RATE, true);
        // What another node holds and does not use comes back within two seconds and is let on elsewhere.
        for (int i = 0; several && i < ROUNDS_OF_RETURNS; i++) {
            rest(Duration.ofSeconds(2));
            offered = offered.and(pressure.offer(quota / 2, 2 * RATE, true));
        }
        var all = offered;
        tally.check(
                where + ": " + field,
                quota + " let on exactly, whatever was refused",
                () -> all.let() == quota ? "" : Long.toString(all.let()));
        tally.check(
                where + ": " + field + ", the others",
                "429 or 401 sign.mismatch",
                () -> all.others("limit.quota", "limit.rate", "sign.mismatch"));
    }

    /** The door hears of a limit a moment later, and from then on the bucket takes a second to fill. */
    private static void awaitFullBucket(Pressure pressure, int probes) throws IOException, InterruptedException {
        Wait.until(
                HEARD_LIMIT,
                () -> {
                    rest(Duration.ofSeconds(1));
                    return pressure.offer(probes, 2 * RATE, false).let();
                },
                let -> let == probes);
        rest(Duration.ofSeconds(2));
    }

    /** At midnight the count begins anew, and what was let on before it would not be in it. */
    private void awaitRoomBeforeMidnight() throws InterruptedException {
        var now = OffsetDateTime.now(ZONE);
        var left = Duration.between(
                now, now.toLocalDate().plusDays(1).atStartOfDay().atOffset(ZONE));
        if (left.compareTo(QUOTA_MAX) < 0) {
            tally.say("waiting for the day at " + ZONE + " to end");
            rest(left.plusSeconds(1));
        }
    }

    /** In real time: a bucket fills, another node hears. */
    private static void rest(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }

    private void declare(String limits) throws IOException, InterruptedException {
        console.plain(
                "PUT",
                demo.console() + "/api/apps/" + account.appId() + "/limits",
                "{\"stage\":\"LIVE\"," + limits + "}",
                demo.accessToken());
    }

    private long taken(String list, String period) throws IOException, InterruptedException {
        var standing = console.get(demo.console() + "/api/apps/" + account.appId() + "/limits", demo.accessToken());
        for (var one : standing.path(list)) {
            if (one.path("period").asString("").startsWith(period)) {
                return one.path("taken").asLong();
            }
        }
        return 0;
    }
}
