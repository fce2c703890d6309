package dev.serai.openapi;

import dev.serai.kernel.AppId;
import dev.serai.kernel.MerchantId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call that passed the door.
 *
 * @param firstParty whether the app belongs to the house itself and may speak for any user
 * @param userId the user the call acts for, from an access token or a page session; null where there is none
 * @param params the method's own parameters, typed as its schema says (a form's "2" is the integer 2 here)
 * @param requestId names this call in the log and in the answer
 */
public record ApiCall(
        MerchantId merchant,
        AppId app,
        boolean firstParty,
        @Nullable String userId,
        ObjectNode params,
        String requestId) {

    /** A text parameter, or null where it is absent. */
    public @Nullable String text(String name) {
        var value = params.get(name);
        return value == null || value.isNull() ? null : value.asString();
    }

    /** An integer parameter, or {@code otherwise} where it is absent. */
    public long integer(String name, long otherwise) {
        var value = params.get(name);
        return value == null || value.isNull() ? otherwise : value.longValue();
    }
}
