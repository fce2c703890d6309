package dev.serai.acceptance;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Valid calls in every dialect are kept as the bytes they were, and sent again, byte for byte: where there is a nonce they are
 * refused, where there is none a write is answered what it was answered first and a read runs again. What stands in the books
 * afterwards is what the first sending made.
 */
final class ReplayProof {
    static final int CALLS = 10_000;

    /** Sent, and sent again, well within the window of 300 s. */
    private static final int BATCH = 500;

    private static final int WRITES_PERCENT = 40;
    private static final int WORKERS = 8;
    /** One in so many is sent again twice at once. */
    private static final int AT_ONCE_EVERY = 10;

    private static final int KILL_FROM = 1_000;
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(60);

    /** A call as it was, and what it was answered. */
    private record Captured(Traffic.Plan plan, byte[] bytes, Wire.Reply answer) {
        String subCode() {
            return Caller.subCode(answer);
        }
    }

    /** What there is of everything that these writes make. */
    private record Counts(long orders, long coreOrders, long coupons, long points) {}

    private final House house;
    private final Demo demo;
    private final Tally tally;
    private final Progress progress;
    private final int calls;
    private final long seed;
    private final Merchant merchant;
    private final Plaza plaza;
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger faulty = new AtomicInteger();
    private final Map<Dialect, AtomicInteger> sent = new ConcurrentSkipListMap<>();

    ReplayProof(House house, Tally tally, Progress progress, int calls, long seed) throws IOException {
        this.house = house;
        this.demo = house.demo();
        this.tally = tally;
        this.progress = progress;
        this.calls = calls;
        this.seed = seed;
        this.merchant = new Merchant(demo);
        this.plaza = new Plaza(merchant, demo);
    }

    void run() throws IOException, InterruptedException {
        int done = 0;
        for (var line : progress.lines()) {
            done = Integer.parseInt(line.getFirst());
        }
        if (done > 0) {
            tally.say("going on after " + done + " calls of an interrupted run");
        }
        var tag = "replay-" + seed + "-" + Long.toString(System.currentTimeMillis(), 36);
        merchant.data(
                "order.create_order",
                Map.of(
                        "out_order_no",
                        tag,
                        "product_id",
                        demo.products().getFirst().id(),
                        "quantity",
                        "1"));
        var traffic = Traffic.of(demo, List.of(tag));
        List<Captured> batch = List.of();
        while (done < calls) {
            tally.progress(done, calls, "captured and sent again");
            int size = Math.min(BATCH, calls - done);
            batch = batch(traffic, tag + "-" + done, size, new Random(seed * 1_000_003 + done));
            done += size;
            progress.note(done);
        }
        tally.progress(calls, calls, "captured and sent again: " + sent);
        if (calls >= KILL_FROM && !batch.isEmpty()) {
            afterKill(batch);
        }
        tally.check(
                "calls sent again",
                "401 sign.replayed; without nonce the first answer, or a read run again",
                () -> faults.isEmpty()
                        ? ""
                        : faulty.get() + ": " + faults.stream().limit(3).toList());
    }

    private List<Captured> batch(Traffic traffic, String tag, int size, Random random)
            throws IOException, InterruptedException {
        var before = counts();
        var plans = new ArrayList<Traffic.Plan>();
        for (int i = 0; i < size; i++) {
            plans.add(traffic.plan(random, tag + "-" + i, WRITES_PERCENT));
        }
        var captured = Collections.synchronizedList(new ArrayList<Captured>());
        Crowd.each(WORKERS, plans, demo.door(), (caller, plan) -> {
            var one = Caller.answered(() -> capture(caller, traffic, plan), Captured::subCode);
            if (!one.subCode().isEmpty() || one.answer().status() != 200) {
                throw new IOException("a valid call is refused: " + plan + ": " + one.answer());
            }
            captured.add(one);
            sent.computeIfAbsent(plan.dialect(), _ -> new AtomicInteger()).incrementAndGet();
        });
        var expected = expected(before, plans);
        var made = Wait.until(SETTLE_LIMIT, this::counts, expected::equals);
        if (!made.equals(expected)) {
            fault("the first sending made " + made + ", expected " + expected);
        }
        var again = new ArrayList<>(captured);
        Collections.shuffle(again, random);
        Crowd.each(WORKERS, again, demo.door(), this::again);
        var twice = again.subList(0, (again.size() + AT_ONCE_EVERY - 1) / AT_ONCE_EVERY);
        var atOnce = new ArrayList<Captured>();
        twice.forEach(one -> atOnce.addAll(List.of(one, one)));
        Crowd.each(WORKERS, atOnce, demo.door(), this::again);
        // Boards and grants follow within 2 s; a second effect would come as late as a first.
        java.util.concurrent.TimeUnit.MILLISECONDS.sleep(size < BATCH ? 300 : 2_000);
        var now = counts();
        if (!now.equals(made)) {
            fault("before the repetitions " + made + ", after them " + now);
        }
        return captured;
    }

    /** What writes is used up durably: the server's sudden death makes nothing new of it. */
    private void afterKill(List<Captured> batch) throws IOException, InterruptedException {
        tally.say("kill -9 of the server, then the last writes again");
        var before = counts();
        house.kill(House.Victim.SERVER);
        house.start();
        var writes = batch.stream().filter(one -> one.plan().kind().writes).toList();
        Crowd.each(WORKERS, writes, demo.door(), this::again);
        var now = counts();
        tally.check(
                "writes sent again after kill -9",
                writes.size() + " without a second effect",
                () -> now.equals(before) ? "" : "before " + before + ", now " + now);
    }

    private static Captured capture(Caller caller, Traffic traffic, Traffic.Plan plan) throws IOException {
        var bytes = caller.request(plan.dialect(), traffic.account(), plan.kind().api, plan.parameters())
                .bytes();
        return new Captured(plan, bytes, caller.send(bytes));
    }

    private void again(Caller caller, Captured one) throws IOException {
        var plan = one.plan();
        // Only a read without a nonce comes to the core once more, and may find it late.
        judge(
                one,
                plan.dialect().nonce || plan.kind().writes
                        ? caller.send(one.bytes())
                        : Caller.answered(() -> caller.send(one.bytes()), Caller::subCode));
    }

    private void judge(Captured one, Wire.Reply reply) {
        var subCode = Caller.subCode(reply);
        var plan = one.plan();
        boolean replayed = reply.header("serai-replayed").equals("1");
        if (plan.dialect().nonce) {
            if (!subCode.equals("sign.replayed") || reply.status() != 401) {
                fault(plan + " again: " + reply);
            }
        } else if (plan.kind().writes) {
            if (!replayed || !Arrays.equals(one.answer().body(), reply.body())) {
                fault(plan + " again is not the first answer: " + reply + " " + reply.headers());
            }
        } else if (!subCode.isEmpty() || reply.status() != 200 || replayed) {
            fault(plan + ", a read, again: " + reply);
        }
    }

    private void fault(String what) {
        faulty.incrementAndGet();
        if (faults.size() < 20) {
            faults.add(what);
        }
    }

    private static Counts expected(Counts before, List<Traffic.Plan> plans) {
        var count = new HashMap<Traffic.Kind, Long>();
        plans.forEach(plan -> count.merge(plan.kind(), 1L, Long::sum));
        long orders = count.getOrDefault(Traffic.Kind.CREATE, 0L) + count.getOrDefault(Traffic.Kind.CREATE_SEVERAL, 0L);
        return new Counts(
                before.orders() + orders,
                before.coreOrders() + orders,
                before.coupons() + count.getOrDefault(Traffic.Kind.FACT, 0L),
                before.points() + count.getOrDefault(Traffic.Kind.POINTS, 0L));
    }

    private Counts counts() throws IOException, InterruptedException {
        long orders = 0;
        var params = new HashMap<>(Map.of("limit", "200"));
        while (true) {
            var page = merchant.data("order.list_orders", params);
            orders += page.path("orders").size();
            if (page.path("next").isNull()) {
                break;
            }
            params.put("after", page.path("next").asString());
        }
        long coupons = Books.held(demo, merchant).values().stream()
                .mapToLong(Integer::longValue)
                .sum();
        long points = 0;
        for (var user : demo.users()) {
            points += merchant.data("points.get_balance", Map.of("user_id", user, "limit", "1"))
                    .path("balance")
                    .asLong();
        }
        return new Counts(orders, plaza.orders().size(), coupons, points);
    }
}
