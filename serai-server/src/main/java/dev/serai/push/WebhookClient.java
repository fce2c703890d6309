package dev.serai.push;

import dev.serai.push.ReceiverUrl.ForbiddenAddress;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Posts to receivers: HTTP/1.1 over kept connections, to the address that was checked and no other, without following
 * redirects. Blocks; call it on a virtual thread.
 */
final class WebhookClient implements AutoCloseable {
    /** How long one attempt may take in all, so that a receiver which drips bytes holds nothing longer either. */
    static final Duration TIMEOUT = Duration.ofSeconds(15);

    /** How long connecting may take. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** How much of an answer is read before the connection is given up. */
    static final int ANSWER_MAX_BYTES = 64 * 1024;

    /** Connections to one receiver address. */
    static final int CONNECTIONS_MAX = 256;

    /** An idle connection is closed after so long; most receivers keep theirs longer. */
    static final int IDLE_MAX_SECONDS = 10;

    private static final int CAUSE_MAX_CHARS = 200;

    /** What became of one attempt. */
    sealed interface Outcome {
        /** The receiver's status line came; whether its body came to an end does not matter. */
        record Answered(int status, @Nullable String retryAfter) implements Outcome {}

        /** No status: refused, reset, timed out, or not allowed. */
        record Unanswered(String cause) implements Outcome {}
    }

    private final HttpClient http;
    private final Addresses allowed;
    private final Duration timeout;

    WebhookClient(Vertx vertx, Addresses allowed, Duration timeout) {
        this.allowed = allowed;
        this.timeout = timeout;
        this.http = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                        .setKeepAliveTimeout(IDLE_MAX_SECONDS),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX));
    }

    Outcome post(ReceiverUrl url, Map<String, String> headers, String body) {
        InetAddress address;
        try {
            address = url.resolve(allowed);
        } catch (UnknownHostException e) {
            return new Outcome.Unanswered("the host " + url.host() + " does not resolve");
        } catch (ForbiddenAddress e) {
            return new Outcome.Unanswered(String.valueOf(e.getMessage()));
        }
        var options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(url.port(), address.getHostAddress()))
                .setHost(url.host())
                .setPort(url.port())
                .setSsl(url.tls())
                .setURI(url.target())
                .setFollowRedirects(false);
        headers.forEach(options::putHeader);
        return send(options, Buffer.buffer(body));
    }

    private Outcome send(RequestOptions options, Buffer body) {
        var request = new AtomicReference<@Nullable HttpClientRequest>();
        var answer = new AtomicReference<Outcome.@Nullable Answered>();
        var exchange = http.request(options)
                .compose(opened -> {
                    request.set(opened);
                    return opened.send(body);
                })
                .compose(response -> {
                    answer.set(new Outcome.Answered(response.statusCode(), response.getHeader("retry-after")));
                    return drained(response);
                })
                .toCompletionStage()
                .toCompletableFuture();
        String cause;
        try {
            exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            cause = "no answer";
        } catch (TimeoutException e) {
            cause = "no answer within " + timeout.toSeconds() + " s";
            // A request opened after this moment is reset too.
            exchange.whenComplete((done, failure) -> reset(request));
        } catch (ExecutionException e) {
            cause = told(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cause = "interrupted: this node is stopping";
        }
        var answered = answer.get();
        if (!exchange.isDone() || exchange.isCompletedExceptionally()) {
            reset(request);
        }
        return answered == null ? new Outcome.Unanswered(cause) : answered;
    }

    /** Reads the answer to its end, so that the connection can be used again. */
    private static Future<?> drained(HttpClientResponse response) {
        var end = Promise.<Object>promise();
        var read = new int[1];
        response.handler(part -> {
            read[0] += part.length();
            if (read[0] > ANSWER_MAX_BYTES) {
                end.tryFail("the answer is longer than " + ANSWER_MAX_BYTES + " bytes");
            }
        });
        response.exceptionHandler(end::tryFail);
        response.endHandler(done -> end.tryComplete());
        return end.future();
    }

    private static void reset(AtomicReference<@Nullable HttpClientRequest> request) {
        var opened = request.get();
        if (opened != null) {
            opened.reset();
        }
    }

    private static String told(Throwable failure) {
        var text = failure.getMessage() == null
                ? failure.getClass().getSimpleName()
                : failure.getClass().getSimpleName() + ": " + failure.getMessage();
        return text.length() <= CAUSE_MAX_CHARS ? text : text.substring(0, CAUSE_MAX_CHARS);
    }

    @Override
    public void close() {
        http.close();
    }
}
