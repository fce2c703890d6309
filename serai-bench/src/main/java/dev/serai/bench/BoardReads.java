package dev.serai.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads a board's page at a steady rate over keep-alive connections. A read's time counts from when it should have been sent,
 * so a server that stalls is not excused from the reads it kept waiting.
 */
final class BoardReads {
    static final int ROWS = 100;
    private static final int CONNECTIONS = 16;

    private BoardReads() {}

    static String path(long contest, int limit) {
        return "/h5/public?activity_id=" + contest + "&action=board&args="
                + URLEncoder.encode("{\"limit\":" + limit + "}", StandardCharsets.UTF_8);
    }

    /** @param body how long it is. @param etag the tag it came with */
    record Reply(int status, int body, String etag) {}

    /** One kept connection. */
    static final class Line implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Line(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
        }

        Reply get(String path, String ifNoneMatch) throws IOException {
            var head = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                    + (ifNoneMatch.isEmpty() ? "" : "If-None-Match: " + ifNoneMatch + "\r\n") + "\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            int status = Integer.parseInt(line().split(" ")[1]);
            int length = 0;
            var etag = "";
            for (var field = line(); !field.isEmpty(); field = line()) {
                var lower = field.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(
                            field.substring(field.indexOf(':') + 1).strip());
                } else if (lower.startsWith("etag:")) {
                    etag = field.substring(field.indexOf(':') + 1).strip();
                }
            }
            int body = status == 304 ? 0 : length;
            if (in.readNBytes(body).length < body) {
                throw new IOException("the server closed a connection");
            }
            return new Reply(status, body, etag);
        }

        private String line() throws IOException {
            var text = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("the server closed a connection");
                }
                if (c != '\r') {
                    text.append((char) c);
                }
            }
            return text.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** @param again whether it is asked with the tag of the read before: what has not changed is not sent */
    static Latencies run(int port, long contest, boolean again, int perSecond, int seconds) throws IOException {
        int count = perSecond * seconds;
        var nanos = new long[count];
        var next = new AtomicInteger();
        var fault = new AtomicReference<@Nullable String>();
        var lines = new ArrayList<Line>();
        for (int i = 0; i < CONNECTIONS; i++) {
            lines.add(new Line(port));
        }
        long began = System.nanoTime();
        long pause = TimeUnit.SECONDS.toNanos(1) / perSecond;
        var threads = new ArrayList<Thread>();
        for (var one : lines) {
            threads.add(Thread.ofPlatform().name("reads-" + threads.size()).start(() -> {
                try (var line = one) {
                    var tag = "";
                    for (int n = next.getAndIncrement(); n < count && fault.get() == null; n = next.getAndIncrement()) {
                        long intended = began + n * pause;
                        for (long left = intended - System.nanoTime(); left > 0; left = intended - System.nanoTime()) {
                            LockSupport.parkNanos(left);
                        }
                        var reply = line.get(path(contest, ROWS), tag);
                        nanos[n] = System.nanoTime() - intended;
                        if (reply.status() != 200 && (reply.status() != 304 || tag.isEmpty())) {
                            fault.set("a read was answered HTTP " + reply.status());
                        }
                        tag = again ? reply.etag() : "";
                    }
                } catch (IOException | RuntimeException e) {
                    fault.set(e.toString());
                }
            }));
        }
        for (var thread : threads) {
            join(thread);
        }
        var wrong = fault.get();
        if (wrong != null) {
            throw new IOException(wrong);
        }
        return new Latencies(nanos, System.nanoTime() - began);
    }

    static void join(Thread thread) throws IOException {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
