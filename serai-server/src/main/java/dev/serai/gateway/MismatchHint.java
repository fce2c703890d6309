package dev.serai.gateway;

import dev.serai.merchant.App;
import dev.serai.protocol.SignType;
import dev.serai.protocol.Signatures;
import java.time.Duration;
import java.time.Instant;

/**
 * The cheap part of why a signature or a time does not fit, as a sentence to follow a refusal's; empty where nothing is plain.
 * The portal's signature debugger looks for the rest.
 */
final class MismatchHint {
    /** So many keys that ended are tried. */
    private static final int ENDED_TRIED_MAX = 3;

    private static final String DEBUGGER = "; the signature debugger at /portal/ shows the text and the usual mistakes";
    private static final int OFFSET_HOURS_MAX = 26;

    /** Ten digits of seconds, read as milliseconds, end before this. */
    private static final Instant SECONDS_END = Instant.ofEpochMilli(10_000_000_000L);

    private MismatchHint() {}

    static String of(App app, SignType type, String sign, String text, Instant now) {
        var form = form(type, sign);
        return (form.isEmpty() ? ended(app, type, sign, text, now) : form) + DEBUGGER;
    }

    private static String form(SignType type, String sign) {
        boolean hex = sign.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
        if (type == SignType.RSA2) {
            if (sign.indexOf(' ') >= 0) {
                return "; sign holds a space: a + in it must be percent-encoded as %2B";
            }
            return hex ? "; sign is hex, and RSA2 is written in Base64" : "";
        }
        int digits = type == SignType.MD5 ? 32 : 64;
        if (hex && sign.length() == digits) {
            return "";
        }
        return "; " + type.wire() + " has " + digits + " hex digits, found " + sign.length() + " characters"
                + (hex ? "" : " that are not all hex");
    }

    private static String ended(App app, SignType type, String sign, String text, Instant now) {
        int tried = 0;
        if (type == SignType.RSA2) {
            for (var key : app.rsaKeys()) {
                if (!now.isBefore(key.validity().notAfter())
                        && tried++ < ENDED_TRIED_MAX
                        && Signatures.rsa2Fits(text, sign, key.key())) {
                    return ended(key.validity());
                }
            }
            return "";
        }
        for (var secret : app.secrets()) {
            if (!now.isBefore(secret.validity().notAfter()) && tried++ < ENDED_TRIED_MAX) {
                var expected = type == SignType.MD5
                        ? Signatures.md5(text, secret.value())
                        : secret.hmac().sign(text);
                if (Signatures.sameHex(expected, sign)) {
                    return ended(secret.validity());
                }
            }
        }
        return "";
    }

    private static String ended(App.Validity validity) {
        return "; it was made with a key that ended at " + validity.notAfter() + ", use a live one";
    }

    /** Why a time may be off. @param off from our clock to it */
    static String ofTime(Instant at, Duration off) {
        if (!at.isBefore(Instant.EPOCH) && at.isBefore(SECONDS_END) && off.isNegative()) {
            return "; it reads as seconds, send milliseconds";
        }
        long hours = Math.round(off.toSeconds() / 3600.0);
        if (hours != 0
                && Math.abs(hours) <= OFFSET_HOURS_MAX
                && off.minusHours(hours).abs().compareTo(Checks.WINDOW) <= 0) {
            return "; that is exactly " + (hours < 0 ? "−" : "+") + Math.abs(hours) + " h: "
                    + (hours == -8 ? "your process uses UTC, and " : "") + "a timestamp without zone is read at GMT+8";
        }
        return "; set the clock by serai.time.get";
    }
}
