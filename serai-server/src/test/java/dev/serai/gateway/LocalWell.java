package dev.serai.gateway;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The bucket of a single node, in a well's clothes; several nodes of one process may share it. */
final class LocalWell implements TokenWell {
    private final Map<String, TokenBucket> buckets = new HashMap<>();

    @Override
    public synchronized CompletionStage<Draw> draw(String app, int perSecond, int burst, int wanted, long nowMicros) {
        var bucket = buckets.computeIfAbsent(app, _ -> new TokenBucket(perSecond, burst, nowMicros));
        bucket.declare(perSecond, burst, nowMicros);
        int calls = bucket.take(wanted, nowMicros);
        return CompletableFuture.completedFuture(new Draw(calls, bucket.left(nowMicros), bucket.waitMicros()));
    }
}
