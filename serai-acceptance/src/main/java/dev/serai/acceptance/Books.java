package dev.serai.acceptance;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Compares what was acknowledged with what the house, the core and the event sequence hold, when all rests. */
final class Books {
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(90);
    private static final int PAGE = 200;
    private static final int BATCH = 500;
    private static final int SHOWN = 3;

    private final Demo demo;
    private final Merchant merchant;
    private final Plaza plaza;
    private final Deeds deeds;
    private final Load load;
    private final Baseline baseline;
    private final String subscription;
    private final Inbox inbox;

    /** What stood there before the proof began. @param march cents per store by the data set alone */
    record Baseline(Set<String> coreOrders, Map<String, Integer> held, Map<String, Long> march) {}

    Books(
            Demo demo,
            Merchant merchant,
            Plaza plaza,
            Deeds deeds,
            Load load,
            Baseline baseline,
            String subscription,
            Inbox inbox) {
        this.demo = demo;
        this.merchant = merchant;
        this.plaza = plaza;
        this.deeds = deeds;
        this.load = load;
        this.baseline = baseline;
        this.subscription = subscription;
        this.inbox = inbox;
    }

    void audit(String round, Tally tally) {
        tally.check(round + ": each acknowledged order, here", "once, under its id, settled", this::ordersHere);
        tally.check(round + ": orders in the core", "one for each of ours, none besides", this::ordersInCore);
        tally.check(round + ": each acknowledged fact", "is there: reported again it is a duplicate", this::facts);
        tally.check(round + ": coupons", "the whole hundreds of the valid total, here and in the core", this::coupons);
        tally.check(round + ": ledger = grants = coupons in the core + pending", "agrees", this::ledger);
        tally.check(round + ": events", "1..N, each change once, each delivered", this::events);
        tally.check(round + ": board 301", "equals our own count and its recount", this::board);
    }

    private static String first(List<String> faults) {
        return faults.isEmpty()
                ? ""
                : faults.size() + ": " + faults.stream().limit(SHOWN).toList();
    }

    private Map<String, JsonNode> listed() throws IOException, InterruptedException {
        var found = new HashMap<String, JsonNode>();
        var params = new HashMap<String, String>(Map.of("limit", Integer.toString(PAGE)));
        while (true) {
            var page = merchant.data("order.list_orders", params);
            for (var order : page.path("orders")) {
                var number = order.path("out_order_no").asString();
                if (found.put(number, order) != null) {
                    throw new IOException("order.list_orders shows " + number + " twice");
                }
            }
            if (page.path("next").isNull()) {
                return found;
            }
            params.put("after", page.path("next").asString());
        }
    }

    private String ordersHere() throws IOException, InterruptedException {
        var orders = Wait.until(
                SETTLE_LIMIT,
                this::listed,
                all -> all.values().stream()
                        .noneMatch(order -> order.path("status").asString().equals("PENDING")));
        var faults = new ArrayList<String>();
        for (var deed : deeds.orders()) {
            var order = orders.get(deed.number());
            if (order == null) {
                faults.add(deed.number() + " is lost");
            } else if (!order.path("order_id").asString().equals(deed.orderId())) {
                faults.add(deed.number() + " was " + deed.orderId() + ", is " + order);
            } else if (order.path("status").asString().equals("PENDING")
                    || order.path("amount").asLong() != deed.amount()) {
                faults.add(order.toString());
            }
        }
        return first(faults);
    }

    private String ordersInCore() throws IOException, InterruptedException {
        return Wait.until(SETTLE_LIMIT, this::compareWithCore, String::isEmpty);
    }

    private String compareWithCore() throws IOException, InterruptedException {
        var faults = new ArrayList<String>();
        var core = plaza.orders();
        core.keySet().removeAll(baseline.coreOrders());
        var here = listed();
        var known = new HashSet<String>();
        for (var deed : deeds.orders()) {
            var order = here.get(deed.number());
            if (order == null || order.path("status").asString().equals("FAILED")) {
                continue;
            }
            var id = order.path("core_order_id").asString("");
            var there = core.get(id);
            if (there == null) {
                faults.add(deed.number() + " has no order in the core: " + order);
            } else if (!known.add(id)) {
                faults.add("core order " + id + " belongs to two of ours");
            } else if (there.path("amount").asLong() != deed.amount()
                    || !there.path("status")
                            .asString()
                            .equals(order.path("status").asString())) {
                faults.add("here " + order + ", in the core " + there);
            } else if (deeds.isPaid(deed.number())
                    && !there.path("status").asString().equals("PAID")) {
                faults.add("paid, but the core says " + there);
            }
        }
        core.keySet().removeAll(known);
        core.values().forEach(order -> faults.add("an order in the core that nobody knows here: " + order));
        return first(faults);
    }

    private String facts() throws IOException, InterruptedException {
        var faults = new ArrayList<String>();
        var all = deeds.facts();
        for (int from = 0; from < all.size(); from += BATCH) {
            var batch = all.subList(from, Math.min(all.size(), from + BATCH));
            var text = new StringBuilder("[");
            for (var fact : batch) {
                text.append(text.length() == 1 ? "" : ",").append(load.json(fact));
            }
            var results = merchant.data(
                            "fact.report", Map.of("facts", text.append("]").toString()))
                    .path("results");
            for (int i = 0; i < batch.size(); i++) {
                if (!results.path(i).path("result").asString().equals("duplicate")) {
                    faults.add(batch.get(i) + " answers " + results.path(i));
                }
            }
        }
        return first(faults);
    }

    /** Coupons of each user that were not taken back. */
    static Map<String, Integer> held(Demo demo, Merchant merchant) throws IOException, InterruptedException {
        var found = new TreeMap<String, Integer>();
        for (var user : demo.users()) {
            int count = 0;
            var ids = new HashSet<String>();
            var args = Demo.JSON.createObjectNode();
            while (true) {
                var page = merchant.data(
                        "activity.handle",
                        Map.of(
                                "activity_id",
                                demo.campaign(),
                                "action",
                                "my_rewards",
                                "user_id",
                                user,
                                "args",
                                args.toString()));
                for (var reward : page.path("rewards")) {
                    if (!ids.add(reward.path("grant_id").asString())) {
                        throw new IOException("my_rewards shows a grant twice: " + reward);
                    }
                    count += reward.path("status").asString().equals("REVERTED") ? 0 : 1;
                }
                if (page.path("next").isNull() || page.path("next").isMissingNode()) {
                    break;
                }
                args.set("after", page.path("next"));
            }
            found.put(user, count);
        }
        return found;
    }

    private String coupons() throws IOException, InterruptedException {
        var expected = new TreeMap<String, Integer>(baseline.held());
        deeds.totals(Load.REPAYMENT)
                .forEach((user, fen) -> expected.merge(user, Math.toIntExact(fen / 10_000), Integer::sum));
        var here = Wait.until(SETTLE_LIMIT, () -> held(demo, merchant), expected::equals);
        var there = Wait.until(SETTLE_LIMIT, () -> plaza.coupons(demo.users()), expected::equals);
        return here.equals(expected) && there.equals(expected)
                ? ""
                : "expected " + expected + ", here " + here + ", in the core " + there;
    }

    private String ledger() throws IOException, InterruptedException {
        var address = demo.console() + "/api/rewards/invariants?activity_id=" + demo.campaign();
        var token = demo.accessToken();
        var balance = Wait.until(
                SETTLE_LIMIT,
                () -> merchant.get(address, token),
                found -> agrees(found)
                        && found.path("to_issue").asLong()
                                        + found.path("to_revoke").asLong()
                                == 0);
        int held = held(demo, merchant).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        boolean counts =
                balance.path("pending").asLong() + balance.path("granted").asLong() == held;
        return agrees(balance) && counts ? "" : balance + ", my_rewards " + held;
    }

    private static boolean agrees(JsonNode balance) {
        return balance.path("agrees").asBoolean(false);
    }

    private List<JsonNode> polled() throws IOException, InterruptedException {
        var found = new ArrayList<JsonNode>();
        var params =
                new HashMap<String, String>(Map.of("subscription_id", subscription, "limit", Integer.toString(PAGE)));
        while (true) {
            var page = merchant.data("push.list_events", params);
            page.path("events").forEach(found::add);
            if (page.path("next").isNull() || page.path("events").isEmpty()) {
                return found;
            }
            params.put("after", page.path("next").asString());
        }
    }

    private String events() throws IOException, InterruptedException {
        // Numbers are given soon after the change; wait until each order's present status was told.
        return Wait.until(SETTLE_LIMIT, this::compareEvents, String::isEmpty);
    }

    private String compareEvents() throws IOException, InterruptedException {
        var faults = new ArrayList<String>();
        var ids = new HashSet<String>();
        var changes = new HashSet<String>();
        var told = new HashSet<String>();
        long last = 0;
        var events = polled();
        for (var event : events) {
            if (event.path("seq").asLong() != last + 1 || event.path("prev").asLong() != last) {
                faults.add("after " + last + " comes " + event.path("prev") + "/" + event.path("seq"));
            }
            last = event.path("seq").asLong();
            if (!ids.add(event.path("id").asString())) {
                faults.add("id twice: " + event.path("id"));
            }
            var data = Demo.JSON.readTree(event.path("body").asString()).path("data");
            var subject = data.has("grant_id") ? data.path("grant_id") : data.path("order_id");
            var change = event.path("type").asString() + " " + subject.asString() + " "
                    + data.path("status").asString();
            if (!changes.add(change)) {
                faults.add("told twice: " + change);
            }
            told.add(change);
        }
        var here = listed();
        for (var deed : deeds.orders()) {
            var order = here.get(deed.number());
            var change = "order.changed " + deed.orderId() + " "
                    + (order == null ? "" : order.path("status").asString());
            if (!told.contains(change)) {
                faults.add("never told: " + change);
            }
        }
        var undelivered = new HashSet<>(ids);
        undelivered.removeAll(inbox.ids());
        if (!undelivered.isEmpty()) {
            faults.add(undelivered.size() + " of " + ids.size() + " events did not reach the receiver");
        }
        return first(faults);
    }

    private String board() throws IOException, InterruptedException {
        var expected = new TreeMap<String, Long>(baseline.march());
        deeds.totals(Load.RECEIPT).forEach((store, cents) -> expected.merge(store, cents, Long::sum));
        var difference = Wait.until(SETTLE_LIMIT, () -> difference(expected), String::isEmpty);
        if (!difference.isEmpty()) {
            return difference;
        }
        var recount = merchant.plain(
                "POST", demo.console() + "/api/contests/" + demo.contest() + "/recount", "", demo.accessToken());
        return recount.path("differences").isEmpty() ? "" : recount.toString();
    }

    private String difference(Map<String, Long> expected) throws IOException, InterruptedException {
        var page = merchant.data(
                "activity.handle",
                Map.of("activity_id", demo.contest(), "action", "board", "args", "{\"limit\":1000}"));
        var faults = new ArrayList<String>();
        for (var row : page.path("rows")) {
            var store = row.path("unit_id").asString();
            var cents = expected.getOrDefault(store, -1L);
            long better =
                    expected.values().stream().filter(other -> other > cents).count();
            var raw = row.path("raw");
            if (raw.path("n").asLong() * 100 != cents * raw.path("d").asLong()
                    || row.path("rank").asLong() != better + 1) {
                faults.add("store " + store + ": " + row + ", counted " + cents + " on rank " + (better + 1));
            }
        }
        if (page.path("rows").size() != expected.size()) {
            faults.add(page.path("rows").size() + " rows, counted " + expected.size());
        }
        return first(faults);
    }
}
