package dev.serai.watch;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Where a page of calls ended. Several calls may bear one instant; the request id tells them apart. */
public record CallMark(Instant at, String requestId) {
    /** As the asker passes it on; he need not read it. */
    public String text() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((at + " " + requestId).getBytes(StandardCharsets.UTF_8));
    }

    /** Empty where it is not such a text. */
    public static Optional<CallMark> of(String text) {
        try {
            var parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", 2);
            return parts.length == 2 ? Optional.of(new CallMark(Instant.parse(parts[0]), parts[1])) : Optional.empty();
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
