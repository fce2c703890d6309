package dev.serai.gateway;

import dev.serai.protocol.Refusal;

/** The form that answers have in a dialect. */
interface Envelope {
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
}
