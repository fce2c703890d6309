package dev.serai.gateway;

import dev.serai.kernel.Json;
import dev.serai.openapi.Operation;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
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
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Passes declared methods on to the core over pooled keep-alive connections, without a thread waiting. Never tries twice:
 * a silent core may have done the work.
 */
final class CoreProxy {
    /** All loops together. */
    private static final int CONNECTIONS_MAX = 64;

    /** All loops together. */
    private static final int WAITING_MAX = 1_000;

    private static final int ANSWER_BYTES_MAX = 4 << 20;
    private static final int CONNECT_TIMEOUT_MS = 1_000;
    private static final int IDLE_TIMEOUT_S = 30;

    /** Looks at the core's JSON without minding keys that stand twice: that is between the core and its caller. */
    private static final JsonFactory PLAIN = new JsonFactory();

    private final Vertx vertx;
    private final HttpClient client;
    private final String host;
    private final int port;

    /** @param loops among how many event loops connections and waiting calls are shared out */
    CoreProxy(Vertx vertx, URI core, int loops) {
        this.vertx = vertx;
        this.host = core.getHost();
        this.port = core.getPort() < 0 ? 80 : core.getPort();
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setKeepAlive(true)
                        .setTcpNoDelay(true)
                        .setConnectTimeout(CONNECT_TIMEOUT_MS)
                        .setKeepAliveTimeout(IDLE_TIMEOUT_S),
                new PoolOptions()
                        .setHttp1MaxSize(Math.max(1, CONNECTIONS_MAX / loops))
                        .setMaxWaitQueueSize(Math.max(1, WAITING_MAX / loops)));
    }

    /** The answer's data as JSON; fails with a {@link Refusal}. */
    Future<byte[]> call(Operation.Proxy proxy, ObjectNode parameters) {
        Promise<byte[]> done = Promise.promise();
        var sent = new AtomicReference<@Nullable HttpClientRequest>();
        long deadlineMs = proxy.deadline().toMillis();
        long timer = vertx.setTimer(deadlineMs, _ -> {
            if (done.tryFail(new Refusal(
                    SubCode.CORE_TIMEOUT, "the core did not answer within " + deadlineMs + " ms; try again later"))) {
                var request = sent.get();
                if (request != null) {
                    request.reset();
                }
            }
        });
        boolean get = proxy.httpMethod().equals("GET");
        var options = new RequestOptions()
                .setHost(host)
                .setPort(port)
                .setMethod(get ? HttpMethod.GET : HttpMethod.POST)
                .setURI(get ? proxy.path() + query(parameters) : proxy.path());
        client.request(options)
                .compose(request -> {
                    // Whatever breaks is told by the futures; without a handler Vert.x logs each reset as an error too.
                    request.exceptionHandler(_ -> {});
                    if (done.future().isComplete()) {
                        // It waited for its connection too long. Sent now, it would hold that with nobody to end it.
                        request.reset();
                        return Future.failedFuture(new IllegalStateException("the caller was answered"));
                    }
                    sent.set(request);
                    if (get) {
                        return request.send();
                    }
                    request.putHeader("content-type", "application/json");
                    return request.send(Buffer.buffer(Json.MAPPER.writeValueAsBytes(parameters)));
                })
                .compose(response -> body(response).map(body -> data(response.statusCode(), body)))
                .onComplete(result -> {
                    vertx.cancelTimer(timer);
                    if (result.succeeded()) {
                        done.tryComplete(result.result());
                    } else {
                        done.tryFail(
                                result.cause() instanceof Refusal refusal
                                        ? refusal
                                        : new Refusal(
                                                SubCode.CORE_UNAVAILABLE,
                                                "the core could not be reached or broke off; try again later"));
                    }
                });
        return done.future();
    }

    private static Future<Buffer> body(HttpClientResponse response) {
        Promise<Buffer> whole = Promise.promise();
        var kept = Buffer.buffer();
        response.exceptionHandler(whole::tryFail);
        response.endHandler(_ -> whole.tryComplete(kept));
        response.handler(part -> {
            if (kept.length() + part.length() <= ANSWER_BYTES_MAX) {
                kept.appendBuffer(part);
            } else if (whole.tryFail(new Refusal(
                    SubCode.CORE_UNAVAILABLE, "the core's answer was longer than " + ANSWER_BYTES_MAX + " bytes"))) {
                response.request().reset();
            }
        });
        return whole.future();
    }

    private static byte[] data(int status, Buffer body) {
        var bytes = body.getBytes();
        boolean json = isJson(bytes);
        if (status >= 200 && status < 300 && json) {
            return bytes;
        }
        if (status >= 400 && status < 500) {
            var reason = json ? reason(bytes) : "HTTP " + status;
            throw status == 404
                    ? new Refusal(SubCode.NOT_FOUND, "the core has nothing of this number: " + reason)
                    : new Refusal(SubCode.CORE_REFUSED, "the core refused: " + reason);
        }
        throw new Refusal(
                SubCode.CORE_UNAVAILABLE,
                "the core answered HTTP " + status + (json ? "" : " without JSON") + "; try again later");
    }

    /** One pass over the tokens: what is put into the envelope must be exactly one JSON value. */
    private static boolean isJson(byte[] bytes) {
        try (var parser = PLAIN.createParser(ObjectReadContext.empty(), bytes)) {
            var token = parser.nextToken();
            if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
                parser.skipChildren();
            }
            return token != null && parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }

    private static String reason(byte[] bytes) {
        var error = Json.MAPPER.readTree(bytes).path("error");
        var code = error.path("code").asString("");
        var message = error.path("message").asString("");
        return code.isEmpty() ? "no reason given" : message.isEmpty() ? code : code + ", " + message;
    }

    private static String query(ObjectNode parameters) {
        var query = new StringBuilder();
        for (var e : parameters.properties()) {
            query.append(query.isEmpty() ? '?' : '&')
                    .append(URLEncoder.encode(e.getKey(), StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(
                            e.getValue().isContainer()
                                    ? e.getValue().toString()
                                    : e.getValue().asString(),
                            StandardCharsets.UTF_8));
        }
        return query.toString();
    }
}
