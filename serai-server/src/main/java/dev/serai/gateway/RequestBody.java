package dev.serai.gateway;

import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Reads a request's body up to a limit. A larger one is read on, so that the caller sees the answer, but not kept. */
final class RequestBody {
    /** Beyond this the connection is cut. */
    static final long READ_ON_BYTES_MAX = 32L << 20;

    private static final byte[] EMPTY = new byte[0];

    private final HttpServerRequest request;
    private final int bytesMax;
    private final Consumer<byte[]> whole;
    private final Consumer<Refusal> refused;
    private Buffer kept = Buffer.buffer(0);
    private long seen;
    private boolean answered;

    private RequestBody(HttpServerRequest request, int bytesMax, Consumer<byte[]> whole, Consumer<Refusal> refused) {
        this.request = request;
        this.bytesMax = bytesMax;
        this.whole = whole;
        this.refused = refused;
    }

    static void read(HttpServerRequest request, int bytesMax, Consumer<byte[]> whole, Consumer<Refusal> refused) {
        var body = new RequestBody(request, bytesMax, whole, refused);
        request.handler(body::part);
        request.endHandler(_ -> body.end());
        request.exceptionHandler(_ -> body.answered = true);
    }

    /** Reads and forgets the body, then goes on. */
    static void drain(HttpServerRequest request, Runnable then) {
        read(request, 0, _ -> then.run(), _ -> then.run());
    }

    private void part(Buffer part) {
        seen += part.length();
        if (seen <= bytesMax) {
            kept = kept.length() == 0 ? part : kept.appendBuffer(part);
        } else {
            kept = Buffer.buffer(0);
            if (seen > READ_ON_BYTES_MAX && !answered) {
                answered = true;
                request.response().putHeader("Connection", "close");
                refused.accept(tooLarge());
                request.connection().shutdown();
            }
        }
    }

    private void end() {
        if (answered) {
            return;
        }
        answered = true;
        if (seen > bytesMax) {
            refused.accept(tooLarge());
        } else {
            whole.accept(seen == 0 ? EMPTY : kept.getBytes());
        }
    }

    private Refusal tooLarge() {
        return new Refusal(
                SubCode.BODY_TOO_LARGE, "the body may have at most " + bytesMax + " bytes, found " + seen + " or more");
    }
}
