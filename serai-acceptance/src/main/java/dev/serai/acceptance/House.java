package dev.serai.acceptance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The running system: started by the real {@code ./serai run}, killed like a machine that fails, started again by the same
 * command on the same ports.
 */
final class House implements AutoCloseable {
    static final String READY = "Serai is ready";
    private static final Duration START_LIMIT = Duration.ofMinutes(15);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final String[] PORTS = {"SERAI_DOOR", "SERAI_CONSOLE", "SERAI_CORE", "SERAI_PG_PORT"};

    /** What a kill strikes. */
    enum Victim {
        SERVER,
        CORE,
        DATABASE,
        ALL
    }

    private final Path root;
    private final Path data;
    private final Map<String, String> ports;
    private @Nullable Process serai;

    House(Path root, Path data) throws IOException {
        this.root = root;
        this.data = data;
        this.ports = ports(data);
    }

    Path data() {
        return data;
    }

    Demo demo() throws IOException {
        return Demo.of(data);
    }

    /** Those of an earlier start, else those of the environment, else free ones. */
    private static Map<String, String> ports(Path data) throws IOException {
        var found = new HashMap<String, String>();
        var earlier = data.resolve("demo.json");
        if (Files.isRegularFile(earlier)) {
            var demo = Demo.of(data);
            found.put("SERAI_DOOR", withoutScheme(demo.door()));
            found.put("SERAI_CONSOLE", withoutScheme(demo.console()));
            found.put("SERAI_CORE", withoutScheme(demo.core()));
            return found;
        }
        int next = ThreadLocalRandom.current().nextInt(20_000, 30_000);
        for (var name : PORTS) {
            var given = System.getenv(name);
            if (given != null) {
                found.put(name, given);
                continue;
            }
            while (!free(next)) {
                next++;
            }
            found.put(name, "SERAI_PG_PORT".equals(name) ? Integer.toString(next) : "127.0.0.1:" + next);
            next++;
        }
        return found;
    }

    private static String withoutScheme(String address) {
        return address.substring(address.indexOf("//") + 2).replaceAll("/$", "");
    }

    private static boolean free(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** True if the system of this data directory answers. */
    boolean runs() throws InterruptedException {
        try {
            var demo = demo();
            return new Merchant(demo).call("serai.ping", Map.of()).ok();
        } catch (IOException | JacksonException e) {
            return false;
        }
    }

    /**
     * Starts by the same command as ever and waits for the line that it is ready. It writes to a file and lives in a session
     * of its own, so that it may outlive us.
     */
    void start() throws IOException, InterruptedException {
        var logs = Files.createDirectories(data.resolve("logs"));
        var told = logs.resolve("serai-run.log");
        Files.deleteIfExists(told);
        var command = new ProcessBuilder("setsid", root.resolve("serai").toString(), "run", "--data", data.toString())
                .redirectErrorStream(true)
                .redirectOutput(told.toFile());
        command.environment().putAll(ports);
        command.environment().remove("SERAI_DATA");
        var started = command.start();
        started.getOutputStream().close();
        serai = started;
        boolean ended = Wait.until(
                START_LIMIT,
                () -> Files.readAllLines(told).contains(READY) || !started.isAlive(),
                Boolean::booleanValue);
        if (!ended || !Files.readAllLines(told).contains(READY)) {
            throw new IOException("./serai run did not become ready; it said: " + Files.readString(told));
        }
    }

    /** kill -9, and not before they are gone does it return. */
    void kill(Victim victim) throws IOException, InterruptedException {
        var doomed = new ArrayList<ProcessHandle>();
        switch (victim) {
            case SERVER -> doomed.addAll(part("server.pid"));
            case CORE -> doomed.addAll(part("core.pid"));
            case DATABASE -> doomed.addAll(database());
            case ALL -> {
                // The script first, or it would tidy up what it sees falling.
                doomed.addAll(part("serai.pid"));
                doomed.addAll(part("server.pid"));
                doomed.addAll(part("core.pid"));
                doomed.addAll(database());
            }
        }
        if (doomed.isEmpty()) {
            throw new IOException("there is nothing to kill for " + victim + " in " + data);
        }
        doomed.forEach(ProcessHandle::destroyForcibly);
        for (var process : doomed) {
            try {
                process.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("process " + process.pid() + " survives kill -9", e);
            }
        }
    }

    /** The server's process. */
    ProcessHandle server() throws IOException {
        return part("server.pid").stream()
                .findFirst()
                .orElseThrow(() -> new IOException("there is no server in " + data));
    }

    private List<ProcessHandle> part(String file) throws IOException {
        var path = data.resolve("run").resolve(file);
        if (!Files.isRegularFile(path)) {
            return List.of();
        }
        return ProcessHandle.of(Long.parseLong(Files.readString(path).strip().split("\\s")[0])).stream()
                .toList();
    }

    /** The postmaster and all its children: a power cut asks nobody. */
    private List<ProcessHandle> database() throws IOException {
        var found = new ArrayList<ProcessHandle>();
        var file = data.resolve("pg").resolve("postmaster.pid");
        if (Files.isRegularFile(file)) {
            ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst().strip()))
                    .ifPresent(postmaster -> {
                        found.add(postmaster);
                        postmaster.descendants().forEach(found::add);
                    });
        }
        return found;
    }

    @Override
    public void close() {
        var running = serai;
        if (running == null || !running.isAlive()) {
            return;
        }
        running.destroy();
        try {
            if (!running.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                running.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
