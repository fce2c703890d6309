package dev.serai.acceptance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** What a merchant has in the house, made through the door: by parameter the ids somebody else might try, and all he is known by. */
final class Belongings {
    /** Shorter ones stand in any text by chance. */
    private static final int MARK_LENGTH_MIN = 8;

    private static final String HOOK = "http://127.0.0.1:1/hook-";

    private final Newcomer owner;
    private final Desk desk;
    private final Demo demo;
    private final Map<String, List<String>> ids = new HashMap<>();
    private final Set<String> marks = new LinkedHashSet<>();
    private String subscription = "";

    Belongings(Newcomer owner, Desk desk, Demo demo, String tag) throws IOException, InterruptedException {
        this.owner = owner;
        this.desk = desk;
        this.demo = demo;
        // He says his tag in everything he says of himself.
        marks.add(tag);
        marks.addAll(List.of(
                owner.merchantId(),
                owner.live().appId(),
                owner.live().secret(),
                owner.keyId(),
                owner.sandboxId(),
                owner.fileId()));
        try (var caller = new Caller(demo.door())) {
            // Without his tag: a thief may give his own order the same number, and then it is his number too.
            trade(caller, UUID.randomUUID().toString());
        }
        desk.must(
                "POST",
                demo.door() + "/portal/api/changes",
                owner.owner(),
                Newcomer.object("kind", "access_mode", "after", "SDK", "note", "because " + tag));
        marks.removeIf(mark -> mark.length() < MARK_LENGTH_MIN);
    }

    private void trade(Caller caller, String token) throws IOException, InterruptedException {
        var account = owner.live();
        for (int i = 1; i <= 3; i++) {
            var number = "order-" + i + "-" + token;
            var product = demo.products().get(i);
            var order = caller.settled(
                    account,
                    Api.at("/order/create_order"),
                    Map.of("out_order_no", number, "product_id", product.id(), "quantity", "1"));
            own("out_order_no", number);
            own("order_id", order.path("order_id").asString());
            own("core_order_id", order.path("core_order_id").asString(""));
            if (i == 1) {
                var amount = Long.toString(product.price());
                caller.settled(account, Api.at("/order/pay_order"), Map.of("out_order_no", number, "amount", amount));
                var refund = caller.settled(
                        account,
                        Api.at("/order/refund_order"),
                        Map.of("out_order_no", number, "out_refund_no", "refund-" + token, "amount", "1"));
                own("out_refund_no", "refund-" + token);
                own("refund_id", refund.path("refund_id").asString(""));
                caller.data(
                        account,
                        Api.at("/order/ship_order"),
                        Map.of(
                                "out_order_no",
                                number,
                                "out_shipment_no",
                                "parcel-" + token,
                                "carrier",
                                "SF",
                                "tracking_no",
                                "track-" + token));
                own("out_shipment_no", "parcel-" + token);
            }
        }
        var made =
                caller.data(account, Api.at("/push/subscribe"), Map.of("url", HOOK + token, "types", "order.changed"));
        subscription = made.path("subscription_id").asString();
        own("subscription_id", subscription);
        marks.add(made.path("secret").asString());
    }

    private void own(String parameter, String id) {
        if (!id.isEmpty()) {
            ids.computeIfAbsent(parameter, _ -> new ArrayList<>()).add(id);
            marks.add(id);
        }
    }

    /** His ids that such a parameter may hold; empty where none is his. */
    List<String> ids(String parameter) {
        return ids.getOrDefault(parameter, List.of());
    }

    /** What of his stands in the text though the asker did not say it; empty for nothing. */
    String leaked(String text, String asked) {
        for (var mark : marks) {
            if (text.contains(mark) && !asked.contains(mark)) {
                return mark;
            }
        }
        return "";
    }

    /** All he can see of his own, to be compared before and after. What moves by itself is left out. */
    String seen() throws IOException, InterruptedException {
        var found = new ArrayList<String>();
        try (var caller = new Caller(demo.door())) {
            var account = owner.live();
            found.add(caller.data(account, Api.at("/order/list_orders"), Map.of("limit", "200"))
                    .toString());
            found.add(caller.data(
                            account,
                            Api.at("/order/list_refunds"),
                            Map.of("out_order_no", ids("out_order_no").getFirst()))
                    .toString());
            found.add(caller.data(
                            account,
                            Api.at("/order/list_shipments"),
                            Map.of("out_order_no", ids("out_order_no").getFirst()))
                    .toString());
            for (var one : caller.data(account, Api.at("/push/list_subscriptions"), Map.of())
                    .path("subscriptions")) {
                found.add(one.path("subscription_id") + " " + one.path("url") + " " + one.path("types"));
            }
        }
        var portal = demo.door() + "/portal/api/";
        for (var page : List.of("application", "changes", "team", "contract", "allow-list", "me")) {
            found.add(withoutTimes(desk.must("GET", portal + page, owner.owner(), "")));
        }
        for (var app : desk.must("GET", portal + "apps", owner.owner(), "").path("apps")) {
            for (var key : app.path("keys")) {
                found.add(app.path("app_id") + " " + key.path("key_id") + " " + key.path("state") + " "
                        + key.path("not_after"));
            }
        }
        return String.join("\n", found);
    }

    private static String withoutTimes(JsonNode page) {
        return page.toString().replaceAll("\"last_login_at\":(\"[^\"]*\"|null)", "");
    }

    /** Nobody listens there, and the house would try for a month. */
    void tidy() throws IOException {
        try (var caller = new Caller(demo.door())) {
            caller.data(owner.live(), Api.at("/push/unsubscribe"), Map.of("subscription_id", subscription));
        }
    }
}
