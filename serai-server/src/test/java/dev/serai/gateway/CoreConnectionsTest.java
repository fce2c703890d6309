package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.gateway.CoreConnections.Said;
import dev.serai.gateway.CoreConnections.Trouble;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a server whose every byte the test writes itself. The limit only ends a test that waits in vain. */
@Timeout(60)
class CoreConnectionsTest {
    private static final Duration PATIENT = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final LinkedBlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();
    private final Context loop = vertx.getOrCreateContext();
    private final CoreConnections connections =
            new CoreConnections(vertx, URI.create("http://127.0.0.1:" + server.getLocalPort()), 2, 3, 1_000);

    CoreConnectionsTest() throws IOException {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    accepted.add(server.accept());
                }
            } catch (IOException e) {
                // closed by the test's end
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        vertx.close();
        server.close();
        for (var socket : accepted) {
            socket.close();
        }
    }

    private CompletableFuture<Said> call(String path, Duration deadline) {
        Promise<Said> answer = Promise.promise();
        loop.runOnContext(_ -> connections
                .call(Buffer.buffer("GET " + path + " HTTP/1.1\r\nHost: core\r\n\r\n"), deadline)
                .onComplete(answer));
        return answer.future().toCompletionStage().toCompletableFuture();
    }

    /** The path of the next request on this connection. */
    private static String asked(Socket socket) throws IOException {
        var request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                return "closed";
            }
            request.append((char) next);
        }
        return request.substring(4, request.indexOf(" ", 4));
    }

    private static void say(Socket socket, String answer) throws IOException {
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String body(CompletableFuture<Said> call) throws Exception {
        return new String(call.get().body(), StandardCharsets.ISO_8859_1);
    }

    private static void fails(CompletableFuture<Said> call, Trouble trouble) {
        assertThatThrownBy(call::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        CoreConnections.Failed.class,
                        failed -> assertThat(failed.trouble).isEqualTo(trouble));
    }

    @Test
    void calls_one_after_another_share_a_connection() throws Exception {
        var first = call("/1", PATIENT);
        var socket = accepted.take();
        for (int i = 1; i <= 3; i++) {
            var call = i == 1 ? first : call("/" + i, PATIENT);
            assertThat(asked(socket)).isEqualTo("/" + i);
            say(socket, OK + "a" + i);
            assertThat(body(call)).isEqualTo("a" + i);
        }
        assertThat(accepted).isEmpty();
    }

    @Test
    void too_many_wait_for_a_free_connection_in_their_order_and_one_more_is_refused() throws Exception {
        var calls = new ArrayList<CompletableFuture<Said>>();
        for (int i = 1; i <= 2; i++) {
            calls.add(call("/" + i, PATIENT));
        }
        var one = accepted.take();
        var other = accepted.take();
        var firstAsked = asked(one);
        asked(other);
        for (int i = 3; i <= 5; i++) {
            calls.add(call("/" + i, PATIENT));
        }
        fails(call("/6", PATIENT), Trouble.BUSY);
        say(one, OK + "aa");
        assertThat(body(calls.get(firstAsked.equals("/1") ? 0 : 1))).isEqualTo("aa");
        for (int i = 3; i <= 5; i++) {
            assertThat(asked(one)).isEqualTo("/" + i);
            say(one, OK + "b" + i);
            assertThat(body(calls.get(i - 1))).isEqualTo("b" + i);
        }
        assertThat(accepted).isEmpty();
    }

    @Test
    void an_answer_after_the_deadline_meets_no_other_call() throws Exception {
        // On a connection that stands already: making one may take longer than the deadline, and nothing would be sent.
        var first = call("/1", PATIENT);
        var late = accepted.take();
        asked(late);
        say(late, OK + "aa");
        body(first);
        fails(call("/late", SHORT), Trouble.TIMEOUT);
        assertThat(asked(late)).isEqualTo("/late");
        assertThat(asked(late)).isEqualTo("closed");
        var next = call("/next", PATIENT);
        var fresh = accepted.take();
        assertThat(asked(fresh)).isEqualTo("/next");
        say(fresh, OK + "ok");
        assertThat(body(next)).isEqualTo("ok");
    }

    @Test
    void a_call_that_waited_in_vain_is_never_sent() throws Exception {
        var held = new ArrayList<CompletableFuture<Said>>();
        held.add(call("/1", PATIENT));
        held.add(call("/2", PATIENT));
        var one = accepted.take();
        var other = accepted.take();
        asked(one);
        asked(other);
        fails(call("/waiting", SHORT), Trouble.TIMEOUT);
        say(one, OK + "aa");
        say(other, OK + "aa");
        for (var call : held) {
            body(call);
        }
        var next = call("/next", PATIENT);
        // The connection used last is used first, and both are free: whichever it is, "/next" is what it hears.
        var heard = new CompletableFuture<String>();
        for (var socket : new Socket[] {one, other}) {
            Thread.ofVirtual().start(() -> {
                try {
                    var path = asked(socket);
                    if (!path.equals("closed") && heard.complete(path)) {
                        say(socket, OK + "ok");
                    }
                } catch (IOException e) {
                    heard.completeExceptionally(e);
                }
            });
        }
        assertThat(heard.get()).isEqualTo("/next");
        assertThat(body(next)).isEqualTo("ok");
    }

    @Test
    void words_nobody_asked_for_close_the_connection() throws Exception {
        var first = call("/1", PATIENT);
        var socket = accepted.take();
        asked(socket);
        say(socket, OK + "aa");
        body(first);
        say(socket, OK + "no");
        assertThat(asked(socket)).isEqualTo("closed");
        var next = call("/2", PATIENT);
        var fresh = accepted.take();
        asked(fresh);
        say(fresh, OK + "ok");
        assertThat(body(next)).isEqualTo("ok");
    }

    @Test
    void a_dropped_connection_is_told_and_not_tried_again() throws Exception {
        var call = call("/drop", PATIENT);
        var socket = accepted.take();
        asked(socket);
        socket.close();
        fails(call, Trouble.BROKEN);
        assertThat(accepted).isEmpty();
    }

    @Test
    void without_a_core_a_call_fails_at_once() throws Exception {
        server.close();
        fails(call("/1", PATIENT), Trouble.BROKEN);
        fails(call("/2", PATIENT), Trouble.BROKEN);
    }
}
