package dev.serai.acceptance;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The core system, asked directly: what it really holds, and how it is made to misbehave. */
final class Plaza {
    private static final int PAGE = 500;

    private final Merchant http;
    private final String address;

    Plaza(Merchant http, Demo demo) {
        this.http = http;
        this.address = demo.core();
    }

    /** All orders by id. */
    Map<String, JsonNode> orders() throws IOException, InterruptedException {
        var found = new LinkedHashMap<String, JsonNode>();
        @Nullable String after = null;
        do {
            var page = http.get(address + "/orders?limit=" + PAGE + after(after), null);
            for (var order : page.path("orders")) {
                found.put(order.path("id").asString(), order);
            }
            after = next(page);
        } while (after != null);
        return found;
    }

    /** How many coupons for repayments each of these members holds. */
    Map<String, Integer> coupons(Iterable<String> members) throws IOException, InterruptedException {
        var found = new TreeMap<String, Integer>();
        for (var member : members) {
            found.put(member, coupons("repayment", member));
        }
        return found;
    }

    int coupons(String pool, String member) throws IOException, InterruptedException {
        int count = 0;
        @Nullable String after = null;
        do {
            var page = http.get(
                    address + "/coupons?pool=" + pool + "&status=ISSUED&member_id=" + member + "&limit=" + PAGE
                            + after(after),
                    null);
            count += page.path("coupons").size();
            after = next(page);
        } while (after != null);
        return count;
    }

    void pay(String orderId) throws IOException, InterruptedException {
        http.plain("POST", address + "/orders/" + orderId + "/pay", "{}", null);
    }

    void misbehave(String fault) throws IOException, InterruptedException {
        http.plain("POST", address + "/_faults", fault, null);
    }

    void behave() throws IOException, InterruptedException {
        http.plain("DELETE", address + "/_faults", "", null);
    }

    private static String after(@Nullable String after) {
        return after == null ? "" : "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8);
    }

    private static @Nullable String next(JsonNode page) {
        var next = page.path("next");
        return next.isNull() || next.isMissingNode() ? null : next.asString();
    }
}
