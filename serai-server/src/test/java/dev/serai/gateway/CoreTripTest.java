package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.MovableClock;
import dev.serai.core.Cores;
import dev.serai.core.Site;
import dev.serai.core.Upstream;
import dev.serai.kernel.AppId;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.openapi.Operation;
import dev.serai.protocol.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against cores that this test runs itself. Only the deadline's own test waits for it. */
@Timeout(60)
class CoreTripTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final AppId APP = new AppId("app-1");

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final MovableClock clock = new MovableClock();
    private @Nullable CoreProxy proxy;
    private Cores.@Nullable Declared declared;

    /** A core that answers as it is told. */
    private static final class Core {
        final AtomicInteger calls = new AtomicInteger();
        volatile Consumer<HttpServerRequest> answers =
                request -> request.response().end("{\"ok\":true}");
        HttpServer server;

        Core(Vertx vertx) throws Exception {
            server = await(vertx.createHttpServer()
                    .requestHandler(request -> {
                        calls.incrementAndGet();
                        answers.accept(request);
                    })
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture());
        }

        String url() {
            return "http://127.0.0.1:" + server.actualPort();
        }

        void kill() throws Exception {
            await(server.close().toCompletionStage().toCompletableFuture());
        }

        void says(int status) {
            answers = request -> request.response().setStatusCode(status).end("{\"error\":{\"code\":\"x\"}}");
        }

        void drops() {
            answers = request -> request.connection().close();
        }

        void tells(String word) {
            answers = request -> request.response().end("{\"from\":\"" + word + "\"}");
        }
    }

    @AfterEach
    void closed() throws Exception {
        await(vertx.close().toCompletionStage().toCompletableFuture());
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(40, TimeUnit.SECONDS);
    }

    private void declare(String versions, String more) {
        declared = Cores.declared(clock, "serai: core/v1\nid: plaza\nversions: [" + versions + "]\n" + more);
        proxy = new CoreProxy(vertx, URI.create("http://127.0.0.1:1"), 1, declared.upstreams());
    }

    private static String version(String name, Core... cores) {
        var urls = new ArrayList<String>();
        for (var core : cores) {
            urls.add("{url: \"" + core.url() + "\"}");
        }
        return "{version: " + name + ", addresses: [" + String.join(", ", urls) + "]}";
    }

    private Upstream plaza() {
        return Objects.requireNonNull(
                Objects.requireNonNull(declared).upstreams().find("plaza", null));
    }

    private Site site() {
        return plaza().sites("v1").getFirst();
    }

    private static CoreCall call(boolean writes, Duration deadline, Operation.Care care) {
        var proxy = new Operation.Proxy(
                writes ? "POST" : "GET", "/thing", deadline, null, null, Map.of(), Set.of(), false, care);
        var operation = new Operation(
                "test.thing",
                1,
                "platform",
                writes,
                false,
                false,
                false,
                List.of(),
                1,
                proxy,
                Map.of(),
                Map.of(),
                Json.object(),
                null,
                "",
                null);
        return CoreCall.of(operation, proxy, new MerchantId("m"), null, Json.object());
    }

    private static CoreCall read() {
        return call(false, LONG, new Operation.Care("plaza", null, false, false));
    }

    private static CoreCall readRetried() {
        return call(false, LONG, new Operation.Care("plaza", null, false, true));
    }

    private static CoreCall write() {
        return call(true, LONG, new Operation.Care("plaza", null, false, false));
    }

    private CompletableFuture<byte[]> send(CoreCall call, AppId app) {
        Promise<byte[]> answer = Promise.promise();
        loop.runOnContext(_ -> Objects.requireNonNull(proxy).call(call, app).onComplete(answer));
        return answer.future().toCompletionStage().toCompletableFuture();
    }

    /** The answer's text, or the refusal's. */
    private String said(CoreCall call) throws Exception {
        return said(send(call, APP));
    }

    private static String said(CompletableFuture<byte[]> answer) throws Exception {
        try {
            return new String(await(answer), StandardCharsets.UTF_8);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Refusal refusal) {
                return refusal.subCode().wire() + ": " + refusal.explanation();
            }
            throw e;
        }
    }

    @Test
    void the_methods_deadline_ends_the_call_and_counts_as_a_failure() throws Exception {
        var core = new Core(vertx);
        declare(version("v1", core), "");
        // On a connection that stands already: making one may take longer than the deadline, and nothing would be sent.
        assertThat(said(read())).contains("ok");
        var heard = new CompletableFuture<Void>();
        core.answers = _ -> heard.complete(null);
        assertThat(said(call(false, Duration.ofMillis(200), new Operation.Care("plaza", null, false, true))))
                .startsWith("core.timeout")
                .contains("200 ms");
        await(heard);
        assertThat(core.calls.get())
                .as("there is no time left for a second try")
                .isEqualTo(2);
        assertThat(site().failures()).isEqualTo(1);
        assertThat(plaza().inFlight()).isZero();
    }

    @Test
    void a_read_is_made_again_only_where_that_is_declared() throws Exception {
        var core = new Core(vertx);
        declare(version("v1", core), "retry: {percent_max: 10}");
        for (int i = 0; i < 10; i++) {
            assertThat(said(read())).contains("ok");
        }
        core.says(500);
        assertThat(said(read())).startsWith("core.unavailable").contains("HTTP 500");
        assertThat(core.calls.get()).isEqualTo(11);
        var failed = new AtomicInteger();
        core.answers = request -> request.response()
                .setStatusCode(failed.getAndIncrement() == 0 ? 503 : 200)
                .end("{\"ok\":true}");
        assertThat(said(readRetried())).contains("ok");
        assertThat(core.calls.get()).isEqualTo(13);
        core.says(500);
        assertThat(said(readRetried())).as("the budget is used up").startsWith("core.unavailable");
        assertThat(core.calls.get()).isEqualTo(14);
        assertThat(plaza().retries()).isEqualTo(1);
    }

    @Test
    void an_explicit_no_is_an_answer_and_never_asked_again() throws Exception {
        var core = new Core(vertx);
        var backup = new Core(vertx);
        declare(version("v1", core), "backup: [{url: \"" + backup.url() + "\"}]");
        core.says(422);
        assertThat(said(readRetried())).startsWith("core.refused");
        assertThat(core.calls.get() + backup.calls.get()).isEqualTo(1);
        assertThat(site().failures()).isZero();
    }

    @Test
    void a_write_that_was_sent_is_never_sent_again_whatever_else_there_is() throws Exception {
        var core = new Core(vertx);
        var other = new Core(vertx);
        var backup = new Core(vertx);
        declare(version("v1", core, other), "backup: [{url: \"" + backup.url() + "\"}]");
        for (var trouble :
                List.<Runnable>of(() -> both(core, other, Core::drops), () -> both(core, other, c -> c.says(500)))) {
            trouble.run();
            for (int i = 0; i < 20; i++) {
                assertThat(said(write())).startsWith("core.unavailable");
            }
        }
        assertThat(core.calls.get() + other.calls.get()).isEqualTo(40);
        assertThat(backup.calls.get()).isZero();
    }

    private static void both(Core one, Core other, Consumer<Core> does) {
        does.accept(one);
        does.accept(other);
    }

    @Test
    void a_write_declared_idempotent_goes_to_the_backup() throws Exception {
        var core = new Core(vertx);
        var backup = new Core(vertx);
        core.drops();
        backup.tells("backup");
        declare(version("v1", core), "backup: [{url: \"" + backup.url() + "\"}]");
        assertThat(said(call(true, LONG, new Operation.Care("plaza", null, true, false))))
                .contains("backup");
        assertThat(core.calls.get()).isEqualTo(1);
        assertThat(plaza().failovers()).isEqualTo(1);
    }

    @Test
    void a_core_killed_in_the_middle_loses_no_call_that_was_not_sent() throws Exception {
        var core = new Core(vertx);
        var other = new Core(vertx);
        other.tells("other");
        declare(
                version("v1", core, other),
                "breaker: {failure_percent: 50, window_calls: 4, calls_min: 4, open_ms: 600000}");
        for (int i = 0; i < 10; i++) {
            assertThat(said(write())).doesNotContain("core.");
        }
        core.kill();
        int lost = 0;
        for (int i = 0; i < 30; i++) {
            var said = said(write());
            // One may be on a connection that was just being closed: nobody knows of that one, and it is not made
            // again.
            lost += said.contains("other") ? 0 : 1;
        }
        assertThat(lost).isLessThanOrEqualTo(1);
        assertThat(site().state()).isEqualTo(Site.State.OPEN);
        assertThat(other.calls.get() + core.calls.get()).isBetween(39, 40);
    }

    @Test
    void an_open_breaker_refuses_at_once_tells_why_and_closes_when_probes_are_answered() throws Exception {
        var core = new Core(vertx);
        core.says(500);
        declare(version("v1", core), "breaker: {window_calls: 10, calls_min: 4, open_ms: 600000, probes: 1}");
        for (int i = 0; i < 4; i++) {
            assertThat(said(write())).startsWith("core.unavailable").contains("HTTP 500");
        }
        assertThat(said(write()))
                .contains("breaker is open", "nothing was sent")
                .doesNotContain("127.0.0.1");
        assertThat(core.calls.get()).isEqualTo(4);
        clock.advance(Duration.ofMinutes(11));
        assertThat(said(write())).as("a probe that fails").contains("HTTP 500");
        assertThat(said(write())).contains("breaker is open");
        clock.advance(Duration.ofMinutes(11));
        core.tells("core");
        assertThat(said(write())).contains("from");
        assertThat(site().state()).isEqualTo(Site.State.CLOSED);
        assertThat(core.calls.get()).isEqualTo(6);
    }

    @Test
    void while_the_breaker_is_open_even_writes_go_to_the_backup_for_nothing_was_sent() throws Exception {
        var core = new Core(vertx);
        var backup = new Core(vertx);
        core.says(500);
        backup.tells("backup");
        declare(
                version("v1", core),
                "backup: [{url: \"" + backup.url() + "\"}]\nbreaker: {window_calls: 4, calls_min: 4, open_ms: 600000}");
        for (int i = 0; i < 4; i++) {
            assertThat(said(write())).startsWith("core.unavailable");
        }
        assertThat(said(write())).contains("backup");
        assertThat(core.calls.get()).isEqualTo(4);
        core.kill();
        backup.kill();
        assertThat(said(write())).as("both are gone").startsWith("core.unavailable");
        assertThat(plaza().inFlight()).isZero();
    }

    @Test
    void the_bulkhead_holds_exactly_its_number_and_tells_the_others() throws Exception {
        var core = new Core(vertx);
        var held = new ArrayList<HttpServerRequest>();
        var three = new CompletableFuture<Void>();
        core.answers = request -> {
            held.add(request);
            if (held.size() == 3) {
                three.complete(null);
            }
        };
        declare(version("v1", core), "bulkhead: {calls_max: 3}");
        var inside = List.of(send(read(), APP), send(read(), APP), send(write(), APP));
        await(three);
        assertThat(plaza().inFlight()).isEqualTo(3);
        assertThat(said(read())).startsWith("core.unavailable").contains("limit of 3", "bulkhead");
        assertThat(core.calls.get()).isEqualTo(3);
        core.answers = request -> request.response().end("{}");
        vertx.runOnContext(_ -> held.forEach(request -> request.response().end("{}")));
        for (var one : inside) {
            assertThat(said(one)).isEqualTo("{}");
        }
        assertThat(said(read())).isEqualTo("{}");
        assertThat(plaza().inFlight()).isZero();
        assertThat(plaza().refused()).isEqualTo(1);
    }

    @Test
    void apps_and_methods_reach_their_version() throws Exception {
        var old = new Core(vertx);
        var young = new Core(vertx);
        old.tells("old");
        young.tells("young");
        declare(
                version("v1", old) + ", "
                        + version("v2", young).replace("version: v2", "version: v2, weight: 0, apps: [app-new]"),
                "");
        assertThat(said(read())).contains("old");
        assertThat(said(send(read(), new AppId("app-new")))).contains("young");
        assertThat(said(call(false, LONG, new Operation.Care("plaza", "v2", false, false))))
                .contains("young");
        assertThat(said(call(false, LONG, new Operation.Care("plaza", "v3", false, false))))
                .startsWith("core.unavailable")
                .contains("no version v3");
    }
}
