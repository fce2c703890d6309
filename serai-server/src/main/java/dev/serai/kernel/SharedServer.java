package dev.serai.kernel;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one server that all nodes share for what is counted in milliseconds and may be lost: any that speaks the Redis
 * protocol and has EVAL (the command set of Redis 6.2; Valkey is one). What it says late or not at all is a failure.
 */
public final class SharedServer implements AutoCloseable {
    /** A call waits for it; who gets no answer goes on without. */
    public static final Duration ANSWER_LIMIT = Duration.ofMillis(250);

    /** For name, socket and greeting together. */
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

    private static final int THREADS = 2;

    private final DefaultClientResources resources = DefaultClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .build();
    private final RedisClient client;
    private final RedisURI uri;
    private final Duration answerLimit;
    private @Nullable CompletableFuture<StatefulRedisConnection<String, String>> connection;

    /** @param url redis://host:port, or rediss:// with TLS. Nothing is connected yet. */
    public SharedServer(String url, Duration answerLimit) {
        this.answerLimit = answerLimit;
        this.uri = RedisURI.create(url);
        this.uri.setTimeout(CONNECT_LIMIT);
        this.client = RedisClient.create(resources);
        this.client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(answerLimit))
                .build());
    }

    /** Runs a Lua script on one key, whole or not at all; it answers with a list of integers. */
    public CompletionStage<List<Long>> eval(String script, String key, String... arguments) {
        return connection()
                .thenCompose(open -> open.async()
                        .<List<Long>>eval(script, ScriptOutputType.MULTI, new String[] {key}, arguments)
                        .toCompletableFuture()
                        .orTimeout(answerLimit.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** The one connection, which comes back by itself once it stood; until then each call may try anew. */
    private synchronized CompletableFuture<StatefulRedisConnection<String, String>> connection() {
        var known = connection;
        if (known == null || known.isCompletedExceptionally()) {
            known = client.connectAsync(StringCodec.UTF8, uri)
                    .toCompletableFuture()
                    .orTimeout(CONNECT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            connection = known;
        }
        return known;
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        resources.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
