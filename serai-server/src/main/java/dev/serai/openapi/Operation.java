package dev.serai.openapi;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One method as declared.
 *
 * @param name for example {@code order.create_order}
 * @param version 1 where the path has no {@code /vN}
 * @param domain exactly one of the catalogue's domains
 * @param writes whether calling it changes something; its nonces outlive a restart
 * @param store whether it needs our database
 * @param open whether it is served without a signature
 * @param userNeeded whether it acts for a user, and so needs an access token
 * @param bodyBytesMax the largest body taken
 * @param proxy where the call is passed on to; null where our own code answers
 * @param summary one line, by language tag
 * @param description more, by language tag; empty where there is none
 * @param parameters JSON Schema of the parameters, always an object
 * @param data JSON Schema of the answer's data; null where none is declared
 */
public record Operation(
        String name,
        int version,
        String domain,
        boolean writes,
        boolean store,
        boolean open,
        boolean userNeeded,
        int bodyBytesMax,
        @Nullable Proxy proxy,
        Map<String, String> summary,
        Map<String, String> description,
        JsonNode parameters,
        @Nullable JsonNode data) {

    /** The domains of the catalogue: every method lies in exactly one. */
    public static final List<String> DOMAINS =
            List.of("member", "content", "trade", "marketing", "contest", "settlement", "platform");

    /** Where a proxied method goes: GET with the parameters as query, POST with them as a JSON object. */
    public record Proxy(String httpMethod, String path, Duration deadline) {}

    /** The key the catalogue finds it by, for example {@code order.create_order/v2}. */
    public String key() {
        return key(name, version);
    }

    public static String key(String name, int version) {
        return version == 1 ? name : name + "/v" + version;
    }

    /** The parameters' names. */
    public Set<String> parameterNames() {
        return parameters.path("properties").propertyNames() instanceof Set<String> names
                ? names
                : Set.copyOf(parameters.path("properties").propertyNames());
    }
}
