package dev.serai.reward;

import dev.serai.core.CoreHttp;
import dev.serai.kernel.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Hands out coupons once per request key, keeps tombstones, and misbehaves as told. */
public final class FakeCore implements CoreHttp {
    /** Coupons by request key: ISSUED, USED or REVOKED. */
    public final Map<String, String> coupons = Collections.synchronizedMap(new HashMap<>());

    /** Every call as {@code path key}, in the order they came. */
    public final List<String> calls = Collections.synchronizedList(new ArrayList<>());

    /** What to answer instead; null answers honestly. */
    public volatile Function<String, @Nullable CoreAnswer> before = path -> null;

    /** What to answer after the work was done; null answers honestly. */
    public volatile Function<String, @Nullable CoreAnswer> after = path -> null;

    public static CoreAnswer silent() {
        return new CoreAnswer.Unknown("no answer", true);
    }

    @Override
    public CoreAnswer call(String method, String path, @Nullable JsonNode body) {
        if (body == null) {
            throw new IllegalArgumentException("a coupon call has a body");
        }
        var key = body.at("/request_key").asString();
        calls.add(path + " " + key);
        var instead = before.apply(path);
        if (instead != null) {
            return instead;
        }
        if (path.equals("/coupons/issue")) {
            coupons.putIfAbsent(key, "ISSUED");
        } else if ("USED".equals(coupons.get(key))) {
            return new CoreAnswer.Refused(409, "coupon_used", "the coupon was used");
        } else {
            coupons.put(key, "REVOKED");
        }
        var lost = after.apply(path);
        return lost != null ? lost : new CoreAnswer.Done(200, Json.object());
    }

    public long issued() {
        synchronized (coupons) {
            return coupons.values().stream().filter("ISSUED"::equals).count();
        }
    }
}
