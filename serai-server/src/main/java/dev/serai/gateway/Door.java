package dev.serai.gateway;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The open door: starts and stops listening, one event loop a core. */
@Component
public class Door implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(8);
    private static final int LINE_LENGTH_MAX = 64 << 10;
    private static final int HEADER_BYTES_MAX = 32 << 10;
    private static final int IDLE_S = 75;

    /** RSA signing takes a millisecond of a core: never more threads than cores. */
    private static final int SIGNING_THREADS = Math.max(1, Runtime.getRuntime().availableProcessors());

    private final DoorParts parts;
    private final String host;
    private final int port;
    private final URI coreUrl;
    private final @Nullable URI sandboxCoreUrl;
    private @Nullable Vertx vertx;
    private @Nullable ExecutorService signing;
    private @Nullable ExecutorService running;
    private volatile int actualPort;

    Door(
            DoorParts parts,
            @Value("${serai.door.host}") String host,
            @Value("${serai.door.port}") int port,
            @Value("${serai.core.url}") URI coreUrl,
            @Value("${serai.core.sandbox-url:}") String sandboxCoreUrl) {
        this.parts = parts;
        this.host = host;
        this.port = port;
        this.coreUrl = coreUrl;
        this.sandboxCoreUrl = sandboxCoreUrl.isBlank() ? null : URI.create(sandboxCoreUrl);
    }

    /** One event loop's server; several share the port. */
    private final class Loop extends AbstractVerticle {
        private final int listenPort;
        private final int loops;
        private final ExecutorService sign;
        private final ExecutorService run;
        private @Nullable HttpServer server;

        Loop(int listenPort, int loops, ExecutorService sign, ExecutorService run) {
            this.listenPort = listenPort;
            this.loops = loops;
            this.sign = sign;
            this.run = run;
        }

        @Override
        public void start(Promise<Void> started) {
            var options = new HttpServerOptions()
                    .setHost(host)
                    .setPort(listenPort)
                    .setTcpNoDelay(true)
                    .setIdleTimeout(IDLE_S)
                    .setIdleTimeoutUnit(TimeUnit.SECONDS)
                    .setMaxInitialLineLength(LINE_LENGTH_MAX)
                    .setMaxHeaderSize(HEADER_BYTES_MAX)
                    // An upgrade to HTTP/2 would leave these limits behind.
                    .setHttp2ClearTextEnabled(false)
                    // There are no WebSockets here: without these nothing looks for them in every call.
                    .setPerFrameWebSocketCompressionSupported(false)
                    .setPerMessageWebSocketCompressionSupported(false)
                    // Requests and answers are touched on their event loop alone (DoorHandler comes back to it), so
                    // that
                    // Vert.x need not guard each call against other threads.
                    .setStrictThreadMode(true)
                    .setHandle100ContinueAutomatically(true);
            var made = vertx.createHttpServer(options);
            server = made;
            // The core's client belongs to this loop: a call passed on and its answer never wake another thread.
            var core = new CoreProxy(vertx, coreUrl, loops, parts.upstreams());
            var sandboxUrl = sandboxCoreUrl;
            var sandbox = sandboxUrl == null ? null : new CoreProxy(vertx, sandboxUrl, loops, null);
            made.requestHandler(new DoorHandler(vertx, parts, new CoreProxies(core, sandbox), sign, run))
                    .invalidRequestHandler(InvalidRequests::answer)
                    .listen()
                    .onSuccess(listening -> actualPort = listening.actualPort())
                    .<Void>mapEmpty()
                    .onComplete(started);
        }

        @Override
        public void stop(Promise<Void> stopped) {
            parts.streams().close();
            var running = server;
            (running == null ? Future.<Void>succeededFuture() : running.shutdown(DRAIN_LIMIT)).onComplete(stopped);
        }
    }

    @Override
    public void start() {
        var made = Vertx.vertx(new VertxOptions()
                // epoll where its library fits this machine, otherwise NIO
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(Math.max(1, Runtime.getRuntime().availableProcessors())));
        try {
            var sign = Executors.newFixedThreadPool(
                    SIGNING_THREADS,
                    Thread.ofPlatform().name("rsa-", 0).daemon().factory());
            var run = Executors.newVirtualThreadPerTaskExecutor();
            vertx = made;
            signing = sign;
            running = run;
            parts.streams().open();
            int loops = Runtime.getRuntime().availableProcessors();
            int one = port == 0 ? free() : port;
            await(made.deployVerticle(
                    () -> new Loop(one, loops, sign, run), new DeploymentOptions().setInstances(loops)));
            parts.doorAddress().opened(actualPort);
            LOG.info("the door is open at http://{}:{}", host, actualPort);
        } catch (RuntimeException e) {
            // Its threads are not daemons: without this a failed start would leave the process alive.
            made.close();
            throw e;
        }
    }

    /** A port that is free now: all loops must listen on the same one. */
    private static int free() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(Future<?> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while opening or closing the door", e);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("the door could not be opened or closed: " + e.getMessage(), e);
        }
    }

    /** The port it listens on; differs from the wished one where that was 0. */
    public int port() {
        return actualPort;
    }

    @Override
    public void stop() {
        var open = vertx;
        vertx = null;
        if (open != null) {
            try {
                await(open.close());
            } finally {
                if (signing != null) {
                    signing.shutdown();
                }
                if (running != null) {
                    running.shutdown();
                }
            }
        }
    }

    @Override
    public boolean isRunning() {
        return vertx != null;
    }

    /** Opens after everything behind it, and closes first. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 10;
    }
}
