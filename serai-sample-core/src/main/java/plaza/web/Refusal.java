package plaza.web;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer that is an error. It is thrown so that a transaction on the way out rolls back; it carries no stack trace
 * because the caller's mistake is no event of ours.
 */
public final class Refusal extends RuntimeException {
    private final int status;
    private final transient Map<String, Object> error = new LinkedHashMap<>();

    public Refusal(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        error.put("code", code);
        error.put("message", message);
    }

    public static Refusal badRequest(String message) {
        return new Refusal(400, "bad_request", message);
    }

    public static Refusal unknown(String thing, String id) {
        return new Refusal(404, thing + "_unknown", "there is no " + thing + " with id " + id);
    }

    /** A request key that already stands for something else. */
    public static Refusal reusedKey(String requestKey) {
        return new Refusal(
                409,
                "request_key_reused",
                "request_key " + requestKey + " was used before with other content; use a new key");
    }

    /** Adds a machine-readable detail to the error object. */
    public Refusal with(String name, Object value) {
        error.put(name, value);
        return this;
    }

    Answer answer() {
        return new Answer(status, Map.of("error", error));
    }
}
