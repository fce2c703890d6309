package dev.serai.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real redis-server of this test's own, on a free port, keeping nothing on disk. */
final class RedisServer implements AutoCloseable {
    /** Half a minute: a process begins late on a machine with other work. */
    private static final int CONNECT_TRIES = 1_500;

    private final Process process;
    final int port;

    RedisServer() throws IOException {
        var folder = Files.createTempDirectory("serai-redis");
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        process = new ProcessBuilder(
                        "redis-server",
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--dir",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        for (int i = 0; i < CONNECT_TRIES; i++) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
                return;
            } catch (IOException e) {
                java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
            }
        }
        close();
        throw new IOException("redis-server did not listen on " + port);
    }

    /** Debian's package; where it is missing the tests that need it are skipped and say so. */
    static boolean installed() {
        return Files.isExecutable(Path.of("/usr/bin/redis-server"));
    }

    @Override
    public void close() {
        process.destroy();
    }
}
