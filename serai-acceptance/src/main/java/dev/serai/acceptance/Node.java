package dev.serai.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One more server of a system that runs: the same program with the same settings on the same database, on ports of its own.
 * It is given to the proof as another machine would be.
 */
final class Node implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final Process process;
    private final String door;

    private Node(Process process, String door) {
        this.process = process;
        this.door = door;
    }

    /** @param folder its own data folder. @param more settings beyond those of the running server */
    static Node start(Path data, Path folder, int port, Map<String, String> more) throws IOException {
        var pid = Files.readString(data.resolve("run").resolve("server.pid"))
                .strip()
                .split("\\s")[0];
        var running = Path.of("/proc", pid);
        var secrets = Files.createDirectories(folder.resolve("secrets"));
        var key = data.resolve("secrets").resolve("master.key");
        if (Files.isRegularFile(key)) {
            Files.copy(key, secrets.resolve("master.key"));
        }
        var builder = new ProcessBuilder(split(running.resolve("cmdline")))
                .directory(running.resolve("cwd").toRealPath().toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile());
        var environment = builder.environment();
        environment.clear();
        for (var setting : split(running.resolve("environ"))) {
            int equals = setting.indexOf('=');
            if (equals > 0) {
                environment.put(setting.substring(0, equals), setting.substring(equals + 1));
            }
        }
        environment.put("SERAI_DOOR", "127.0.0.1:" + port);
        environment.put("SERAI_CONSOLE", "127.0.0.1:" + (port + 1));
        environment.put("SERAI_DATA", folder.toString());
        environment.put("SERAI_EMPTY", "1");
        environment.putAll(more);
        return new Node(builder.start(), "http://127.0.0.1:" + port);
    }

    String door() {
        return door;
    }

    /** Waits until it answers this partner. */
    void ready(Merchant partner) throws IOException, InterruptedException {
        boolean up = Wait.until(
                START_LIMIT,
                () -> {
                    try {
                        return partner.call("serai.ping", Map.of()).ok() || !process.isAlive();
                    } catch (IOException e) {
                        return !process.isAlive();
                    }
                },
                Boolean::booleanValue);
        if (!up || !process.isAlive()) {
            throw new IOException("the node at " + door + " did not start; see server.log in its folder");
        }
    }

    private static List<String> split(Path file) throws IOException {
        return List.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\0"));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A redis-server of the proof's own; null where none is installed. */
    static @Nullable Process redis(int port) throws IOException {
        return Files.isExecutable(Path.of("/usr/bin/redis-server"))
                ? new ProcessBuilder(
                                "/usr/bin/redis-server",
                                "--port",
                                Integer.toString(port),
                                "--bind",
                                "127.0.0.1",
                                "--save",
                                "")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                : null;
    }
}
