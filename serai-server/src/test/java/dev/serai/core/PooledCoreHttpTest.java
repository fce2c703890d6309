package dev.serai.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.serai.core.CoreHttp.CoreAnswer;
import dev.serai.kernel.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PooledCoreHttpTest {
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();
    private HttpServer server;
    private PooledCoreHttp core;

    PooledCoreHttpTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        core = new PooledCoreHttp("http://127.0.0.1:" + server.getAddress().getPort(), Duration.ofMillis(2_000));
    }

    @BeforeEach
    void start() {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/hang", exchange -> {
            calls.incrementAndGet();
            hang();
            exchange.close();
        });
        server.createContext("/drip", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            hang();
        });
        server.createContext("/drop", exchange -> {
            calls.incrementAndGet();
            exchange.close();
        });
        server.createContext("/ok", exchange -> say(exchange, 201, "{\"id\":7}"));
        server.createContext(
                "/no", exchange -> say(exchange, 422, "{\"error\":{\"code\":\"sold\",\"message\":\"gone\"}}"));
        server.createContext("/flat", exchange -> say(exchange, 409, "{\"code\":\"sold\",\"reason\":\"gone\"}"));
        server.createContext("/mute", exchange -> say(exchange, 404, "{}"));
        server.createContext("/html", exchange -> say(exchange, 404, "<html>"));
        server.createContext("/busy", exchange -> say(exchange, 429, "{\"code\":\"busy\",\"reason\":\"later\"}"));
        server.createContext("/broken", exchange -> say(exchange, 500, "{\"code\":\"x\",\"reason\":\"y\"}"));
        server.createContext("/garbage", exchange -> say(exchange, 200, "{\"id\":"));
        server.createContext(
                "/huge", exchange -> say(exchange, 200, "\"" + "x".repeat(PooledCoreHttp.ANSWER_BYTES_MAX) + "\""));
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        core.close();
        server.stop(0);
    }

    @Test
    void a_hung_core_is_given_up_between_2_0_and_2_3_seconds() {
        var took = took(() -> assertThat(call("POST", "/hang"))
                .isInstanceOfSatisfying(
                        CoreAnswer.Unknown.class, u -> assertThat(u.timeout()).isTrue()));
        assertThat(took).isBetween(Duration.ofMillis(2_000), Duration.ofMillis(2_300));
    }

    @Test
    void an_answer_that_never_ends_is_given_up_as_soon() {
        var took = took(() -> assertThat(call("GET", "/drip")).isInstanceOf(CoreAnswer.Unknown.class));
        assertThat(took).isBetween(Duration.ofMillis(2_000), Duration.ofMillis(2_300));
    }

    @Test
    void a_hung_core_holds_no_more_calls_than_there_are_places() throws InterruptedException {
        int callers = PooledCoreHttp.CALLS_AT_ONCE_MAX + 50;
        var unknown = new AtomicInteger();
        var took = took(() -> {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < callers; i++) {
                    threads.execute(() -> {
                        if (call("POST", "/hang") instanceof CoreAnswer.Unknown) {
                            unknown.incrementAndGet();
                        }
                    });
                }
            }
        });
        assertThat(unknown).hasValue(callers);
        assertThat(calls).hasValueLessThanOrEqualTo(PooledCoreHttp.CALLS_AT_ONCE_MAX);
        assertThat(took).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void a_write_whose_connection_drops_is_not_sent_twice() {
        assertThat(call("POST", "/drop")).isInstanceOf(CoreAnswer.Unknown.class);
        assertThat(calls).hasValue(1);
    }

    @Test
    void only_2xx_is_done_and_only_a_4xx_with_a_reason_is_refused() {
        assertThat(call("GET", "/ok")).isEqualTo(new CoreAnswer.Done(201, Json.read("{\"id\":7}")));
        assertThat(call("GET", "/no")).isEqualTo(new CoreAnswer.Refused(422, "sold", "gone"));
        assertThat(call("GET", "/flat")).isEqualTo(new CoreAnswer.Refused(409, "sold", "gone"));
        for (var path : new String[] {"/mute", "/html", "/busy", "/broken", "/garbage", "/huge"}) {
            assertThat(call("GET", path)).as(path).isInstanceOf(CoreAnswer.Unknown.class);
        }
    }

    @Test
    void a_refused_connection_is_unknown_and_told_at_once() {
        try (var nobody = new PooledCoreHttp("http://127.0.0.1:1", Duration.ofMillis(2_000))) {
            var took = took(() -> assertThat(nobody.call("GET", "/ok", null))
                    .isInstanceOfSatisfying(
                            CoreAnswer.Unknown.class,
                            u -> assertThat(u.timeout()).isFalse()));
            assertThat(took).isLessThan(Duration.ofSeconds(1));
        }
    }

    private CoreAnswer call(String method, String path) {
        return core.call(method, path, method.equals("POST") ? Json.object() : null);
    }

    private static Duration took(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void hang() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
