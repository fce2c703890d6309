package dev.serai.acceptance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One more server of a system that runs: the same program with the same settings on the same database, on ports of its own.
 * It is given to the proof as another machine would be.
 */
final class Node implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final int LAST_WORDS = 2_000;

    private final Process process;
    private final String door;
    private final Path log;

    private Node(Process process, String door, Path log) {
        this.process = process;
        this.door = door;
        this.log = log;
    }

    /** @param folder its own data folder. @param port the door's; the console has the next one */
    static Node start(House house, Path folder, int port, Map<String, String> more) throws IOException {
        var running = Path.of("/proc", Long.toString(house.server().pid()));
        var secrets = Files.createDirectories(folder.resolve("secrets"));
        var key = house.data().resolve("secrets").resolve("master.key");
        if (Files.isRegularFile(key)) {
            Files.copy(key, secrets.resolve("master.key"));
        }
        var log = folder.resolve("server.log");
        var builder = new ProcessBuilder(split(running.resolve("cmdline")))
                .directory(running.resolve("cwd").toRealPath().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
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
        environment.put("SERAI_ROLES", "gateway");
        environment.put("SERAI_EMPTY", "1");
        environment.putAll(more);
        return new Node(endsWithUs(builder.start()), "http://127.0.0.1:" + port, log);
    }

    /** A proof that is broken off leaves nothing running. */
    private static Process endsWithUs(Process process) {
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end-of-" + process.pid()));
        return process;
    }

    String door() {
        return door;
    }

    /** Waits until it answers this app. */
    void ready(Account account) throws IOException, InterruptedException {
        try (var caller = new Caller(door)) {
            var said = Wait.until(
                    START_LIMIT,
                    () -> {
                        try {
                            return process.isAlive() ? caller.ping(account) : "dead";
                        } catch (IOException e) {
                            return process.isAlive() ? e.toString() : "dead";
                        }
                    },
                    found -> found.isEmpty() || found.equals("dead"));
            if (!said.isEmpty()) {
                var words = Files.readString(log);
                throw new IOException("the node at " + door + " did not start (" + said + "); its last words: "
                        + words.substring(Math.max(0, words.length() - LAST_WORDS)));
            }
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
        var program = "/usr/bin/redis-server";
        return Files.isExecutable(Path.of(program))
                ? endsWithUs(new ProcessBuilder(
                                program, "--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", "")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start())
                : null;
    }

    /** The first of so many free ports in a row. */
    static int freePorts(int count) {
        int first = ThreadLocalRandom.current().nextInt(20_000, 30_000);
        for (int i = 0; i < count; i++) {
            try (var socket = new ServerSocket(first + i, 1, InetAddress.getLoopbackAddress())) {
                if (socket.isBound()) {
                    continue;
                }
            } catch (IOException e) {
                first += i + 1;
                i = -1;
            }
        }
        return first;
    }
}
