package dev.serai.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.serai.MovableClock;
import dev.serai.core.CoreHttp.CoreAnswer;
import dev.serai.kernel.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The house's own calls (orders, rewards) to a core that is declared. */
class CaredCallTest {
    private final MovableClock clock = new MovableClock();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger backupCalls = new AtomicInteger();
    private final HttpServer server = server();
    private final HttpServer backup = server();
    private final Upstream upstream = Objects.requireNonNull(Cores.declared(clock, """
                    serai: core/v1
                    id: core
                    versions: [{version: v1, addresses: [{url: "http://127.0.0.1:%d"}]}]
                    backup: [{url: "http://127.0.0.1:%d"}]
                    bulkhead: {calls_max: 2}
                    breaker: {window_calls: 4, calls_min: 4, open_ms: 600000, probes: 1}
                    """.formatted(
                            server.getAddress().getPort(), backup.getAddress().getPort()))
            .upstreams()
            .find("core", null));
    private final PooledCoreHttp core =
            new PooledCoreHttp("http://127.0.0.1:1", Duration.ofSeconds(20), PooledCoreHttp.places(), () -> upstream);

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() {
        server.createContext("/ok", exchange -> {
            calls.incrementAndGet();
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        server.createContext("/broken", exchange -> {
            calls.incrementAndGet();
            exchange.sendResponseHeaders(500, -1);
            exchange.close();
        });
        backup.createContext("/", exchange -> {
            backupCalls.incrementAndGet();
            var body = "{\"from\":\"backup\"}".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        backup.start();
    }

    @AfterEach
    void stop() {
        core.close();
        server.stop(0);
        backup.stop(0);
    }

    @Test
    void an_order_that_was_sent_stays_unknown_and_is_not_made_at_the_backup() {
        assertThat(core.call("POST", "/broken", Json.object())).isInstanceOf(CoreAnswer.Unknown.class);
        assertThat(calls.get()).isEqualTo(1);
        assertThat(backupCalls.get()).isZero();
        assertThat(upstream.inFlight()).isZero();
    }

    @Test
    void a_question_goes_to_the_backup_though_it_was_sent() {
        assertThat(core.call("GET", "/broken", null)).hasToString("Done[status=200, body={\"from\":\"backup\"}]");
        assertThat(calls.get()).isEqualTo(1);
        assertThat(upstream.failovers()).isEqualTo(1);
    }

    @Test
    void an_order_that_found_no_connection_is_made_at_the_backup_once() {
        server.stop(0);
        assertThat(core.call("POST", "/ok", Json.object())).hasToString("Done[status=200, body={\"from\":\"backup\"}]");
        assertThat(backupCalls.get()).isEqualTo(1);
    }

    @Test
    void the_breaker_opens_and_a_probe_closes_it() {
        for (int i = 0; i < 4; i++) {
            core.call("POST", "/broken", Json.object());
        }
        backup.stop(0);
        assertThat(core.call("POST", "/ok", Json.object())).isInstanceOf(CoreAnswer.Unknown.class);
        assertThat(calls.get()).as("left alone").isEqualTo(4);
        clock.advance(Duration.ofMinutes(11));
        assertThat(core.call("POST", "/ok", Json.object())).isInstanceOf(CoreAnswer.Done.class);
        assertThat(upstream.sites("v1").getFirst().state()).isEqualTo(Site.State.CLOSED);
    }

    @Test
    void what_the_bulkhead_turns_away_is_unknown_and_was_not_sent() {
        for (int i = 0; i < 2; i++) {
            assertThat(upstream.enter()).isTrue();
        }
        assertThat(core.call("POST", "/ok", Json.object()))
                .isInstanceOfSatisfying(
                        CoreAnswer.Unknown.class,
                        unknown -> assertThat(unknown.cause()).contains("not sent", "bulkhead"));
        assertThat(calls.get()).isZero();
        upstream.leave();
        assertThat(core.call("POST", "/ok", Json.object())).isInstanceOf(CoreAnswer.Done.class);
    }
}
