package dev.serai.watch;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of one call at the door. No parameter values, no secrets.
 *
 * @param epochMs when its first byte was read
 * @param step the check that refused it, or {@code done}
 * @param fault what the sandbox did to it, as its developer switched it on; null: nothing
 * @param micros from the first byte read to the answer handed to the socket
 */
public record CallRecord(
        String requestId,
        long epochMs,
        @Nullable String merchantId,
        @Nullable String appId,
        String dialect,
        String method,
        int version,
        String httpMethod,
        String address,
        int code,
        @Nullable String subCode,
        @Nullable String subMsg,
        String step,
        int micros,
        @Nullable String userId,
        int bytesIn,
        int bytesOut,
        @Nullable String fault) {}
