package dev.serai.push;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** A merchant's end: a real HTTP server on loopback that answers as told and keeps what came. */
final class TestReceiver implements AutoCloseable {
    private static final long PATIENCE_S = 30;

    /** One request. */
    record Received(
            String id, String timestamp, List<String> signatures, long seq, long prev, String body, int answered) {}

    private final HttpServer server;
    final LinkedBlockingQueue<Received> all = new LinkedBlockingQueue<>();
    volatile ToIntFunction<Received> answer = received -> 200;
    volatile String retryAfter = "";

    TestReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook?a=b";
    }

    private void take(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var received = new Received(
                one(headers.get("webhook-id")),
                one(headers.get("webhook-timestamp")),
                headers.getOrDefault("webhook-signature", List.of()),
                Long.parseLong(one(headers.get("serai-seq"))),
                Long.parseLong(one(headers.get("serai-prev"))),
                body,
                0);
        int status = answer.applyAsInt(received);
        if (!retryAfter.isEmpty()) {
            exchange.getResponseHeaders().set("Retry-After", retryAfter);
        }
        if (status >= 300 && status < 400) {
            exchange.getResponseHeaders().set("Location", url());
        }
        all.add(new Received(
                received.id, received.timestamp, received.signatures, received.seq, received.prev, body, status));
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static String one(@Nullable List<String> values) {
        if (values == null || values.size() != 1) {
            throw new AssertionError("a header comes exactly once, was " + values);
        }
        return values.getFirst();
    }

    /** Waits for the next request. */
    Received next() throws InterruptedException {
        var received = all.poll(PATIENCE_S, TimeUnit.SECONDS);
        if (received == null) {
            throw new AssertionError("nothing came within " + PATIENCE_S + " s");
        }
        return received;
    }

    /** Waits until so many were answered with 2xx and gives all requests back, in the order they came. */
    List<Received> untilAccepted(int count) throws InterruptedException {
        var requests = new ArrayList<Received>();
        int accepted = 0;
        while (accepted < count) {
            var received = next();
            requests.add(received);
            accepted += received.answered / 100 == 2 ? 1 : 0;
        }
        return requests;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
