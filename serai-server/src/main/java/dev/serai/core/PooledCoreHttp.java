package dev.serai.core;

import dev.serai.kernel.Excerpt;
import dev.serai.kernel.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The core over pooled keep-alive connections. One deadline covers all of a call: waiting for a free place, connecting,
 * the answer to its last byte. Nothing is sent twice from here, whoever asked decides that; only where the core is declared
 * with a backup, what was never sent, or asks without changing anything, goes there.
 *
 * <h2>What counts as a no</h2>
 *
 * Only a 4xx that says why, in JSON. 408, 425 and 429 mean "not now", and a 4xx without a reason was written by something
 * between us and the core: both are unknown, like a 5xx, a broken answer or none. A refused connection is unknown too,
 * although nothing can have been done: callers need one rule, and asking again is harmless.
 */
@Component
final class PooledCoreHttp implements CoreHttp, AutoCloseable {
    static final Duration DEADLINE = Duration.ofSeconds(2);

    /** A hung core holds this many calls at most; more wait for a place until their own deadline. */
    static final int CALLS_AT_ONCE_MAX = 256;

    /** A longer answer is a broken one. */
    static final int ANSWER_BYTES_MAX = 1 << 20;

    private static final int REASON_CHARS_MAX = 500;

    private final String base;
    private final Duration deadline;
    private final Semaphore places;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client;
    private final Supplier<@Nullable Upstream> declared;

    @Autowired
    PooledCoreHttp(@Value("${serai.core.url}") String base, Upstreams upstreams) {
        this(base, DEADLINE, places(), () -> upstreams.find(CoreDeclaration.MAIN, null));
    }

    PooledCoreHttp(String base, Duration deadline, Semaphore places) {
        this(base, deadline, places, () -> null);
    }

    PooledCoreHttp(String base, Duration deadline, Semaphore places, Supplier<@Nullable Upstream> declared) {
        this.declared = declared;
        this.base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        this.deadline = deadline;
        this.places = places;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(deadline)
                .executor(threads)
                .build();
    }

    /** First come, first served. */
    static Semaphore places() {
        return new Semaphore(CALLS_AT_ONCE_MAX, true);
    }

    @Override
    public CoreAnswer call(String method, String path, @Nullable JsonNode body) {
        return call(method, path, body, deadline);
    }

    @Override
    public CoreAnswer call(String method, String path, @Nullable JsonNode body, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        var upstream = declared.get();
        try {
            if (upstream != null) {
                return new CaredCall(upstream, method.equals("GET"), at -> sent(at, method, path, body, end, deadline))
                        .answer();
            }
            if (!places.tryAcquire(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
                return new CoreAnswer.Unknown(
                        "not sent: " + CALLS_AT_ONCE_MAX + " calls to the core were under way for "
                                + deadline.toMillis() + " ms",
                        true);
            }
            try {
                return sent(base, method, path, body, end, deadline).answer();
            } finally {
                places.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new CoreAnswer.Unknown("interrupted while waiting for the core", false);
        }
    }

    /** @param off whether the core may have got it */
    record Sent(CoreAnswer answer, boolean off) {
        static Sent off(CoreAnswer answer) {
            return new Sent(answer, true);
        }
    }

    private Sent sent(String at, String method, String path, @Nullable JsonNode body, long end, Duration deadline)
            throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(at + path))
                .header("Accept", "application/json")
                .header("Content-Type", "application/json; charset=utf-8")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
                .build();
        // A thread of its own, so that the deadline also ends a slow name look-up or a dripping body.
        var sent = threads.submit(
                () -> client.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX)));
        try {
            return Sent.off(understand(sent.get(end - System.nanoTime(), TimeUnit.NANOSECONDS)));
        } catch (TimeoutException e) {
            return Sent.off(new CoreAnswer.Unknown("no answer within " + deadline.toMillis() + " ms", true));
        } catch (ExecutionException e) {
            var cause = e.getCause();
            if (cause instanceof HttpTimeoutException) {
                return new Sent(
                        new CoreAnswer.Unknown("no connection within " + deadline.toMillis() + " ms", true), false);
            }
            if (cause instanceof IOException broken) {
                // Only a connection that was never made surely carried nothing.
                return new Sent(
                        new CoreAnswer.Unknown("the connection failed: " + broken, false),
                        !(broken instanceof ConnectException));
            }
            throw new IllegalStateException("a call to the core could not be made", cause);
        } finally {
            // Closes the connection where the answer is still to come; otherwise it has no effect.
            sent.cancel(true);
        }
    }

    private static CoreAnswer understand(HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        if (status >= 500 || status == 408 || status == 425 || status == 429 || status < 200 || status / 100 == 3) {
            return new CoreAnswer.Unknown("the core answered HTTP " + status, false);
        }
        JsonNode body;
        try {
            body = answer.body().length == 0 ? Json.object() : Json.MAPPER.readTree(answer.body());
        } catch (JacksonException e) {
            return new CoreAnswer.Unknown(
                    "the core answered HTTP " + status + " with something that is not JSON", false);
        }
        return status < 300 ? new CoreAnswer.Done(status, body) : refused(status, body);
    }

    /** Reasons come as {@code {"error":{"code","message"}}} or as {@code {"code","reason"}}. */
    private static CoreAnswer refused(int status, JsonNode body) {
        var error = body.path("error").isObject() ? body.path("error") : body;
        var code = error.path("code").isString() ? error.path("code") : error.path("error");
        if (!code.isString()) {
            return new CoreAnswer.Unknown("the core answered HTTP " + status + " without a reason", false);
        }
        var reason = error.path("message").isString() ? error.path("message") : error.path("reason");
        return new CoreAnswer.Refused(
                status, shortened(code.asString()), shortened(reason.isString() ? reason.asString() : code.asString()));
    }

    private static String shortened(String text) {
        return Excerpt.of(text, REASON_CHARS_MAX);
    }

    @Override
    public void close() {
        client.shutdownNow();
        threads.shutdownNow();
    }
}
