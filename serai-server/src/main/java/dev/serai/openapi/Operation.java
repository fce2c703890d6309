package dev.serai.openapi;

import dev.serai.core.CoreDeclaration;
import java.time.Duration;
import java.time.LocalDate;
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
 * @param scopes what the user must have consented to
 * @param bodyBytesMax the largest body taken
 * @param proxy where the call is passed on to; null where our own code answers
 * @param summary one line, by language tag
 * @param description more, by language tag; empty where there is none
 * @param parameters JSON Schema of the parameters, always an object
 * @param data JSON Schema of the answer's data; null where none is declared
 * @param place JSON pointer to the operation in its file
 * @param deprecated until when it is served, where it has a successor or an end; null for all others
 */
public record Operation(
        String name,
        int version,
        String domain,
        boolean writes,
        boolean store,
        boolean open,
        boolean userNeeded,
        List<String> scopes,
        int bodyBytesMax,
        @Nullable Proxy proxy,
        Map<String, String> summary,
        Map<String, String> description,
        JsonNode parameters,
        @Nullable JsonNode data,
        String place,
        @Nullable Deprecated deprecated) {

    /** The domains of the catalogue: every method lies in exactly one. */
    public static final List<String> DOMAINS =
            List.of("member", "content", "trade", "marketing", "contest", "settlement", "platform");

    /** Names the user for whom a first-party app calls; every other app sends his access token. */
    public static final String USER_PARAMETER = "user_id";

    /**
     * Since when it should not be built upon, and from when it may be gone.
     *
     * @param successor the key of the method to use instead
     */
    public record Deprecated(
            LocalDate since, LocalDate sunset, @Nullable String successor) {}

    /**
     * Where a proxied method goes: GET and DELETE with the parameters as query, the others with them as a JSON object.
     *
     * @param path may hold {@code {parameter}} and {@code {user}}
     * @param user the name under which the core is told the user; null where it is not told or stands in the path
     * @param key what makes a repeated write one write
     * @param names what a parameter is called at the core, where it is called otherwise
     * @param query the parameters that go into the address although there is a body
     * @param cut whether the answer is cut to what the method declares
     * @param care which core it goes to, and what may be done when that does not answer
     */
    public record Proxy(
            String httpMethod,
            String path,
            Duration deadline,
            @Nullable String user,
            @Nullable Key key,
            Map<String, String> names,
            Set<String> query,
            boolean cut,
            Care care) {
        /** Passes all parameters on as they are. */
        public static Proxy plain(String httpMethod, String path, Duration deadline) {
            return new Proxy(httpMethod, path, deadline, null, null, Map.of(), Set.of(), false, Care.PLAIN);
        }
    }

    /**
     * How a call is cared for on its way to a declared core.
     *
     * @param core its name
     * @param version the one version that has the method; null: as the app is routed
     * @param idempotent whether doing a write twice is declared to be doing it once
     * @param retry whether a call that failed is made once more, where that is harmless
     */
    public record Care(String core, @Nullable String version, boolean idempotent, boolean retry) {
        public static final Care PLAIN = new Care(CoreDeclaration.MAIN, null, false, false);
    }

    /**
     * The parameter by which a merchant names a write. The core gets it together with the merchant and the method, so that
     * nobody meets another's.
     *
     * @param as what the core calls it
     * @param header whether it travels as a header
     */
    public record Key(String parameter, String as, boolean header) {}

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
