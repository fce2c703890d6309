package dev.serai.openapi;

import dev.serai.kernel.AppId;
import dev.serai.protocol.Refusal;
import tools.jackson.databind.JsonNode;

/**
 * Runs a method for a page session instead of a signature: the call enters the door's checks at the grant. The gateway
 * implements it.
 */
public interface SessionCalls {
    /**
     * @param params the method's parameters as JSON
     * @return the answer's data
     * @throws Refusal as for a signed call
     */
    JsonNode call(AppId app, String userId, String method, JsonNode params, String requestId);
}
