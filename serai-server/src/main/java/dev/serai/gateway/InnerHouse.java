package dev.serai.gateway;

import dev.serai.kernel.InsidePass;
import dev.serai.kernel.Json;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes what browsers ask of the portal and of the authorization server on to the house inside, which serves the staff
 * too: the paths of {@link InsidePass} alone, bodies as a stream, cookies of the outside alone. One for each event loop.
 */
final class InnerHouse {
    private static final Logger LOG = LoggerFactory.getLogger(InnerHouse.class);

    /** The largest body passed on: a licence file, with room for a larger one. */
    static final long BODY_BYTES_MAX = 12L << 20;

    /** Longest silence of the house inside, or of a browser that uploads. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(20);

    private static final int CONNECT_TIMEOUT_MS = 1_000;
    private static final int CONNECTIONS_MAX = 16;
    private static final int WAITING_MAX = 128;

    /** A browser sends a host's cookies to all its ports; those of the staff end here. */
    private static final Set<String> COOKIES = Set.of("SERAI_PORTAL", "SERAI_CONSENT");

    /** About one connection only (RFC 9110, 7.6.1), or about where a request comes from, which the door says itself. */
    private static final Set<String> NOT_PASSED = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "expect",
            "cookie",
            "forwarded",
            "x-real-ip");

    private static final Set<HttpMethod> METHODS = Set.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

    private final HttpClient client;
    private final InnerAddress address;
    private final InsidePass pass;
    private final ClientAddress addresses;

    InnerHouse(Vertx vertx, InnerAddress address, InsidePass pass, ClientAddress addresses) {
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(CONNECT_TIMEOUT_MS).setMaxHeaderSize(32 << 10),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX).setMaxWaitQueueSize(WAITING_MAX));
        this.address = address;
        this.pass = pass;
        this.addresses = addresses;
    }

    void pass(HttpServerRequest request, String path) {
        if (!InsidePass.plain(path)) {
            refuse(request, 400, "request.invalid", "the path has characters or segments that are not passed on");
        } else if (!METHODS.contains(request.method())) {
            refuse(request, 405, "http.method", "use GET, HEAD, POST, PUT, PATCH or DELETE");
        } else if (request.getHeader("transfer-encoding") != null) {
            refuse(request, 411, "request.invalid", "say how long the body is: send a Content-Length");
        } else if (length(request) > BODY_BYTES_MAX) {
            refuse(
                    request,
                    413,
                    "body.too_large",
                    "a body may have " + BODY_BYTES_MAX + " bytes at most, found " + length(request));
        } else if (address.port() == 0) {
            unavailable(request);
        } else {
            passOn(request);
        }
    }

    /** What is not a length was refused by the HTTP decoder already. */
    private static long length(HttpServerRequest request) {
        var said = request.getHeader("content-length");
        try {
            return said == null ? 0 : Long.parseLong(said);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private void passOn(HttpServerRequest request) {
        request.pause();
        client.request(new RequestOptions()
                        .setMethod(request.method())
                        .setHost(address.host())
                        .setPort(address.port())
                        .setURI(request.uri())
                        .setIdleTimeout(SILENCE_MAX.toMillis())
                        .setConnectTimeout(CONNECT_TIMEOUT_MS))
                .onSuccess(inner -> exchange(request, inner))
                .onFailure(e -> failed(request, e));
    }

    private void exchange(HttpServerRequest request, HttpClientRequest inner) {
        headers(request, inner.headers());
        // Whoever goes away leaves nothing running inside.
        request.response().closeHandler(_ -> inner.reset());
        inner.response().onSuccess(answer -> answer(request.response(), answer)).onFailure(e -> failed(request, e));
        // A failure of either side is told by the answer that does not come.
        request.pipeTo(inner).onFailure(_ -> inner.reset());
    }

    private void headers(HttpServerRequest request, MultiMap inner) {
        var named = namedByConnection(request.headers());
        for (var header : request.headers()) {
            var name = header.getKey().toLowerCase(Locale.ROOT);
            if (!NOT_PASSED.contains(name)
                    && !named.contains(name)
                    && !name.startsWith("x-forwarded-")
                    && !name.startsWith("serai-inside-")) {
                inner.add(name, header.getValue());
            }
        }
        var cookies = cookies(request.headers());
        if (!cookies.isEmpty()) {
            inner.set("cookie", cookies);
        }
        inner.set(InsidePass.HEADER, pass.secret());
        inner.set(InsidePass.CLIENT, addresses.of(request));
    }

    /** Headers that {@code Connection} names are about that connection too; the length and the host are not its to name. */
    private static Set<String> namedByConnection(MultiMap headers) {
        var named = new java.util.HashSet<String>();
        for (var value : headers.getAll("connection")) {
            for (var name : value.split(",", -1)) {
                named.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        named.remove("content-length");
        named.remove("host");
        return named;
    }

    private static String cookies(MultiMap headers) {
        var kept = new ArrayList<String>();
        for (var header : headers.getAll("cookie")) {
            for (var cookie : header.split(";", -1)) {
                int equals = cookie.indexOf('=');
                if (equals > 0 && COOKIES.contains(cookie.substring(0, equals).strip())) {
                    kept.add(cookie.strip());
                }
            }
        }
        return String.join("; ", kept);
    }

    private static void answer(HttpServerResponse response, HttpClientResponse inner) {
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(inner.statusCode());
        for (var header : inner.headers()) {
            if (!NOT_PASSED.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                response.headers().add(header.getKey(), header.getValue());
            }
        }
        if (inner.getHeader("content-length") == null && inner.getHeader("transfer-encoding") != null) {
            response.setChunked(true);
        }
        inner.pipeTo(response).onFailure(_ -> response.reset());
    }

    private void failed(HttpServerRequest request, Throwable cause) {
        LOG.warn("the house inside did not answer {}: {}", request.path(), cause.toString());
        request.resume();
        if (cause instanceof TimeoutException) {
            refuse(request, 504, "house.timeout", "the house inside did not answer in time; try again in a moment");
        } else {
            unavailable(request);
        }
    }

    private static void unavailable(HttpServerRequest request) {
        refuse(request, 503, "house.unavailable", "the house inside does not answer yet; try again in a moment");
    }

    private static void refuse(HttpServerRequest request, int status, String code, String message) {
        if (request.isEnded()) {
            send(request.response(), status, code, message);
        } else {
            RequestBody.drain(request, () -> send(request.response(), status, code, message));
        }
    }

    private static void send(HttpServerResponse response, int status, String code, String message) {
        if (response.closed() || response.ended() || response.headWritten()) {
            return;
        }
        StaticFiles.SAFETY.forEach(response::putHeader);
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store");
        if (status == 503) {
            response.putHeader("Retry-After", "2");
        }
        if (status == 405) {
            response.putHeader("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE");
        }
        response.end(Json.MAPPER.writeValueAsString(Map.of("error", Map.of("code", code, "message", message))));
    }
}
