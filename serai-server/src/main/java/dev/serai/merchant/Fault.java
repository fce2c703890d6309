package dev.serai.merchant;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the sandbox does wrong on purpose, because the app's developer wants to see how his side takes it.
 *
 * @param percent of the calls or deliveries it befalls, 1 to 100
 * @param delayMs how long, for the two delays; 0 for the others
 * @param subCode what is answered, for {@link Kind#CALL_ERROR}; null for the others
 * @param until the first moment at which it is off again
 */
public record Fault(
        Kind kind, int percent, int delayMs, @Nullable String subCode, Instant until) {
    public enum Kind {
        /** A call runs later. */
        CALL_DELAY,
        /** A call is refused and not run. */
        CALL_ERROR,
        /** A call runs, and the connection is closed instead of an answer. */
        CALL_DROP,
        /** An event is first sent later. */
        PUSH_DELAY,
        /** An event is sent twice. */
        PUSH_DUPLICATE,
        /** The event after it is sent before it. */
        PUSH_REORDER,
        /** An attempt to send is not made, and repeated as any that failed. */
        PUSH_DROP;

        /** As {@code call.delay}. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '.');
        }

        @JsonCreator
        static @Nullable Kind of(String word) {
            for (var kind : values()) {
                if (kind.word().equals(word)) {
                    return kind;
                }
            }
            return null;
        }

        public boolean delays() {
            return this == CALL_DELAY || this == PUSH_DELAY;
        }
    }
}
