package dev.serai.gateway;

import dev.serai.kernel.Json;
import dev.serai.protocol.Refusal;
import tools.jackson.databind.node.ObjectNode;

/** The form of dialects whose success is the data itself: the HTTP status tells which it is. */
@FunctionalInterface
interface BareEnvelope extends Envelope {
    ObjectNode refusal(Refusal refusal, String requestId);

    @Override
    default Answer ok(byte[] dataJson, String requestId) {
        return new Answer(200, dataJson, null, null);
    }

    @Override
    default Answer refused(Refusal refusal, String requestId) {
        var sub = refusal.subCode();
        return new Answer(
                sub.code(), Json.MAPPER.writeValueAsBytes(refusal(refusal, requestId)), sub, refusal.explanation());
    }
}
