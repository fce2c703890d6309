package dev.serai.acceptance;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Several threads that order, pay, report repayments, reverse them and report receipts. Whatever is not answered is asked
 * again with the same content until it is: so what counts is known when they rest.
 */
final class Load {
    static final String REPAYMENT = "repayment";
    static final String RECEIPT = "receipt";
    private static final int ORDER_THREADS = 2;
    private static final int FACT_THREADS = 3;
    private static final Duration BREATH = Duration.ofMillis(15);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(200);
    private static final Duration REST_LIMIT = Duration.ofMinutes(5);
    /** Facts of this time count for contest 301. */
    private static final String MARCH = "2017-03-15T12:00:00Z";

    private final Merchant merchant;
    private final Plaza plaza;
    private final Demo demo;
    private final Deeds deeds;
    private final List<String> stores;
    private final String occurredAt;
    private final String tag;
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private volatile boolean resting = true;

    /** @param tag makes the ids of this round its own. @param started the instant every repayment carries */
    Load(Demo demo, Deeds deeds, List<String> stores, String tag, Instant started) {
        this.demo = demo;
        this.merchant = new Merchant(demo);
        this.plaza = new Plaza(merchant, demo);
        this.deeds = deeds;
        this.stores = stores;
        this.tag = tag;
        this.occurredAt = started.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    void start(long seed) {
        resting = false;
        for (int i = 0; i < ORDER_THREADS; i++) {
            work("o" + i, new Random(seed + i), this::order);
        }
        for (int i = 0; i < FACT_THREADS; i++) {
            work("f" + i, new Random(seed + 100 + i), this::report);
        }
    }

    private interface Step {
        void go(String name, Random random) throws InterruptedException;
    }

    private void work(String name, Random random, Step step) {
        threads.add(Thread.ofVirtual().name(name).start(() -> {
            try {
                for (int n = 0; !resting; n++) {
                    step.go(tag + "-" + name + "-" + n, random);
                    TimeUnit.NANOSECONDS.sleep(BREATH.toNanos());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    /** How much was acknowledged since the start. */
    int acknowledged() {
        return acknowledged.get();
    }

    /** Lets each thread finish what it began. Answers what went wrong, empty for nothing. */
    List<String> rest() throws InterruptedException {
        resting = true;
        for (var thread : threads) {
            if (!thread.join(REST_LIMIT)) {
                thread.interrupt();
                trouble("a call was never answered: " + thread.getName());
            }
        }
        threads.clear();
        synchronized (troubles) {
            return List.copyOf(troubles);
        }
    }

    /** After a resumed proof: asks again for what was begun and never acknowledged. */
    void finishWhatWasBegun() throws InterruptedException {
        for (var order : deeds.orders()) {
            if (order.orderId().isEmpty()) {
                create(order);
            }
        }
        for (var fact : deeds.facts()) {
            if (!fact.acknowledged()) {
                send(fact);
            }
        }
    }

    private void trouble(String text) {
        synchronized (troubles) {
            if (troubles.size() < 20) {
                troubles.add(text);
            }
        }
    }

    // -- orders -------------------------------------------------------------------------------------------------------

    private void order(String name, Random random) throws InterruptedException {
        var products = demo.products();
        var product = products.get(random.nextInt(products.size()));
        var made = create(new Deeds.Order("kills-" + name, product.id(), product.price(), ""));
        if (made != null && random.nextInt(3) == 0) {
            pay("kills-" + name, made.path("core_order_id").asString(""));
        }
    }

    private @Nullable JsonNode create(Deeds.Order order) throws InterruptedException {
        deeds.put(order);
        var params = Map.of("out_order_no", order.number(), "product_id", order.productId(), "quantity", "1");
        var answer = insist("order.create_order", params);
        if (!answer.ok()) {
            trouble(order.number() + ": " + answer);
            return null;
        }
        deeds.put(new Deeds.Order(
                order.number(),
                order.productId(),
                order.amount(),
                answer.data().path("order_id").asString()));
        acknowledged.incrementAndGet();
        return answer.data();
    }

    /** The community's own user pays; if the core is away he does not, and nothing is expected. */
    private void pay(String number, String coreOrderId) throws InterruptedException {
        if (coreOrderId.isEmpty()) {
            return;
        }
        try {
            plaza.pay(coreOrderId);
            deeds.paid(number);
        } catch (IOException e) {
            // Unknown: it may be paid or not. The check of each order compares with the core itself.
            return;
        }
    }

    // -- facts --------------------------------------------------------------------------------------------------------

    private void report(String name, Random random) throws InterruptedException {
        boolean receipt = random.nextInt(4) == 0;
        var subjects = receipt ? stores : demo.users();
        var subject = subjects.get(random.nextInt(subjects.size()));
        var fact = new Deeds.Report(
                "kills-" + name, 1, receipt ? RECEIPT : REPAYMENT, subject, 100 + random.nextInt(30_000), true, false);
        send(fact);
        int fate = random.nextInt(5);
        if (fate == 0 && !receipt) {
            send(new Deeds.Report(fact.id(), 2, fact.type(), subject, fact.amount(), false, false));
        } else if (fate == 1) {
            long corrected = 100 + random.nextInt(30_000);
            send(new Deeds.Report(fact.id(), 2, fact.type(), subject, corrected, true, false));
        }
    }

    private void send(Deeds.Report fact) throws InterruptedException {
        deeds.put(fact);
        var answer = insist("fact.report", Map.of("facts", "[" + json(fact) + "]"));
        var result = answer.data().path("results").path(0).path("result").asString("");
        if (!answer.ok() || !(result.equals("accepted") || result.equals("duplicate"))) {
            trouble(fact.id() + " version " + fact.version() + ": " + answer);
            return;
        }
        deeds.put(new Deeds.Report(
                fact.id(), fact.version(), fact.type(), fact.subject(), fact.amount(), fact.counts(), true));
        acknowledged.incrementAndGet();
    }

    /** The fact as it stands at the door: the same text for the same version, always. */
    String json(Deeds.Report fact) {
        var tree = Demo.JSON
                .createObjectNode()
                .put("type", fact.type())
                .put("id", fact.id())
                .put("version", fact.version());
        var body = tree.putObject("body");
        if (fact.type().equals(REPAYMENT)) {
            tree.put("occurred_at", occurredAt);
            body.put("user_id", fact.subject())
                    .put("amount", fact.amount())
                    .put("status", fact.counts() ? "SUCCEEDED" : "REVERSED");
        } else {
            tree.put("occurred_at", MARCH);
            body.put("store_id", fact.subject())
                    .put("clerk_id", fact.subject() + "_1")
                    .put("customer_id", "1")
                    .putArray("lines")
                    .addObject()
                    .put("product_id", "1")
                    .put("quantity", 1)
                    .put("paid", fact.amount())
                    .put("list", fact.amount());
        }
        return tree.toString();
    }

    /** Asks until there is an answer that says something: silence, 5xx and 429 say nothing. */
    private Merchant.Answer insist(String method, Map<String, String> params) throws InterruptedException {
        while (true) {
            try {
                var answer = merchant.call(method, params);
                if (answer.code() < 500 && answer.code() != 429) {
                    return answer;
                }
            } catch (IOException e) {
                // No answer: it may have been done or not. Asking again is what the contract promises to be safe.
                TimeUnit.NANOSECONDS.sleep(RETRY_PAUSE.toNanos());
                continue;
            }
            TimeUnit.NANOSECONDS.sleep(RETRY_PAUSE.toNanos());
        }
    }
}
