package dev.serai.watch.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One call as staff see it: how far it came and why it was refused. No parameter values, no secrets. */
record CallLine(
        String requestId,
        Instant at,
        @Nullable String merchantId,
        @Nullable String appId,
        String dialect,
        @Nullable String method,
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
        String fault) {}
