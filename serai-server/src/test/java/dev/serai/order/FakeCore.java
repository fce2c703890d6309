package dev.serai.order;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.serai.kernel.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A core of the test's own, which does right or wrong as told. */
final class FakeCore {
    /** How the core misbehaves towards writes, or towards everything. */
    enum Mood {
        WELL,
        /** Takes the call and never answers; does nothing. */
        SILENT,
        /** Does the work and drops the connection. */
        LOSE_ANSWER,
        ERROR,
        REFUSE,
        GARBAGE
    }

    private final HttpServer server;
    private final Map<String, ObjectNode> byKey = new ConcurrentHashMap<>();
    private final Map<String, ObjectNode> refunds = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> posts = new ConcurrentHashMap<>();
    private final AtomicLong lastChange = new AtomicLong();
    private final AtomicLong lastId = new AtomicLong(1_000_000);
    private volatile CountDownLatch silence = new CountDownLatch(1);
    private volatile boolean listing = true;
    private volatile Mood writes = Mood.WELL;
    private volatile Mood reads = Mood.WELL;
    private volatile Runnable beforeLosing = () -> {};

    FakeCore() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_024);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void writes(Mood mood) {
        writes = mood;
    }

    void everything(Mood mood) {
        writes = mood;
        reads = mood;
    }

    /** Whether calls of this method are taken and never answered. */
    boolean isSilent(String method) {
        return (method.equals("POST") ? writes : reads) == Mood.SILENT;
    }

    /** What happens between the work and the dropped connection. */
    void beforeLosing(Runnable happening) {
        beforeLosing = happening;
    }

    /** Whether the core tells which orders changed. */
    void listing(boolean does) {
        listing = does;
    }

    void well() {
        listing = true;
        beforeLosing = () -> {};
        everything(Mood.WELL);
        silence.countDown();
        silence = new CountDownLatch(1);
    }

    boolean knows(String requestKey) {
        return byKey.containsKey(requestKey);
    }

    int postsOf(String requestKey) {
        return posts.getOrDefault(requestKey, new AtomicInteger()).get();
    }

    /** Makes an order as if a call had come through late. */
    void make(String requestKey) {
        post("/orders", Json.object().put("request_key", requestKey));
    }

    JsonNode order(String requestKey) {
        var order = byKey.get(requestKey);
        if (order == null) {
            throw new AssertionError("the core has no order " + requestKey);
        }
        return order;
    }

    /** As the community's own users would move it. */
    JsonNode move(String requestKey, String status) {
        var moved = byKey.computeIfPresent(requestKey, (_, order) -> next(order, status));
        if (moved == null) {
            throw new AssertionError("the core has no order " + requestKey);
        }
        return moved;
    }

    private ObjectNode next(ObjectNode order, String status) {
        return order.deepCopy()
                .put("change", lastChange.incrementAndGet())
                .put("status", status)
                .put("version", order.path("version").intValue() + 1);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean write = exchange.getRequestMethod().equals("POST");
            switch (write ? writes : reads) {
                case WELL -> work(exchange, body, write);
                case SILENT -> silence.await();
                case LOSE_ANSWER -> {
                    if (write) {
                        post(exchange.getRequestURI().getPath(), Json.read(body));
                        beforeLosing.run();
                    }
                }
                case ERROR -> say(exchange, 500, error("error_by_fault"));
                case REFUSE -> say(exchange, 422, error("out_of_stock"));
                case GARBAGE -> say(exchange, 200, Json.object().put("id", 1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(HttpExchange exchange, String body, boolean write) throws IOException {
        var path = exchange.getRequestURI().getPath();
        if (write) {
            var answer = post(path, Json.read(body));
            say(exchange, answer.has("error") ? 409 : 200, answer);
            return;
        }
        var query = exchange.getRequestURI().getQuery();
        if (query != null && query.startsWith("updated_after=")) {
            say(exchange, listing ? 200 : 404, listing ? changes(query) : error("no_such_list"));
            return;
        }
        if (query != null) {
            var list = Json.object();
            var orders = list.putArray("orders");
            var order = byKey.get(query.substring("request_key=".length()));
            if (order != null) {
                orders.add(order);
            }
            say(exchange, 200, list);
            return;
        }
        var found = byId(path.split("/")[2]);
        say(exchange, found == null ? 404 : 200, found == null ? error("order_unknown") : found);
    }

    private ObjectNode changes(String query) {
        var parts = query.split("[=&]");
        long after = Long.parseLong(parts[1]);
        int limit = Integer.parseInt(parts[3]);
        var changed = byKey.values().stream()
                .filter(order -> order.path("change").longValue() > after)
                .sorted(Comparator.comparingLong(order -> order.path("change").longValue()))
                .limit(limit + 1L)
                .toList();
        var page = Json.object();
        page.putArray("orders").addAll(changed.subList(0, Math.min(limit, changed.size())));
        return changed.size() > limit
                ? page.put("next", changed.get(limit - 1).path("change").asString())
                : page.putNull("next");
    }

    private JsonNode post(String path, JsonNode body) {
        if (path.equals("/orders")) {
            var key = body.path("request_key").asString();
            posts.computeIfAbsent(key, _ -> new AtomicInteger()).incrementAndGet();
            return byKey.computeIfAbsent(key, _ -> {
                var order = Json.object()
                        .put("id", Long.toString(lastId.incrementAndGet()))
                        .put("request_key", key)
                        .put("status", "UNPAID")
                        .put("amount", 1_250)
                        .put("currency", "CNY")
                        .put("version", 1)
                        .put("change", lastChange.incrementAndGet())
                        .put("updated_at", "2026-11-21T08:00:00Z");
                order.set("items", body.path("items"));
                return order;
            });
        }
        var order = byId(path.split("/")[2]);
        if (order == null) {
            return error("order_unknown");
        }
        var status = order.path("status").asString();
        if (path.endsWith("/pay")) {
            return status.equals("UNPAID") ? move(order.path("request_key").asString(), "PAID") : order;
        }
        if (path.endsWith("/refunds")) {
            return refund(order, body);
        }
        if (status.equals("CANCELLED")) {
            return order;
        }
        return status.equals("UNPAID")
                ? move(order.path("request_key").asString(), "CANCELLED")
                : error("order_not_unpaid");
    }

    private JsonNode refund(JsonNode order, JsonNode body) {
        var key = body.path("request_key").asString();
        var before = refunds.get(key);
        if (before != null) {
            return before;
        }
        long given = refunds.values().stream()
                .filter(refund -> refund.path("order_id").equals(order.path("id")))
                .mapToLong(refund -> refund.path("amount").longValue())
                .sum();
        long amount = body.path("amount").longValue();
        if (!order.path("status").asString().equals("PAID")
                || given + amount > order.path("amount").longValue()) {
            return error("refund_too_large");
        }
        var refund = Json.object()
                .put("id", "R" + refunds.size())
                .put("request_key", key)
                .put("order_id", order.path("id").asString())
                .put("amount", amount);
        refunds.put(key, refund);
        if (given + amount == order.path("amount").longValue()) {
            move(order.path("request_key").asString(), "REFUNDED");
        }
        return refund;
    }

    /** How often money was given back for all. */
    int refunds() {
        return refunds.size();
    }

    private @Nullable ObjectNode byId(String id) {
        return byKey.values().stream()
                .filter(order -> order.path("id").asString().equals(id))
                .findFirst()
                .orElse(null);
    }

    private static ObjectNode error(String code) {
        var answer = Json.object();
        answer.putObject("error").put("code", code).put("message", "no: " + code);
        return answer;
    }

    private static void say(HttpExchange exchange, int status, JsonNode body) throws IOException {
        var bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
