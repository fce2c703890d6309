package plaza;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.BooleanSupplier;
import plaza.web.Door;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running plaza on a database of its own, and the client that talks to it. */
final class Town implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    static {
        Door.prepareJdk();
    }

    /** An answer: its status and its JSON. */
    record Reply(int status, JsonNode json, String text) {
        String code() {
            return json.at("/error/code").asString();
        }

        String at(String pointer) {
            return json.at(pointer).asString();
        }
    }

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final JsonMapper mapper = JsonMapper.builder().build();
    private final Plaza plaza;

    private Town(Plaza plaza) {
        this.plaza = plaza;
    }

    /** Returns as soon as it listens. */
    static Town open(String dbUrl, Map<String, String> more) {
        return open(dbUrl, more, Clock.systemUTC());
    }

    private static Town open(String dbUrl, Map<String, String> more, Clock clock) {
        var environment = new java.util.HashMap<>(more);
        environment.put("PLAZA_LISTEN", "127.0.0.1:0");
        environment.put("PLAZA_DB_URL", dbUrl);
        try {
            return new Town(Plaza.start(Settings.of(environment), clock));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Returns when its tables stand. */
    static Town ready(Map<String, String> more) {
        return ready(more, Clock.systemUTC());
    }

    static Town ready(Map<String, String> more, Clock clock) {
        Town town = open(Postgres.emptyDatabase(), more, clock);
        town.until(() -> town.get("/health").at("/status").equals("up"));
        return town;
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + plaza.address().getPort() + path);
    }

    Reply get(String path) {
        return send(HttpRequest.newBuilder(url(path)).GET());
    }

    Reply delete(String path) {
        return send(HttpRequest.newBuilder(url(path)).DELETE());
    }

    Reply post(String path, String body) {
        return send(HttpRequest.newBuilder(url(path)).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    Reply post(String path, byte[] body) {
        return send(HttpRequest.newBuilder(url(path)).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    /** Places an order of one product; the key must be JSON-safe. */
    Reply order(String key, int quantity) {
        return post("/orders", orderBody(key, quantity));
    }

    static String orderBody(String key, int quantity) {
        return "{\"request_key\":\"" + key + "\",\"items\":[{\"product_id\":\"1082185\",\"quantity\":" + quantity
                + "}]}";
    }

    Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), mapper.readTree(response.body()), response.body());
        } catch (IOException lost) {
            throw new UncheckedIOException(lost);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopping);
        }
    }

    /** Asks again and again until it is so. */
    void until(BooleanSupplier so) {
        Instant end = Instant.now().plus(PATIENCE);
        while (!so.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("not so within " + PATIENCE);
            }
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(20).toNanos());
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        plaza.close();
    }
}
