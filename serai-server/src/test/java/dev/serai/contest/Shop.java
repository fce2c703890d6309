package dev.serai.contest;

import dev.serai.fact.NewFact;
import dev.serai.kernel.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Facts of stores and clerks whose codes begin with one test's prefix. Clerk A_1 works in store A. */
record Shop(String prefix) {
    NewFact sale(String id, long version, String clerk, @Nullable String customer, String at, long... paid) {
        return sale(id, version, clerk, customer, at, null, paid);
    }

    NewFact sale(
            String id,
            long version,
            String clerk,
            @Nullable String customer,
            String at,
            @Nullable String original,
            long... paid) {
        var body = Json.object()
                .put("store_id", prefix + clerk.substring(0, clerk.indexOf('_')))
                .put("clerk_id", prefix + clerk)
                .put("customer_id", customer == null ? null : prefix + customer)
                .put("original_id", original == null ? null : prefix + original);
        var lines = body.putArray("lines");
        for (long amount : paid) {
            lines.addObject()
                    .put("product_id", "P")
                    .put("quantity", Long.signum(amount))
                    .put("paid", amount)
                    .put("list", amount);
        }
        return new NewFact("receipt", prefix + id, version, Instant.parse(at), body);
    }

    String roster(String... units) {
        return "\nroster: {units: " + list(units) + "}\n";
    }

    String list(String... units) {
        var list = new StringBuilder("[");
        for (int i = 0; i < units.length; i++) {
            list.append(i == 0 ? "" : ", ")
                    .append('"')
                    .append(prefix)
                    .append(units[i])
                    .append('"');
        }
        return list.append(']').toString();
    }
}
