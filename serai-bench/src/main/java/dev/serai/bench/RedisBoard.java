package dev.serai.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A board as a sorted set of Redis: ZADD for a new score, ZREVRANGE for the first hundred. Scores are doubles. */
final class RedisBoard implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/redis-server");
    private static final int START_LIMIT_S = 20;
    private static final int PIPELINE = 1_000;

    private final Child child;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private RedisBoard(Child child, int port) throws IOException {
        this.child = child;
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = new BufferedOutputStream(socket.getOutputStream());
    }

    static boolean installed() {
        return Files.isExecutable(PROGRAM);
    }

    static RedisBoard start(Path folder, int port) throws IOException {
        var child = Child.start(
                List.of(PROGRAM.toString(), "--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", ""),
                Map.of(),
                folder,
                folder.resolve("redis.log"));
        child.await(() -> Child.listening(port), START_LIMIT_S);
        return new RedisBoard(child, port);
    }

    private void ask(String... words) throws IOException {
        var text = new StringBuilder("*").append(words.length).append("\r\n");
        for (var word : words) {
            text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        out.write(text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private String line() throws IOException {
        var text = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("redis closed the connection");
            }
            if (c != '\r') {
                text.append((char) c);
            }
        }
        return text.toString();
    }

    /** Reads one reply; how many elements it has. */
    private int reply() throws IOException {
        var line = line();
        int number = line.charAt(0) == '+' ? 0 : Integer.parseInt(line.substring(1));
        switch (line.charAt(0)) {
            case '-' -> throw new IOException("redis: " + line);
            case '$' -> in.readNBytes(number + 2);
            case '*' -> {
                for (int i = 0; i < number; i++) {
                    reply();
                }
            }
            default -> {}
        }
        return number;
    }

    private static String member(long number) {
        return "clerk-" + number;
    }

    void fill(int participants) throws IOException {
        ask("FLUSHALL");
        out.flush();
        reply();
        for (int from = 0; from < participants; from += PIPELINE) {
            int count = Math.min(PIPELINE, participants - from);
            for (int i = from; i < from + count; i++) {
                ask("ZADD", "board", Long.toString(i * 7_919L % 1_000_003), member(i));
            }
            out.flush();
            for (int i = 0; i < count; i++) {
                reply();
            }
        }
    }

    /** New scores one by one, each awaited. */
    Calls add(int participants, int count) throws IOException {
        return measure(count, i -> {
            long member = i * 7_919L % participants;
            ask("ZADD", "board", Long.toString(i * 31L % 1_000_003), member(member));
            out.flush();
            reply();
        });
    }

    /** The first hundred with their scores. */
    Calls read(int count) throws IOException {
        return measure(count, _ -> {
            ask("ZREVRANGE", "board", "0", Integer.toString(BoardReads.ROWS - 1), "WITHSCORES");
            out.flush();
            reply();
        });
    }

    private Calls measure(int count, Calls.One one) throws IOException {
        return Calls.measure(List.of(child.pid()), count, one);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        child.close();
    }
}
