package dev.serai.gateway;

import dev.serai.kernel.Excerpt;
import dev.serai.kernel.Sensitive;
import dev.serai.protocol.SubCode;
import dev.serai.watch.CallRecord;
import dev.serai.watch.CallRecords;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Leaves one record a call. */
@Component
class CallLog {
    private static final int MESSAGE_LENGTH_MAX = 800;
    private static final String[] STEPS = new String[Passage.Step.values().length];

    static {
        for (var step : Passage.Step.values()) {
            STEPS[step.ordinal()] = step.name().toLowerCase(Locale.ROOT);
        }
    }

    private final CallRecords records;

    CallLog(CallRecords records) {
        this.records = records;
    }

    void leave(Passage passage, int code, @Nullable SubCode subCode, @Nullable String subMsg, int bytesOut) {
        var app = passage.app;
        var message = subMsg == null ? null : Sensitive.scrubbed(Excerpt.of(subMsg, MESSAGE_LENGTH_MAX));
        records.leave(new CallRecord(
                passage.requestId,
                passage.epochMs,
                app == null ? null : app.merchant().value(),
                app == null ? null : app.id().value(),
                passage.dialect,
                // Before the method is known its name is whatever somebody wrote.
                passage.method == null ? Sensitive.scrubbed(passage.methodName) : passage.methodName,
                passage.version,
                passage.httpMethod,
                passage.address,
                code,
                subCode == null ? null : subCode.wire(),
                message,
                STEPS[passage.step.ordinal()],
                (int) Math.min(Integer.MAX_VALUE, (System.nanoTime() - passage.startNanos) / 1_000),
                passage.userId,
                passage.bytesIn,
                bytesOut,
                passage.fault));
    }
}
