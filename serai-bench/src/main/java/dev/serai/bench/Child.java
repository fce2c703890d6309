package dev.serai.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of ours, with its words in a file, that never outlives the bench. */
final class Child implements AutoCloseable {
    private static final long STOP_LIMIT_S = 30;
    private static final int LOOK_EVERY_MS = 100;

    private final Process process;
    private final Path log;
    private final Thread atExit = new Thread(this::stop);

    private Child(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static Child start(List<String> command, Map<String, String> environment, Path folder, Path log)
            throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        var child = new Child(builder.start(), log);
        Runtime.getRuntime().addShutdownHook(child.atExit);
        return child;
    }

    long pid() {
        return process.pid();
    }

    String words() throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** Something that turns true in time, or the process's last words as an exception. */
    interface Sign {
        boolean seen() throws IOException;
    }

    void await(Sign sign, int limitS) throws IOException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(limitS);
        while (!sign.seen()) {
            if (!process.isAlive() || System.nanoTime() > until) {
                throw new IOException((process.isAlive() ? "not ready after " + limitS + " s" : "ended at once")
                        + "; its words:\n" + tail(words()));
            }
            try {
                Thread.sleep(LOOK_EVERY_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    static boolean listening(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String tail(String words) {
        return words.length() <= 2_000 ? words : words.substring(words.length() - 2_000);
    }

    private void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return; // the hook is what runs us
        }
    }

    /** Files of the bench's own jar, unpacked where a process can read them. */
    static void unpack(String resource, Path to, Map<String, String> places) {
        try (var in = Child.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not in the jar");
            }
            var text = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            for (var place : places.entrySet()) {
                text = text.replace("@" + place.getKey() + "@", place.getValue());
            }
            Files.writeString(to, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
