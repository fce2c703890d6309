package dev.serai.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Calls the core business system over HTTP, within the deadline. */
public interface CoreHttp {
    /**
     * @param method GET or POST
     * @param path with query, as the core wants it, already encoded
     */
    CoreAnswer call(String method, String path, @Nullable JsonNode body);

    /** As {@link #call(String, String, JsonNode)}, for work that is slow on purpose: hashing a password takes its time. */
    default CoreAnswer call(String method, String path, @Nullable JsonNode body, Duration deadline) {
        return call(method, path, body);
    }

    /** What the core said. Only {@code Done} is success and only {@code Refused} is failure; the rest is unknown. */
    sealed interface CoreAnswer {
        /** A 2xx. */
        record Done(int status, JsonNode body) implements CoreAnswer {}

        /** An explicit no: 4xx with a reason. */
        record Refused(int status, String code, String reason) implements CoreAnswer {}

        /** No answer, a broken one, or a 5xx: the work may or may not have been done. */
        record Unknown(String cause, boolean timeout) implements CoreAnswer {}
    }
}
