package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.kernel.SharedServer;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(value = "dev.serai.gateway.RedisServer#installed", disabledReason = "apt-get install redis-server")
class SharedWellTest extends TokenWellContract {
    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static @Nullable RedisServer redis;
    private static @Nullable SharedServer server;

    @BeforeAll
    static void start() throws IOException {
        redis = new RedisServer();
        var started = new SharedServer("redis://127.0.0.1:" + redis.port, PATIENT);
        server = started;
        // Connecting has a limit of its own, and the first time loads its classes within it.
        Awaitility.await()
                .ignoreExceptions()
                .untilAsserted(() -> new SharedWell(started, false)
                        .draw("warm", 1, 1, 1, 1)
                        .toCompletableFuture()
                        .join());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        if (redis != null) {
            redis.close();
        }
    }

    @Override
    TokenWell well() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return new SharedWell(server, false);
    }

    @Test
    void a_server_that_is_not_there_fails_and_is_tried_again() {
        try (var nobody = new SharedServer("redis://127.0.0.1:1", PATIENT)) {
            var well = new SharedWell(nobody, true);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() ->
                                well.draw("a", 1, 1, 1, 0).toCompletableFuture().join())
                        .hasRootCauseInstanceOf(IOException.class);
            }
        }
    }
}
