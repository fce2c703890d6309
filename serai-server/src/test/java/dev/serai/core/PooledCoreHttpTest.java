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
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PooledCoreHttpTest {
    private static final Duration DEADLINE = Duration.ofMillis(300);

    /** For calls that are answered: none of them is late on a busy machine either. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger atOnceMost = new AtomicInteger();
    private final Semaphore places = PooledCoreHttp.places();
    private HttpServer server;
    private PooledCoreHttp core;
    private PooledCoreHttp hasty;

    PooledCoreHttpTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_024);
        core = new PooledCoreHttp(base(), PATIENCE, places);
        hasty = new PooledCoreHttp(base(), DEADLINE, places);
    }

    private String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @BeforeEach
    void start() {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/hang", exchange -> {
            calls.incrementAndGet();
            hang();
            exchange.close();
        });
        server.createContext("/held", exchange -> {
            atOnceMost.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            hang();
            // Before the answer: whoever gets its place can only come afterwards.
            atOnce.decrementAndGet();
            // The JDK's server hangs up where more than 200 connections are idle; a call just sent there would be lost.
            exchange.getResponseHeaders().set("Connection", "close");
            say(exchange, 200, "{}");
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
        hasty.close();
        server.stop(0);
    }

    @Test
    void a_hung_core_is_given_up_at_the_deadline_and_not_before() {
        var took = took(() -> assertThat(call(hasty, "POST", "/hang"))
                .isInstanceOfSatisfying(
                        CoreAnswer.Unknown.class, u -> assertThat(u.timeout()).isTrue()));
        assertThat(took).isGreaterThanOrEqualTo(DEADLINE);
    }

    @Test
    void an_answer_that_never_ends_is_given_up_too() {
        var took = took(() -> assertThat(call(hasty, "GET", "/drip"))
                .isInstanceOfSatisfying(
                        CoreAnswer.Unknown.class, u -> assertThat(u.timeout()).isTrue()));
        assertThat(took).isGreaterThanOrEqualTo(DEADLINE);
    }

    @Test
    void no_more_calls_are_under_way_than_there_are_places() throws Exception {
        int waiting = 50;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<CoreAnswer>>();
            for (int i = 0; i < PooledCoreHttp.CALLS_AT_ONCE_MAX + waiting; i++) {
                answers.add(threads.submit(() -> call(core, "POST", "/held")));
            }
            try {
                while (places.getQueueLength() < waiting || atOnce.get() < PooledCoreHttp.CALLS_AT_ONCE_MAX) {
                    for (var answer : answers) {
                        assertThat(answer.isDone() ? answer.get() : "under way").isEqualTo("under way");
                    }
                }
            } finally {
                end.countDown();
            }
            for (var answer : answers) {
                assertThat(answer.get()).isInstanceOf(CoreAnswer.Done.class);
            }
        }
        assertThat(atOnceMost).hasValue(PooledCoreHttp.CALLS_AT_ONCE_MAX);
    }

    @Test
    void who_finds_no_place_until_his_deadline_is_told_that_nothing_was_sent() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            places.drainPermits();
            var answer = threads.submit(() -> call(hasty, "POST", "/hang")).get();
            assertThat(answer).isInstanceOfSatisfying(CoreAnswer.Unknown.class, u -> {
                assertThat(u.timeout()).isTrue();
                assertThat(u.cause()).startsWith("not sent");
            });
        }
        assertThat(calls).hasValue(0);
    }

    @Test
    void the_deadline_is_two_seconds() {
        assertThat(PooledCoreHttp.DEADLINE).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void a_write_whose_connection_drops_is_not_sent_twice() {
        assertThat(call(core, "POST", "/drop")).isInstanceOf(CoreAnswer.Unknown.class);
        assertThat(calls).hasValue(1);
    }

    @Test
    void only_2xx_is_done_and_only_a_4xx_with_a_reason_is_refused() {
        assertThat(call(core, "GET", "/ok")).isEqualTo(new CoreAnswer.Done(201, Json.read("{\"id\":7}")));
        assertThat(call(core, "GET", "/no")).isEqualTo(new CoreAnswer.Refused(422, "sold", "gone"));
        assertThat(call(core, "GET", "/flat")).isEqualTo(new CoreAnswer.Refused(409, "sold", "gone"));
        for (var path : new String[] {"/mute", "/html", "/busy", "/broken", "/garbage", "/huge"}) {
            assertThat(call(core, "GET", path)).as(path).isInstanceOf(CoreAnswer.Unknown.class);
        }
    }

    @Test
    void a_refused_connection_is_unknown_and_no_timeout() {
        try (var nobody = new PooledCoreHttp("http://127.0.0.1:1", PATIENCE, places)) {
            assertThat(call(nobody, "GET", "/ok"))
                    .isInstanceOfSatisfying(
                            CoreAnswer.Unknown.class,
                            u -> assertThat(u.timeout()).isFalse());
        }
    }

    private static CoreAnswer call(PooledCoreHttp by, String method, String path) {
        return by.call(method, path, method.equals("POST") ? Json.object() : null);
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
