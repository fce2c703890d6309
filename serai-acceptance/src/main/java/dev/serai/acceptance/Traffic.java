package dev.serai.acceptance;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Valid calls of the demo's first app, in all dialects: reads, and writes whose effects can be counted.
 *
 * @param known numbers of orders that exist, for reads
 */
record Traffic(Demo demo, Account account, List<String> known, String occurredAt) {
    /** Whole hundreds of yuan, so that each repayment is one coupon. */
    private static final long REPAID_FEN = 10_000;

    /** What a call does. */
    enum Kind {
        PING("/serai/ping", false),
        POST("/content/post/get", false),
        ORDER("/order/query_order", false),
        ORDERS("/order/list_orders", false),
        CREATE("/order/create_order", true),
        CREATE_SEVERAL("/order/create_order/v2", true),
        POINTS("/points/add", true),
        FACT("/fact/report", true),
        SESSION("/h5/session/create", true);

        final Api api;
        final boolean writes;

        Kind(String path, boolean writes) {
            this.api = Api.at(path);
            this.writes = writes;
        }

        private static List<Kind> of(boolean writes) {
            var found = new ArrayList<Kind>();
            for (var kind : values()) {
                if (kind.writes == writes) {
                    found.add(kind);
                }
            }
            return found;
        }
    }

    private static final List<Kind> READS = Kind.of(false);
    private static final List<Kind> WRITES = Kind.of(true);

    /** One call that may be made. */
    record Plan(Dialect dialect, Kind kind, Map<String, String> parameters) {}

    static Traffic of(Demo demo, List<String> known) {
        return new Traffic(
                demo,
                Account.of(demo.file().path("apps").path(0)),
                known,
                Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    }

    /** @param name the number a write bears, unique. @param writesPercent how often it writes */
    Plan plan(Random random, String name, int writesPercent) {
        var dialects = Dialect.values();
        var dialect = dialects[random.nextInt(dialects.length)];
        var kinds = random.nextInt(100) < writesPercent ? WRITES : READS;
        var kind = kinds.get(random.nextInt(kinds.size()));
        return new Plan(dialect, kind, parameters(kind, random, name));
    }

    private Map<String, String> parameters(Kind kind, Random random, String name) {
        var all = new HashMap<String, String>();
        var product = demo.products().get(random.nextInt(demo.products().size()));
        var user = demo.users().get(random.nextInt(demo.users().size()));
        switch (kind) {
            case PING -> {}
            case POST -> all.put("id", Integer.toString(1 + random.nextInt(9)));
            case ORDER -> all.put("out_order_no", known.get(random.nextInt(known.size())));
            case ORDERS -> all.put("limit", Integer.toString(1 + random.nextInt(3)));
            case CREATE -> {
                all.put("out_order_no", name);
                all.put("product_id", product.id());
                all.put("quantity", "1");
            }
            case CREATE_SEVERAL -> {
                all.put("out_order_no", name);
                all.put("items", "[{\"product_id\":\"" + product.id() + "\",\"quantity\":2}]");
            }
            case POINTS -> {
                all.put("user_id", user);
                all.put("request_no", name);
                all.put("points", "1");
            }
            case FACT -> all.put("facts", fact(name, user));
            case SESSION -> {
                all.put("activity_id", demo.campaign());
                all.put("user_id", user);
                // Nothing declares it. Without it, and without a nonce, two honest calls of one second were one.
                all.put("note", name);
            }
        }
        return all;
    }

    private String fact(String name, String user) {
        var array = Demo.JSON.createArrayNode();
        array.addObject()
                .put("type", Load.REPAYMENT)
                .put("id", name)
                .put("version", 1)
                .put("occurred_at", occurredAt)
                .putObject("body")
                .put("user_id", user)
                .put("amount", REPAID_FEN)
                .put("status", "SUCCEEDED");
        return array.toString();
    }
}
