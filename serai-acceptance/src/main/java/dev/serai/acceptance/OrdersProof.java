package dev.serai.acceptance;

import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** So many identical creates at once, however the core misbehaves: one order here, at most one in the core. */
final class OrdersProof {
    static final int CREATES = 1_000;
    private static final Duration SETTLE_LIMIT = Duration.ofMinutes(3);

    /** @param fault what POST /_faults takes; empty for none. @param made how many orders the core shall hold afterwards */
    private record Mode(String name, String fault, int made) {}

    private static final List<Mode> MODES = List.of(
            new Mode("none", "", 1),
            new Mode("delay", "{\"path\":\"/orders\",\"mode\":\"delay\",\"ms\":5000,\"percent\":100}", 1),
            new Mode("error", "{\"path\":\"/orders\",\"mode\":\"error\",\"percent\":100}", 1),
            new Mode("lose_answer", "{\"path\":\"/orders\",\"mode\":\"lose_answer\",\"percent\":100}", 1),
            new Mode("refuse", "{\"path\":\"/orders\",\"mode\":\"refuse\",\"percent\":100}", 0));

    private final Demo demo;
    private final Merchant merchant;
    private final Plaza plaza;
    private final Tally tally;
    private final Progress progress;
    private final int creates;
    private final long seed;

    OrdersProof(Demo demo, Tally tally, Progress progress, int creates, long seed) {
        this.demo = demo;
        this.merchant = new Merchant(demo);
        this.plaza = new Plaza(merchant, demo);
        this.tally = tally;
        this.progress = progress;
        this.creates = creates;
        this.seed = seed;
    }

    void run() throws IOException, InterruptedException {
        var done = new HashSet<String>();
        for (var line : progress.lines()) {
            done.add(line.getFirst());
        }
        int step = 0;
        for (var mode : MODES) {
            tally.progress(step++, MODES.size(), creates + " identical creates, fault of the core: " + mode.name());
            if (done.contains(mode.name())) {
                tally.say("done before the interruption");
                continue;
            }
            int failedBefore = tally.failed();
            prove(mode);
            if (tally.failed() == failedBefore) {
                progress.note(mode.name());
            }
        }
        tally.progress(step, MODES.size(), "done");
    }

    private void prove(Mode mode) throws IOException, InterruptedException {
        var product = demo.products()
                .get((int) Math.floorMod(seed, (long) demo.products().size()));
        var number = "prove-" + mode.name() + "-" + seed + "-" + Long.toString(System.currentTimeMillis(), 36);
        var params = Map.of("out_order_no", number, "product_id", product.id(), "quantity", "1");
        var before = plaza.orders().keySet();
        var answers = new ArrayList<Merchant.Answer>();
        var silent = new ArrayList<String>();
        try {
            if (!mode.fault().isEmpty()) {
                plaza.misbehave(mode.fault());
            }
            atOnce(() -> merchant.call("order.create_order", params), answers, silent);
        } finally {
            plaza.behave();
        }
        tally.check(
                mode.name() + ": every create is answered",
                creates + " answers",
                () -> silent.isEmpty() ? "" : silent.size() + " without one, such as " + silent.getFirst());
        tally.check(
                mode.name() + ": the answers agree",
                "200 with one order_id, or 409 core.refused where it refuses",
                () -> {
                    var strange = answers.stream()
                            .filter(answer -> !answer.ok()
                                    && !(mode.made() == 0 && answer.subCode().equals("core.refused")))
                            .toList();
                    var ids = answers.stream()
                            .filter(Merchant.Answer::ok)
                            .map(answer -> answer.data().path("order_id").asString())
                            .collect(Collectors.toSet());
                    return strange.isEmpty() && ids.size() <= 1
                            ? ""
                            : ids.size() + " ids, " + strange.size() + " strange answers "
                                    + strange.stream().limit(2).toList();
                });
        var settled = settled(number);
        var wanted = mode.made() == 1 ? "UNPAID" : "FAILED";
        tally.check(mode.name() + ": it settles after the fault", wanted, () -> {
            var status = settled.path("status").asString();
            return status.equals(wanted) ? "" : settled.toString();
        });
        tally.check(mode.name() + ": orders of that number in our database", "1", () -> {
            long rows = rows(number);
            return rows == 1 ? "" : Long.toString(rows);
        });
        tally.check(mode.name() + ": new orders in the core", Integer.toString(mode.made()), () -> {
            var now = plaza.orders();
            now.keySet().removeAll(before);
            var amount = now.values().stream()
                    .mapToLong(order -> order.path("amount").asLong())
                    .sum();
            return now.size() == mode.made() && amount == product.price() * mode.made() && agrees(now.keySet(), settled)
                    ? ""
                    : now.values() + " for " + settled;
        });
    }

    private static boolean agrees(Set<String> made, JsonNode settled) {
        return made.isEmpty() || made.contains(settled.path("core_order_id").asString());
    }

    private void atOnce(Callable<Merchant.Answer> create, List<Merchant.Answer> answers, List<String> silent)
            throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var gate = new CountDownLatch(1);
            var running = new ArrayList<java.util.concurrent.Future<Merchant.Answer>>();
            for (int i = 0; i < creates; i++) {
                running.add(threads.submit(() -> {
                    gate.await();
                    return create.call();
                }));
            }
            gate.countDown();
            int count = 0;
            for (var one : running) {
                try {
                    answers.add(one.get());
                } catch (ExecutionException e) {
                    silent.add(String.valueOf(e.getCause()));
                }
                count++;
                if (count % Math.max(1, creates / 4) == 0) {
                    tally.progress(count, creates, "answered");
                }
            }
        }
    }

    private JsonNode settled(String number) throws IOException, InterruptedException {
        return Wait.until(
                SETTLE_LIMIT,
                () -> merchant.data("order.query_order", Map.of("out_order_no", number)),
                order -> !order.path("status").asString().equals("PENDING"));
    }

    /** Rows under this number in whatever tables keep merchants' numbers, seen with the application's own role as this merchant. */
    private long rows(String number) throws SQLException {
        try (var connection =
                        DriverManager.getConnection(demo.jdbcUrl(), demo.databaseUser(), demo.databasePassword());
                var merchant = connection.prepareStatement("SELECT set_config('serai.merchant', ?, false)");
                var tables = connection.prepareStatement(
                        "SELECT c.table_schema, c.table_name FROM information_schema.columns c JOIN information_schema.tables t"
                                + " USING (table_schema, table_name) WHERE c.column_name = 'out_order_no' AND t.table_type = 'BASE TABLE'");
                var found = tables.executeQuery()) {
            merchant.setString(1, demo.merchantId());
            merchant.execute();
            long most = 0;
            while (found.next()) {
                // Names come from the catalogue, quoted; the number is a parameter.
                var sql = "SELECT count(*) FROM \"" + found.getString(1) + "\".\"" + found.getString(2)
                        + "\" WHERE out_order_no = ?";
                try (var count = connection.prepareStatement(sql)) {
                    count.setString(1, number);
                    try (var row = count.executeQuery()) {
                        row.next();
                        most = Math.max(most, row.getLong(1));
                    }
                }
            }
            return most;
        }
    }
}
