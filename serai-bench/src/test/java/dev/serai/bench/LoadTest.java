package dev.serai.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadTest {
    private final BenchApp app = BenchApp.fresh().getFirst();
    private final Set<String> nonces = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer door = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

    LoadTest() throws IOException {
        door.setExecutor(threads);
    }

    @AfterEach
    void close() {
        door.stop(0);
        threads.close();
    }

    /** A door that signs with this secret and answers with this status. */
    private void open(int status, Function<String, String> sign) {
        door.createContext("/serai/ping", exchange -> {
            nonces.add(form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII))
                    .getOrDefault("nonce", ""));
            var body = "{\"code\":200,\"msg\":\"OK\",\"data\":{\"app_id\":\"" + app.id() + "\"},\"request_id\":\"r1\"}";
            exchange.getResponseHeaders().set("Serai-Timestamp", "5");
            exchange.getResponseHeaders().set("Serai-Sign", sign.apply("r1\n5\n" + body));
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        door.start();
    }

    private static TreeMap<String, String> form(String text) {
        var parameters = new TreeMap<String, String>();
        for (var pair : text.split("&")) {
            parameters.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return parameters;
    }

    private Latencies run() throws IOException {
        var calls = new Traffic(List.of(app), DoorBench.rsaPair().getPrivate()).calls(Traffic.Kind.ANSWERING, 200);
        return Load.run(door.getAddress().getPort(), null, Traffic.Kind.ANSWERING, calls, 2_000);
    }

    @Test
    void every_call_is_sent_once_and_differs_from_all_others() throws IOException {
        open(200, app.hmac()::sign);

        var latencies = run();

        assertThat(latencies.count()).isEqualTo(200);
        assertThat(nonces).hasSize(200);
        assertThat(latencies.micros(0.5)).isPositive();
    }

    @Test
    void a_refusal_is_no_measurement() {
        open(401, app.hmac()::sign);

        assertThatThrownBy(this::run).hasMessageContaining("not 200");
    }

    @Test
    void an_answer_with_a_wrong_signature_is_no_measurement() {
        open(200, _ -> "0".repeat(64));

        assertThatThrownBy(this::run).hasMessageContaining("signature does not fit");
    }

    @Test
    void no_two_requests_are_equal_over_kinds_and_batches() {
        var traffic = new Traffic(BenchApp.fresh(), DoorBench.rsaPair().getPrivate());
        var seen = new HashSet<String>();
        for (var kind : Traffic.Kind.values()) {
            for (var call : traffic.calls(kind, 1_500 / kind.fewer)) {
                assertThat(seen.add(new String(call.request(), StandardCharsets.US_ASCII)))
                        .isTrue();
            }
        }
    }
}
