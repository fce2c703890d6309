package dev.serai.gateway;

import dev.serai.protocol.Refusal;
import io.vertx.core.http.HttpHeaders;

/** The form that answers have in a dialect. */
interface Envelope {
    /** Checked and turned into bytes once, not with every answer. */
    CharSequence JSON = HttpHeaders.createOptimized(Answer.CONTENT_TYPE);

    /** Serai's own: {@code {code, msg, data, request_id}}. */
    Envelope SERAI = new Envelope() {
        @Override
        public Answer ok(byte[] dataJson, String requestId) {
            return Answer.ok(dataJson, requestId);
        }

        @Override
        public Answer refused(Refusal refusal, String requestId) {
            return Answer.refused(refusal, requestId);
        }
    };

    /** Success, around data that is JSON already. */
    Answer ok(byte[] dataJson, String requestId);

    Answer refused(Refusal refusal, String requestId);

    /** The HTTP status of an answer. */
    default int status(Answer answer) {
        return answer.code();
    }

    default CharSequence contentType() {
        return JSON;
    }
}
