package plaza.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A misbehaviour switched on for addresses that begin with {@code path}. {@code times} is how often it still may strike;
 * null is without end.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Fault(
        long id,
        String path,
        @Nullable String method,
        String mode,
        long ms,
        int percent,
        @Nullable Long times,
        long hits) {
    static final long DELAY_MS_MAX = 60_000;

    enum Mode {
        DELAY,
        ERROR,
        LOSE_ANSWER,
        REFUSE;

        static Mode of(String word) {
            for (Mode mode : values()) {
                if (mode.word().equals(word)) {
                    return mode;
                }
            }
            throw malformed("mode must be one of "
                    + String.join(", ", Arrays.stream(values()).map(Mode::word).toList()) + ", was " + word);
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Fault read(long id, Fields fields) {
        try {
            fields.only(Set.of("path", "method", "mode", "ms", "percent", "times"));
            String path = fields.text("path", 200);
            if (!path.startsWith("/")) {
                throw malformed("path must begin with /, was " + path);
            }
            Mode mode = Mode.of(fields.text("mode", 20));
            if (mode == Mode.DELAY && !fields.has("ms")) {
                throw malformed("ms is missing; a delay needs its length");
            }
            return new Fault(
                    id,
                    path,
                    fields.optionalText("method", 10).orElse(null),
                    mode.word(),
                    fields.wholeOr("ms", 0, 0, DELAY_MS_MAX),
                    (int) fields.wholeOr("percent", 100, 1, 100),
                    fields.has("times") ? fields.whole("times", 1, Integer.MAX_VALUE) : null,
                    0);
        } catch (Refusal refusal) {
            // Whatever is wrong with a fault, a number out of range included, is one kind of mistake here.
            throw malformed(String.valueOf(refusal.getMessage()));
        }
    }

    boolean matches(String callMethod, String callPath) {
        return callPath.startsWith(path)
                && (method == null || method.equals(callMethod))
                && (times == null || times > hits);
    }

    Fault hit() {
        return new Fault(id, path, method, mode, ms, percent, times, hits + 1);
    }

    private static Refusal malformed(String message) {
        return new Refusal(400, "fault_malformed", message);
    }
}
