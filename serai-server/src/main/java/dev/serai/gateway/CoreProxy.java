package dev.serai.gateway;

import dev.serai.core.Upstreams;
import dev.serai.kernel.AppId;
import dev.serai.kernel.Json;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Passes declared methods on to the core over pooled keep-alive connections, without a thread waiting. Of itself it never
 * tries twice: a silent core may have done the work. A core that is declared is called with care, see {@link CoreTrip}.
 */
final class CoreProxy {
    /** All loops together. */
    private static final int CONNECTIONS_MAX = 64;

    /** All loops together. */
    private static final int WAITING_MAX = 1_000;

    private static final int ANSWER_BYTES_MAX = 4 << 20;

    /** Looks at the core's JSON without minding keys that stand twice: that is between the core and its caller. */
    private static final JsonFactory PLAIN = new JsonFactory();

    private final Vertx vertx;
    private final int loops;
    private final @Nullable Upstreams upstreams;
    private final At main;
    private final Map<URI, At> declared = new HashMap<>();

    /**
     * The connections to one address, and how it is called in requests.
     *
     * @param prefix what stands before each path; mostly nothing
     */
    record At(String host, String prefix, CoreConnections connections) {}

    /**
     * @param loops among how many event loops connections and waiting calls are shared out
     * @param upstreams the declared cores; null where all goes to this one address, as with a test instance
     */
    CoreProxy(Vertx vertx, URI core, int loops, @Nullable Upstreams upstreams) {
        this.vertx = vertx;
        this.loops = loops;
        this.upstreams = upstreams;
        this.main = made(core);
    }

    private At made(URI core) {
        return new At(
                core.getPort() < 0 ? core.getHost() : core.getHost() + ":" + core.getPort(),
                core.getRawPath() == null ? "" : core.getRawPath().replaceFirst("/$", ""),
                new CoreConnections(
                        vertx,
                        core,
                        Math.max(1, CONNECTIONS_MAX / loops),
                        Math.max(1, WAITING_MAX / loops),
                        ANSWER_BYTES_MAX));
    }

    /** The answer's data as JSON; fails with a {@link Refusal}. */
    Future<byte[]> call(CoreCall call, AppId app) {
        var upstream = upstreams == null ? null : upstreams.find(call.core(), app);
        if (upstream != null) {
            return new CoreTrip(this, upstream, call, app).data();
        }
        var deadline = call.deadline();
        return main.connections
                .call(request(call, main), deadline)
                .transform(said -> said.succeeded()
                        ? Future.succeededFuture(call.cut(
                                data(said.result().status(), said.result().body())))
                        : Future.failedFuture(refusal(said.cause(), deadline, call.repeat())));
    }

    /** The connections to a declared address. */
    At at(URI url) {
        var there = declared.get(url);
        if (there == null) {
            forget();
            there = made(url);
            declared.put(url, there);
        }
        return there;
    }

    /** Lets go of addresses that no core has any more; as often as there is a new one. */
    private void forget() {
        declared.entrySet().removeIf(known -> {
            boolean used = upstreams != null && upstreams.uses(known.getKey());
            if (!used) {
                known.getValue().connections.close();
            }
            return !used;
        });
    }

    static Buffer request(CoreCall call, At at) {
        var head = call.httpMethod() + " " + at.prefix + call.target() + " HTTP/1.1\r\nHost: " + at.host
                + "\r\nAccept: application/json\r\n" + call.headers();
        var body = call.body();
        return body == null
                ? Buffer.buffer(head + "\r\n")
                : Buffer.buffer(head + "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n")
                        .appendBytes(body);
    }

    static Throwable refusal(Throwable cause, Duration deadline, String repeat) {
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

    /** The answer's data; throws a {@link Refusal}: core.unavailable where the fault is the core's. */
    static byte[] data(int status, byte[] bytes) {
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
