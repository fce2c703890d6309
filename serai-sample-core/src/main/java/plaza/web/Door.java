package plaza.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The HTTP server. Reads a call whole, lets faults strike, routes it and answers JSON, whatever happened. */
public final class Door implements AutoCloseable {
    private static final int BACKLOG_CONNECTIONS = 1024;
    private static final int CALLS_AT_ONCE_MAX = 1024;
    private static final long CALL_WAIT_SECONDS = 5;
    private static final int BODY_BYTES_MAX = 1 << 20;
    /** A body too large is read on this far, so that its sender comes to see the answer. */
    private static final long OVERSIZE_READ_BYTES_MAX = 32L << 20;

    private static final int STOP_WAIT_SECONDS = 1;

    /** Raised while the database cannot be asked. */
    public static final class Unavailable extends RuntimeException {
        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore calls = new Semaphore(CALLS_AT_ONCE_MAX, true);
    private final Routes routes;
    private final Routes unharmed = new Routes();
    private final Faults faults;
    private volatile String secondPrefix = "/";
    private volatile Supplier<Routes> second = Routes::new;

    /** {@code health} answers GET /health; neither it nor /_faults is touched by faults. */
    public Door(InetSocketAddress listen, Routes routes, Routes.Handler health) throws IOException {
        this.routes = routes;
        this.faults = new Faults(RandomGenerator.of("SplittableRandom"));
        unharmed.get("/health", health);
        faults.routes(unharmed);
        server = HttpServer.create(listen, BACKLOG_CONNECTIONS);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
    }

    /** Answers below a prefix (with a slash before it and none after) by other routes, made when they are first asked. */
    public void below(String prefix, Supplier<Routes> routesThere) {
        second = routesThere;
        secondPrefix = prefix + "/";
    }

    /** The JDK's server reads these once, when its first class is loaded: set them before any Door exists. */
    public static void prepareJdk() {
        // Without it, header and body leave in two packets and Nagle waits 40 ms for the delayed ACK.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
        System.setProperty("sun.net.httpserver.idleInterval", "300");
        System.setProperty("sun.net.httpserver.maxReqTime", "30");
        System.setProperty("jdk.httpserver.maxConnections", "4000");
    }

    public void start() {
        server.start();
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(STOP_WAIT_SECONDS);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            boolean harmless = path.equals("/health") || path.equals("/_faults");
            if (harmless) {
                send(exchange, work(unharmed, exchange));
            } else if (calls.tryAcquire(CALL_WAIT_SECONDS, TimeUnit.SECONDS)) {
                try {
                    serve(exchange, faults.judge(exchange.getRequestMethod(), path));
                } finally {
                    calls.release();
                }
            } else {
                send(exchange, new Refusal(503, "busy", "too many calls at once; try again").answer());
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(HttpExchange exchange, Faults.Verdict verdict) throws IOException, InterruptedException {
        Thread.sleep(verdict.waitMs());
        switch (verdict.end()) {
            case null -> send(exchange, work(routes, exchange));
            case DELAY -> throw new IllegalStateException("a delay ends no call");
            case ERROR -> send(exchange, new Refusal(500, "error_by_fault", "a switched-on fault").answer());
            case REFUSE -> send(exchange, new Refusal(422, "refused_by_fault", "a switched-on fault").answer());
            // The exchange is closed before any header was sent, which drops the connection.
            case LOSE_ANSWER -> work(routes, exchange);
        }
    }

    private Answer work(Routes usual, HttpExchange exchange) throws IOException {
        try {
            String path = exchange.getRequestURI().getRawPath();
            boolean below = secondPrefix.length() > 1 && path.startsWith(secondPrefix);
            Routes asked = below ? second.get() : usual;
            return asked.answer(
                    exchange.getRequestMethod(),
                    below ? path.substring(secondPrefix.length() - 1) : path,
                    exchange.getRequestURI().getRawQuery(),
                    readBody(exchange));
        } catch (Refusal refusal) {
            return refusal.answer();
        } catch (Unavailable unavailable) {
            return new Refusal(503, "store_unavailable", "the database cannot be asked now; try again").answer();
        } catch (RuntimeException bug) {
            bug.printStackTrace();
            return new Refusal(500, "internal", "this is our mistake; it is in the log").answer();
        }
    }

    private static byte[] readBody(HttpExchange exchange) throws IOException {
        InputStream in = exchange.getRequestBody();
        byte[] body = in.readNBytes(BODY_BYTES_MAX + 1);
        if (body.length <= BODY_BYTES_MAX) {
            return body;
        }
        long read = body.length;
        byte[] scratch = new byte[1 << 16];
        for (int n = in.read(scratch); n >= 0 && read < OVERSIZE_READ_BYTES_MAX; n = in.read(scratch)) {
            read += n;
        }
        throw new Refusal(413, "body_too_large", "a body may have at most " + BODY_BYTES_MAX + " bytes");
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] bytes = Json.bytes(answer.body());
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        if (answer.body() instanceof Map<?, ?> map
                && map.get("error") instanceof Map<?, ?> error
                && error.get("allow") instanceof String allow) {
            exchange.getResponseHeaders().set("Allow", allow);
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), head ? -1 : bytes.length);
        if (!head) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
