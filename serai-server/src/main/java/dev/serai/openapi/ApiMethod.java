package dev.serai.openapi;

import tools.jackson.databind.JsonNode;

/**
 * One method a merchant may call. Implement it in the room that owns the work and make it a bean; its parameters, texts
 * and class of effect stand in an OpenAPI document under {@code declarations/openapi/}. Runs on a virtual thread, so it may
 * block, unless {@link #blocks} says it never does.
 */
public interface ApiMethod {
    /** The public name, for example {@code order.create_order}. */
    String name();

    /** The version this code answers, 1 for a name without a {@code /vN}. */
    default int version() {
        return 1;
    }

    /** Whether answering may wait for anything. Only a method that never does may say no; it runs on the event loop. */
    default boolean blocks() {
        return true;
    }

    /**
     * Answers one call that has already been signed, granted, limited and checked against the method's schema.
     *
     * @return the answer's {@code data}
     * @throws dev.serai.protocol.Refusal when the call cannot be done; anything else thrown is a fault of ours
     */
    JsonNode answer(ApiCall call);
}
