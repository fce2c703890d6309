package dev.serai.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Offers calls at a steady rate over keep-alive connections, one call at a time on each (no pipelining). A call's time
 * counts from when it should have been sent, so a peer that stalls is not excused from the calls it kept waiting.
 */
final class Load implements AutoCloseable {
    /** A rate no peer can keep up with: each connection gets its next call with the answer to the one before. */
    static final int AS_FAST_AS_ANSWERED = 1_000_000;

    private static final int CONNECTIONS = 32;
    private static final int ANSWER_BYTES_MAX = 16 << 10;
    private static final long ANSWER_LIMIT_S = 10;

    /** Every so many answers a signature is checked too. */
    private static final int SIGNATURE_EVERY = 500;

    private static final class Connection {
        final SocketChannel channel;
        final ByteBuffer in = ByteBuffer.allocate(ANSWER_BYTES_MAX);
        volatile long intendedNanos;
        volatile int number;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }
    }

    private final List<Connection> connections = new ArrayList<>();
    private final ArrayBlockingQueue<Connection> idle = new ArrayBlockingQueue<>(CONNECTIONS);
    private final Selector selector = Selector.open();
    private final Traffic.Kind kind;
    private final @Nullable PublicKey platform;
    private final List<Traffic.Call> calls;
    private final long[] nanos;
    private final Thread reader = Thread.ofPlatform().name("answers").unstarted(this::read);
    private volatile int answered;
    private volatile @Nullable String fault;

    private Load(int port, @Nullable PublicKey platform, Traffic.Kind kind, List<Traffic.Call> calls)
            throws IOException {
        this.kind = kind;
        this.platform = platform;
        this.calls = calls;
        this.nanos = new long[calls.size()];
        for (int i = 0; i < CONNECTIONS; i++) {
            var channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            var connection = new Connection(channel);
            channel.register(selector, SelectionKey.OP_READ, connection);
            connections.add(connection);
            idle.add(connection);
        }
    }

    /**
     * Sends them all at this rate; throws when any answer is not right.
     *
     * @param platform whose signatures by RSA are; null where none are
     */
    static Latencies run(
            int port, @Nullable PublicKey platform, Traffic.Kind kind, List<Traffic.Call> calls, int perSecond)
            throws IOException {
        try (var load = new Load(port, platform, kind, calls)) {
            return load.run(perSecond);
        }
    }

    private Latencies run(int perSecond) {
        reader.start();
        long began = System.nanoTime();
        long pause = TimeUnit.SECONDS.toNanos(1) / perSecond;
        try {
            for (int i = 0; i < calls.size() && fault == null; i++) {
                send(i, began + i * pause);
            }
            reader.join(TimeUnit.SECONDS.toMillis(ANSWER_LIMIT_S));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (IOException e) {
            throw new UncheckedIOException("a call could not be sent", e);
        }
        var wrong = fault;
        if (wrong != null) {
            throw new IllegalStateException(wrong);
        }
        if (answered < calls.size()) {
            throw new IllegalStateException((calls.size() - answered) + " calls were not answered");
        }
        return new Latencies(nanos, System.nanoTime() - began);
    }

    private void send(int number, long intended) throws InterruptedException, IOException {
        for (long left = intended - System.nanoTime(); left > 0; left = intended - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        var connection = idle.poll(ANSWER_LIMIT_S, TimeUnit.SECONDS);
        if (connection == null) {
            fault = "no answer on any of " + CONNECTIONS + " connections for " + ANSWER_LIMIT_S + " s";
            return;
        }
        connection.number = number;
        connection.intendedNanos = intended;
        var out = ByteBuffer.wrap(calls.get(number).request());
        while (out.hasRemaining()) {
            connection.channel.write(out);
        }
    }

    private void read() {
        try {
            while (answered < calls.size() && fault == null) {
                selector.select(key -> read((Connection) key.attachment()), 1_000);
            }
        } catch (IOException | RuntimeException e) {
            fault = "reading answers failed: " + e;
        }
    }

    private void read(Connection connection) {
        try {
            if (connection.channel.read(connection.in) < 0) {
                fault = "the peer closed a connection";
                return;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var answer = Answer.of(connection.in.array(), connection.in.position());
        if (answer == null) {
            return;
        }
        int number = connection.number;
        nanos[number] = System.nanoTime() - connection.intendedNanos;
        var wrong = answer.fault(kind);
        if (wrong == null && number % SIGNATURE_EVERY == 0) {
            wrong = answer.signatureFault(kind, calls.get(number).app(), platform);
        }
        if (wrong != null) {
            fault = wrong;
        }
        connection.in.clear();
        answered = answered + 1;
        idle.add(connection);
    }

    @Override
    public void close() throws IOException {
        for (var connection : connections) {
            connection.channel.close();
        }
        selector.close();
    }
}
