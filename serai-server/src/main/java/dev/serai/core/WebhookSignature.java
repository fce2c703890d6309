package dev.serai.core;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Proof that the core itself sent an event, just now: hex HMAC-SHA256 over {@code timestamp + "." + body}. */
final class WebhookSignature {
    /** How far the core's clock may be from ours, either way. */
    static final Duration WINDOW = Duration.ofSeconds(300);

    private static final int DIGITS_MAX = 18;

    private final byte[] secret;
    private final Clock clock;

    WebhookSignature(String secret, Clock clock) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.clock = clock;
    }

    /** Null when the event is the core's; otherwise what is wrong with the proof. */
    @Nullable String fault(@Nullable String timestamp, @Nullable String signature, byte[] body) {
        if (secret.length == 0) {
            return "no webhook secret is set here; set SERAI_CORE_WEBHOOK_SECRET";
        }
        if (timestamp == null || signature == null) {
            return "Plaza-Timestamp and Plaza-Signature are required";
        }
        var expected = of(timestamp, body).getBytes(StandardCharsets.US_ASCII);
        var found = signature.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(expected, found)) {
            return "the signature does not fit";
        }
        if (timestamp.length() > DIGITS_MAX || !timestamp.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return "Plaza-Timestamp is not an epoch millisecond";
        }
        var off = Duration.between(Instant.ofEpochMilli(Long.parseLong(timestamp)), clock.instant());
        return off.abs().compareTo(WINDOW) > 0
                ? "the event was sent " + off.toSeconds() + " s ago by our clock; at most " + WINDOW.toSeconds()
                        + " s either way"
                : null;
    }

    String of(String timestamp, byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
