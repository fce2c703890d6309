package dev.serai.acceptance;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * So many receipts, some twice, some late, some corrected, while server and database are killed: counted again there is no
 * difference, and the boards are those of a clean load, of SQL over the accepted versions, and of a count by hand.
 */
final class BoardsProof {
    static final int DOCUMENTS = 1_000_000;

    private static final int SENDERS = 3;
    private static final int REPORT_MAX = 500;
    private static final int LARGE = 100_000;
    private static final Duration SENDING_LIMIT = Duration.ofHours(3);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(200);
    private static final Set<String> FINE = Set.of("accepted", "duplicate", "stale");

    private final House house;
    private final Tally tally;
    private final Progress progress;
    private final Sales sales;
    private final int documents;
    private final long seed;
    private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger next = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> troubles = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    BoardsProof(House house, Tally tally, Progress progress, int documents, long seed) {
        this.house = house;
        this.tally = tally;
        this.progress = progress;
        this.documents = documents;
        this.seed = seed;
        this.sales = new Sales(documents, seed);
    }

    /** Whom to kill, spread over the sending. A small run has one kill, of all. */
    private List<House.Victim> victims() {
        return documents < LARGE
                ? List.of(House.Victim.ALL)
                : List.of(
                        House.Victim.SERVER,
                        House.Victim.DATABASE,
                        House.Victim.SERVER,
                        House.Victim.ALL,
                        House.Victim.DATABASE,
                        House.Victim.SERVER);
    }

    void run() throws IOException, InterruptedException {
        Set<Integer> killed = new HashSet<>();
        for (var line : progress.lines()) {
            switch (line.getFirst()) {
                case "batch" -> acknowledged.add(Integer.parseInt(line.get(1)));
                case "kill" -> killed.add(Integer.parseInt(line.get(1)));
                default -> {}
            }
        }
        if (!acknowledged.isEmpty()) {
            tally.say("going on after " + acknowledged.size() + " batches of an interrupted run");
        }
        var boards = new SalesBoards(house.demo(), sales, documents, seed);
        boards.declare();
        send(killed);
        tally.check(
                "receipts sent",
                "each accepted, a duplicate or stale",
                () -> troubles.isEmpty()
                        ? ""
                        : troubles.size() + ": " + troubles.stream().limit(3).toList());
        judge(boards);
    }

    private void send(Set<Integer> killed) throws IOException, InterruptedException {
        var senders = new ArrayList<Thread>();
        try {
            for (int i = 0; i < SENDERS; i++) {
                senders.add(Thread.ofVirtual().name("receipts-" + i).start(this::work));
            }
            var victims = victims();
            for (int kill = 0; kill < victims.size(); kill++) {
                if (killed.contains(kill)) {
                    continue;
                }
                int at = sales.batches() * (kill + 1) / (victims.size() + 1);
                // By what was acknowledged, not by the clock: a slow machine proves the same.
                until(at);
                tally.progress(acknowledged.size(), sales.batches(), "batches; kill -9: " + victims.get(kill));
                house.kill(victims.get(kill));
                house.start();
                progress.note("kill", kill);
            }
            until(sales.batches());
            tally.progress(acknowledged.size(), sales.batches(), "batches");
        } finally {
            over = true;
            for (var sender : senders) {
                sender.join();
            }
        }
    }

    private void until(int batches) throws IOException, InterruptedException {
        int[] told = {acknowledged.size()};
        Wait.until(SENDING_LIMIT, acknowledged::size, count -> {
            if (count - told[0] >= sales.batches() / 20 + 1) {
                told[0] = count;
                tally.progress(count, sales.batches(), "batches");
            }
            return count >= batches || !troubles.isEmpty();
        });
    }

    private void work() {
        try {
            var merchant = new Merchant(house.demo());
            for (int batch = next.getAndIncrement(); batch < sales.batches() && !over; batch = next.getAndIncrement()) {
                if (acknowledged.contains(batch)) {
                    continue;
                }
                var receipts = sales.batch(batch);
                for (int from = 0; from < receipts.size() && !over; from += REPORT_MAX) {
                    report(merchant, receipts.subList(from, Math.min(receipts.size(), from + REPORT_MAX)));
                }
                if (!over) {
                    progress.note("batch", batch);
                    acknowledged.add(batch);
                }
            }
        } catch (IOException | RuntimeException e) {
            troubles.add(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            troubles.add("interrupted");
        }
    }

    /** The same again until it is answered: what happened to a call without an answer nobody knows. */
    private void report(Merchant merchant, List<String> receipts) throws InterruptedException {
        var params = Map.of("facts", "[" + String.join(",", receipts) + "]");
        while (!over) {
            try {
                var answer = merchant.call("fact.report", params);
                if (answer.ok()) {
                    for (var one : answer.data().path("results")) {
                        if (!FINE.contains(one.path("result").asString())) {
                            troubles.add(one.toString());
                        }
                    }
                    return;
                }
                if (answer.code() < 500 && answer.code() != 429) {
                    troubles.add(answer.toString());
                    return;
                }
            } catch (IOException e) {
                // Killed in between.
            }
            TimeUnit.NANOSECONDS.sleep(RETRY_PAUSE.toNanos());
        }
    }

    private void judge(SalesBoards boards) throws IOException, InterruptedException {
        tally.say("counting by hand");
        var clerks = Sales.ranked(sales.byClerk());
        var stores = Sales.ranked(sales.byStore());
        tally.check("everything sent is counted", "nothing behind", boards::behind);
        tally.check("counted again by SQL", "0 differences for clerks and stores", boards::differences);
        boards.declareClean();
        tally.check("counted afresh", "nothing behind", boards::cleanBehind);
        tally.check("clerks by amount", "as counted by hand", () -> difference(clerks, boards.clerks()));
        tally.check("stores by amount an order", "as counted by hand", () -> difference(stores, boards.stores()));
        tally.check("clerks, a clean load", "the same board", () -> difference(boards.clerks(), boards.cleanClerks()));
        tally.check("stores, a clean load", "the same board", () -> difference(boards.stores(), boards.cleanStores()));
        tally.check("accepted versions, by SQL from outside", "the same scores", () -> sql(boards, clerks, stores));
        boards.tidy();
    }

    private static String sql(SalesBoards boards, List<String> clerks, List<String> stores) throws SQLException {
        var sums = boards.bySql();
        var byClerk = difference(clerks, Sales.ranked(sums.clerks()));
        return byClerk.isEmpty() ? difference(stores, Sales.ranked(sums.stores())) : byClerk;
    }

    private static String difference(List<String> expected, List<String> found) {
        if (expected.equals(found)) {
            return "";
        }
        for (int i = 0; i < Math.min(expected.size(), found.size()); i++) {
            if (!expected.get(i).equals(found.get(i))) {
                return "line " + (i + 1) + ": " + found.get(i) + " instead of " + expected.get(i);
            }
        }
        return found.size() + " lines instead of " + expected.size();
    }
}
