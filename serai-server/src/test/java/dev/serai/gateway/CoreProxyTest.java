package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.core.Cores;
import dev.serai.kernel.AppId;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.openapi.Operation;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoreProxyTest {
    private static final int ONE_CONNECTION = 64;
    private static final int PIECE_BYTES = 64 << 10;
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void closed() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void an_answer_without_end_is_cut_off_and_not_kept() throws Exception {
        var told = new AtomicLong();
        var core = core(request -> {
            var response = request.response().setChunked(true);
            goOn(response, told);
        });
        Promise<byte[]> answer = Promise.promise();
        vertx.runOnContext(_ -> core.call(get("/endless", LONG), new AppId("a")).onComplete(answer));
        assertThat(refusal(answer.future())).isEqualTo(SubCode.CORE_UNAVAILABLE);
        assertThat(told.get()).isLessThan(64L << 20);
    }

    /** Piece after piece, and between them the loop sees what else there is: that the caller has gone. */
    private void goOn(HttpServerResponse response, AtomicLong told) {
        if (!response.closed()) {
            told.addAndGet(PIECE_BYTES);
            response.write(Buffer.buffer(new byte[PIECE_BYTES]))
                    .onSuccess(_ -> vertx.runOnContext(_ -> goOn(response, told)));
        }
    }

    private CoreProxy core(Consumer<HttpServerRequest> answers) throws Exception {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(answers::accept)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        return new CoreProxy(
                vertx,
                URI.create("http://127.0.0.1:" + server.actualPort()),
                ONE_CONNECTION,
                Cores.declared(Clock.systemUTC()).upstreams());
    }

    private static CoreCall get(String path, Duration deadline) {
        var proxy = Operation.Proxy.plain("GET", path, deadline);
        var operation = new Operation(
                "test.get",
                1,
                "platform",
                false,
                false,
                false,
                false,
                List.of(),
                1,
                proxy,
                Map.of(),
                Map.of(),
                Json.object(),
                null,
                "",
                null);
        return CoreCall.of(operation, proxy, new MerchantId("m"), null, Json.object());
    }

    private static SubCode refusal(Future<byte[]> answer) throws Exception {
        try {
            answer.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Refusal refusal) {
                return refusal.subCode();
            }
            throw e;
        }
        throw new AssertionError("it was answered");
    }
}
