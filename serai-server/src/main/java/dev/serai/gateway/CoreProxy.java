package dev.serai.gateway;

import dev.serai.kernel.Json;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

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

    /** Looks at the core's JSON without minding keys that stand twice: that is between the core and its caller. */
    private static final JsonFactory PLAIN = new JsonFactory();

    private final CoreConnections connections;
    private final String host;
    private final String prefix;

    /** @param loops among how many event loops connections and waiting calls are shared out */
    CoreProxy(Vertx vertx, URI core, int loops) {
        this.host = core.getPort() < 0 ? core.getHost() : core.getHost() + ":" + core.getPort();
        this.prefix = core.getRawPath() == null ? "" : core.getRawPath().replaceFirst("/$", "");
        this.connections = new CoreConnections(
                vertx, core, Math.max(1, CONNECTIONS_MAX / loops), Math.max(1, WAITING_MAX / loops), ANSWER_BYTES_MAX);
    }

    /** The answer's data as JSON; fails with a {@link Refusal}. */
    Future<byte[]> call(CoreCall call) {
        var deadline = call.deadline();
        return connections
                .call(request(call), deadline)
                .transform(said -> said.succeeded()
                        ? Future.succeededFuture(call.cut(
                                data(said.result().status(), said.result().body())))
                        : Future.failedFuture(refusal(said.cause(), deadline, call.repeat())));
    }

    private Buffer request(CoreCall call) {
        var head = call.httpMethod() + " " + prefix + call.target() + " HTTP/1.1\r\nHost: " + host
                + "\r\nAccept: application/json\r\n" + call.headers();
        var body = call.body();
        return body == null
                ? Buffer.buffer(head + "\r\n")
                : Buffer.buffer(head + "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n")
                        .appendBytes(body);
    }

    private static Throwable refusal(Throwable cause, Duration deadline, String repeat) {
        if (!(cause instanceof CoreConnections.Failed failed)) {
            return cause;
        }
        return switch (failed.trouble) {
            case TIMEOUT ->
                new Refusal(
                        SubCode.CORE_TIMEOUT,
                        "the core did not answer within " + deadline.toMillis() + " ms; " + repeat);
            case TOO_LONG ->
                new Refusal(
                        SubCode.CORE_UNAVAILABLE, "the core's answer was longer than " + ANSWER_BYTES_MAX + " bytes");
            case BROKEN ->
                new Refusal(SubCode.CORE_UNAVAILABLE, "the core could not be reached or broke off; " + repeat);
            case BUSY ->
                new Refusal(SubCode.CORE_UNAVAILABLE, "too many calls wait for the core already; try again later");
        };
    }

    private static byte[] data(int status, byte[] bytes) {
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
}
