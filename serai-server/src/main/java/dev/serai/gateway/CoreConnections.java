package dev.serai.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keep-alive connections of one event loop to the core; each carries one call at a time, and no call is ever sent twice.
 * Vert.x's own HTTP client does the same for any server and in any version of HTTP; on the way of each call that cost a
 * fifth of the door's time. Used by its event loop alone.
 */
final class CoreConnections {
    private static final int CONNECT_TIMEOUT_MS = 1_000;

    /** Below what servers wait by custom before they hang up, so that a call seldom meets a connection just being closed. */
    private static final Duration IDLE_MAX = Duration.ofSeconds(15);

    /** How much longer than its deadline a call may wait to be told that it is late. */
    private static final Duration SWEEP_EVERY = Duration.ofMillis(100);

    /** Why a call got no answer. */
    enum Trouble {
        TIMEOUT,
        TOO_LONG,
        /** Not connected, broken off, or not HTTP. */
        BROKEN,
        /** Too many calls wait already; this one was not sent. */
        BUSY
    }

    /** A call came to nothing. Cheap to make: it has no stack trace. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final Trouble trouble;

        /** Whether the core may have got the call. */
        final boolean sent;

        Failed(Trouble trouble, boolean sent) {
            super(trouble.name(), null, false, false);
            this.trouble = trouble;
            this.sent = sent;
        }
    }

    /** What the core said. */
    record Said(int status, byte[] body) {}

    /** A call from when it is asked for to its end. */
    private static final class Call {
        final Buffer request;
        final Promise<Said> done = Promise.promise();
        final long endNanos;
        boolean sent;

        Call(Buffer request, Duration deadline) {
            this.request = request;
            this.endNanos = System.nanoTime() + deadline.toNanos();
        }
    }

    private final class Connection {
        final NetSocket socket;
        long idleSinceNanos;

        @Nullable Call call;

        @Nullable CoreReply reply;

        Connection(NetSocket socket) {
            this.socket = socket;
            socket.handler(this::came);
            socket.closeHandler(_ -> closed());
            socket.exceptionHandler(_ -> socket.close());
        }

        void send(Call next) {
            call = next;
            next.sent = true;
            reply = new CoreReply(answerBytesMax);
            socket.write(next.request);
        }

        private void came(Buffer bytes) {
            var reading = reply;
            if (reading == null) {
                // Nobody asked: whatever this is, it must not be taken for an answer to the next call.
                idle.remove(this);
                socket.close();
                return;
            }
            understand(reading, reading.take(bytes.getBytes()));
        }

        private void understand(CoreReply reading, CoreReply.State state) {
            switch (state) {
                case MORE -> {}
                case WHOLE -> end(reading.reusable(), new Said(reading.status(), reading.body()), null);
                case TOO_LONG -> end(false, null, Trouble.TOO_LONG);
                case BROKEN -> end(false, null, Trouble.BROKEN);
            }
        }

        private void end(boolean reusable, @Nullable Said said, @Nullable Trouble trouble) {
            var ended = call;
            call = null;
            reply = null;
            if (reusable) {
                free(this);
            } else {
                socket.close();
            }
            if (ended != null) {
                finish(ended, said, trouble);
            }
        }

        /** Its answer may still come and must not meet another call. */
        void abandon() {
            call = null;
            reply = null;
            socket.close();
        }

        private void closed() {
            open.remove(this);
            idle.remove(this);
            var reading = reply;
            if (reading != null) {
                understand(reading, reading.ended());
            }
            connectForWaiting();
        }
    }

    private final Vertx vertx;
    private final NetClient client;
    private final SocketAddress core;
    private final int connectionsMax;
    private final int waitingMax;
    private final int answerBytesMax;
    /** The one used last stands last. */
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();

    private final ArrayDeque<Call> waiting = new ArrayDeque<>();
    private final Set<Connection> open = new HashSet<>();
    private int connecting;
    private boolean sweepComes;
    private boolean closing;

    CoreConnections(Vertx vertx, URI core, int connectionsMax, int waitingMax, int answerBytesMax) {
        this.vertx = vertx;
        this.client =
                vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true).setConnectTimeout(CONNECT_TIMEOUT_MS));
        this.core = SocketAddress.inetSocketAddress(core.getPort() < 0 ? 80 : core.getPort(), core.getHost());
        this.connectionsMax = connectionsMax;
        this.waitingMax = waitingMax;
        this.answerBytesMax = answerBytesMax;
    }

    /**
     * Sends a whole request. The deadline covers waiting for a connection, connecting and the answer to its last byte.
     * Fails with {@link Failed}.
     */
    Future<Said> call(Buffer request, Duration deadline) {
        var connection = idleOne();
        if (connection == null && waiting.size() >= waitingMax) {
            return Future.failedFuture(new Failed(Trouble.BUSY, false));
        }
        var call = new Call(request, deadline);
        sweepLater();
        if (connection != null) {
            connection.send(call);
        } else {
            waiting.add(call);
            connectForWaiting();
        }
        return call.done.future();
    }

    /** Nobody will call any more: idle connections are closed now, the others after their answers. */
    void close() {
        closing = true;
        while (!idle.isEmpty()) {
            idle.removeFirst().socket.close();
        }
    }

    /** The connection used last, so that those too many grow old. */
    private @Nullable Connection idleOne() {
        long tooOld = System.nanoTime() - IDLE_MAX.toNanos();
        while (!idle.isEmpty() && idle.getFirst().idleSinceNanos - tooOld < 0) {
            idle.removeFirst().socket.close();
        }
        return idle.pollLast();
    }

    private void connectForWaiting() {
        while (connecting < waiting.size() && open.size() + connecting < connectionsMax) {
            connecting++;
            client.connect(core).onComplete(made -> {
                connecting--;
                if (made.succeeded()) {
                    var connection = new Connection(made.result());
                    open.add(connection);
                    free(connection);
                } else {
                    var first = waiting.poll();
                    if (first != null) {
                        finish(first, null, Trouble.BROKEN);
                    }
                    connectForWaiting();
                }
            });
        }
    }

    private void free(Connection connection) {
        var next = waiting.poll();
        if (next != null) {
            connection.send(next);
        } else if (closing) {
            connection.socket.close();
        } else {
            connection.idleSinceNanos = System.nanoTime();
            idle.addLast(connection);
        }
    }

    /**
     * Ends the calls that are late. A timer for each call would cost each call; a look at all of them a few times a second
     * costs nothing worth measuring and lets none wait longer than {@link #SWEEP_EVERY} beyond its deadline.
     */
    private void sweep() {
        sweepComes = false;
        long now = System.nanoTime();
        var late = new ArrayList<Call>();
        waiting.removeIf(call -> isLate(call, now) && late.add(call));
        boolean more = !waiting.isEmpty();
        for (var connection : List.copyOf(open)) {
            var call = connection.call;
            if (call != null && isLate(call, now)) {
                connection.abandon();
                late.add(call);
            } else {
                more |= call != null;
            }
        }
        if (more) {
            sweepLater();
        }
        late.forEach(call -> finish(call, null, Trouble.TIMEOUT));
    }

    private static boolean isLate(Call call, long nowNanos) {
        return call.endNanos - nowNanos <= 0;
    }

    private void sweepLater() {
        if (!sweepComes) {
            sweepComes = true;
            vertx.setTimer(SWEEP_EVERY.toMillis(), _ -> sweep());
        }
    }

    private static void finish(Call call, @Nullable Said said, @Nullable Trouble trouble) {
        if (said != null) {
            call.done.complete(said);
        } else {
            call.done.fail(new Failed(trouble == null ? Trouble.BROKEN : trouble, call.sent));
        }
    }
}
