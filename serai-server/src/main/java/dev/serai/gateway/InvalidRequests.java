package dev.serai.gateway;

import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** What is not HTTP of a form we read still gets an envelope, then the connection ends. */
final class InvalidRequests {
    private InvalidRequests() {}

    static void answer(HttpServerRequest request) {
        var refusal = new Refusal(
                SubCode.PARAM_INVALID,
                "the request is not HTTP of a form we read: its line or headers are too long or broken");
        var answer = Answer.refused(refusal, "none");
        request.response()
                .setStatusCode(answer.code())
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .putHeader("Connection", "close")
                .end(Buffer.buffer(answer.body()))
                .onComplete(_ -> request.connection().close());
    }
}
