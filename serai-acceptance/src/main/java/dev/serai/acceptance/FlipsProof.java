package dev.serai.acceptance;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keys, grants, limits and the catalogue change without pause while calls go on that are valid before and after each change.
 * None of them may be refused, and no method may be unknown for a moment.
 */
final class FlipsProof {
    static final int CHANGES = 10_000;

    private static final int CALLERS = 4;
    private static final int CALLS_PER_SECOND = 20_000;
    private static final Duration HEARD_LIMIT = Duration.ofSeconds(15);
    private static final Duration BREATH = Duration.ofMillis(2);
    private static final String DOCUMENT = "prove-flips";

    /** One change after the other; each is valid under what was before. */
    interface Changer {
        void change(int n) throws IOException, InterruptedException;
    }

    private final Demo demo;
    private final Tally tally;
    private final Progress progress;
    private final int changes;
    private final Desk desk = new Desk();
    private final Desk.Visitor staff;
    private final String tag;
    private final AtomicInteger made = new AtomicInteger();
    private final LongAdder calls = new LongAdder();
    private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> troubles = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    FlipsProof(Demo demo, Tally tally, Progress progress, int changes, long seed) throws IOException {
        this.demo = demo;
        this.tally = tally;
        this.progress = progress;
        this.changes = changes;
        this.staff = Desk.Visitor.bearing("staff", demo.accessToken());
        this.tag = "flips-" + seed + "-" + Long.toString(System.currentTimeMillis(), 36);
    }

    void run() throws IOException, InterruptedException {
        int done = 0;
        for (var line : progress.lines()) {
            done = Math.max(done, Integer.parseInt(line.getFirst()));
        }
        made.set(done);
        var merchant = Newcomer.join(desk, demo, tag);
        apply("begin", 100);
        var ping = Api.at("/serai/ping");
        var post = Api.at("/content/post/get");
        var flipped = Api.at("/flips/post/get");
        merchant.grant(desk, demo, List.of(ping, post, flipped), CALLS_PER_SECOND);
        untilServed(merchant.live(), flipped);
        var keys = new KeyFlips(demo, desk, staff, merchant);
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        try (threads) {
            var callers = new ArrayList<Future<?>>();
            for (int i = 0; i < CALLERS; i++) {
                int first = i;
                callers.add(threads.submit(() -> load(keys, List.of(ping, post, flipped), first)));
            }
            var changers = List.<Changer>of(keys, grants(merchant), limits(merchant), this::catalogue);
            var running = new ArrayList<Future<?>>();
            for (var changer : changers) {
                running.add(threads.submit(() -> change(changer)));
            }
            running.forEach(this::await);
            over = true;
            callers.forEach(this::await);
        } finally {
            over = true;
            tidy();
        }
        tally.progress(made.get(), changes, calls.sum() + " calls under way meanwhile");
        tally.check(
                "changes",
                changes + " made",
                () -> troubles.isEmpty()
                        ? ""
                        : troubles.size() + ": " + troubles.stream().limit(3).toList());
        tally.check(
                "calls that were valid before and after each change",
                "none refused, no api.unknown",
                () -> refused.isEmpty() && calls.sum() > 0 ? "" : new TreeMap<>(refused) + " of " + calls.sum());
    }

    private void await(Future<?> one) {
        try {
            one.get();
        } catch (ExecutionException e) {
            troubles.add(String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Void change(Changer changer) throws IOException, InterruptedException {
        for (int n = 0; ; n++) {
            int mine = made.getAndIncrement();
            if (mine >= changes) {
                made.set(changes);
                return null;
            }
            changer.change(n);
            int step = Math.max(1, changes / 20);
            if (mine % step == 0) {
                progress.note(mine);
                tally.progress(mine, changes, "changes, " + calls.sum() + " calls, refused " + refused);
            }
        }
    }

    private Void load(KeyFlips keys, List<Api> apis, int first) throws InterruptedException {
        try (var caller = new Caller(demo.door())) {
            for (int i = first; !over; i++) {
                var api = apis.get(i % apis.size());
                var dialect = i % 8 == 0 ? Dialect.SERAI_RSA2 : Dialect.SERAI_HMAC;
                try {
                    var reply = keys.with(account -> caller.answered(
                            dialect, account, api, api.path().equals("/serai/ping") ? Map.of() : Map.of("id", "4")));
                    calls.increment();
                    var subCode = Caller.subCode(reply);
                    if (!subCode.isEmpty()) {
                        if (refused.size() < 10 && !refused.containsKey(subCode)) {
                            tally.say("REFUSED " + api.key() + ": " + reply);
                        }
                        refused.computeIfAbsent(subCode, _ -> new LongAdder()).increment();
                    }
                } catch (IOException e) {
                    refused.computeIfAbsent("no answer: " + e, _ -> new LongAdder())
                            .increment();
                }
                java.util.concurrent.TimeUnit.NANOSECONDS.sleep(BREATH.toNanos());
            }
        }
        return null;
    }

    private void untilServed(Account account, Api api) throws IOException, InterruptedException {
        try (var caller = new Caller(demo.door())) {
            var heard = Wait.until(
                    HEARD_LIMIT,
                    () -> Caller.subCode(caller.call(Dialect.SERAI_HMAC, account, api, Map.of("id", "4"))),
                    String::isEmpty);
            if (!heard.isEmpty()) {
                throw new IOException(api.key() + " was declared and is refused: " + heard);
            }
        }
    }

    /** Another method's grant comes and goes; those of the methods called get another end, far away. */
    private Changer grants(Newcomer merchant) {
        var grants = demo.console() + "/api/apps/" + merchant.live().appId() + "/grants/";
        return n -> {
            switch (n % 4) {
                case 0 -> desk.must("PUT", grants + "product.list/1", staff, "{}");
                case 1 ->
                    desk.must(
                            "PUT",
                            grants + "content.post.get/1",
                            staff,
                            "{\"not_after\":\"2099-01-01T00:00:00+08:00\"}");
                case 2 -> desk.must("DELETE", grants + "product.list/1", staff, "");
                default -> desk.must("PUT", grants + "content.post.get/1", staff, "{}");
            }
        };
    }

    /** Limits that these calls never reach, in every field. */
    private Changer limits(Newcomer merchant) {
        var limits = demo.console() + "/api/apps/" + merchant.live().appId() + "/limits";
        return n -> desk.must(
                "PUT",
                limits,
                staff,
                n % 2 == 0
                        ? "{\"stage\":\"LIVE\",\"limit_per_s\":" + (CALLS_PER_SECOND + n % 100)
                                + ",\"burst\":30000,\"per_day\":100000000}"
                        : "{\"stage\":\"LIVE\",\"limit_per_s\":" + CALLS_PER_SECOND + ",\"concurrent\":3000}");
    }

    /** Revisions of one document, for all and for a share, forward and back; its method is in each of them. */
    private void catalogue(int n) throws IOException, InterruptedException {
        var document = demo.console() + "/api/declarations/openapi/v1/" + DOCUMENT;
        switch (n % 6) {
            case 0, 4 -> apply(tag + " " + n, 100);
            case 1 -> apply(tag + " " + n, 50);
            case 2 -> desk.must("POST", document + (n % 12 < 6 ? "/promote" : "/withdraw"), staff, "{}");
            case 3 -> desk.must("POST", document + "/rollback", staff, "{}");
            default -> apply(tag + " again " + n, 100);
        }
    }

    private void apply(String words, int percent) throws IOException, InterruptedException {
        var text = """
                openapi: 3.1.0
                info: {title: %s, version: "1"}
                paths:
                  /flips/post/get:
                    get:
                      summary: A post, under revision %s
                      x-serai: {domain: content, effect: read, store: false, proxy: {method: GET, path: /post}, zh: 试}
                      requestBody: {content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: string, maxLength: 64}}}}}}
                      responses: {"200": {description: It, content: {application/json: {schema: {type: object}}}}}
                """.formatted(DOCUMENT, words);
        var order = Demo.JSON.createObjectNode();
        order.putArray("files").addObject().put("name", DOCUMENT + ".yaml").put("text", text);
        if (percent < 100) {
            order.putObject("share").put("percent", percent);
        }
        desk.must("POST", demo.console() + "/api/declarations/apply", staff, order.toString());
    }

    private void tidy() throws IOException, InterruptedException {
        var answer = desk.send("DELETE", demo.console() + "/api/declarations/openapi/v1/" + DOCUMENT, staff, "");
        if (!answer.ok()) {
            tally.say("the document " + DOCUMENT + " stays: " + answer);
        }
    }
}
