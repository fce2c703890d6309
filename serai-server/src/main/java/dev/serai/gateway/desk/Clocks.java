package dev.serai.gateway.desk;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Looks at a call's timestamp: its unit, its form, its zone, its distance from the moment of the call. */
final class Clocks {
    /** How far a timestamp may be from the moment of the call, to either side; as at the door. */
    static final Duration WINDOW = Duration.ofSeconds(300);

    private static final ZoneOffset PROTOCOL_ZONE = ZoneOffset.ofHours(8);
    private static final DateTimeFormatter PLAIN = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final int OFFSET_HOURS_MAX = 26;

    private Clocks() {}

    static List<Finding> look(SaidCall call, Instant at) {
        var said = call.timestamp();
        boolean seconds = call.speech() == Speech.WECHAT || call.speech() == Speech.RFC9421;
        if (said.isEmpty()) {
            return List.of(form(seconds));
        }
        if (said.matches("[0-9]{1,19}")) {
            return digits(said, at, seconds);
        }
        if (seconds) {
            return List.of(form(true));
        }
        try {
            return off(LocalDateTime.parse(said, PLAIN).toInstant(PROTOCOL_ZONE), at, true);
        } catch (DateTimeException e) {
            return List.of(form(false));
        }
    }

    private static Finding form(boolean seconds) {
        return Finding.of(
                Mistake.TIME_FORM,
                "wanted",
                seconds ? "whole seconds since 1970" : "epoch milliseconds, or yyyy-MM-dd HH:mm:ss at GMT+8");
    }

    private static List<Finding> digits(String said, Instant at, boolean seconds) {
        long number = Long.parseLong(said);
        if (seconds) {
            return said.length() > 11
                    ? List.of(Finding.of(Mistake.TIME_MILLIS))
                    : off(Instant.ofEpochSecond(number), at, false);
        }
        if (said.length() > 15) {
            return List.of(Finding.of(Mistake.TIME_MICROS));
        }
        // Ten digits of seconds end in the year 2286; as milliseconds they are in 1970.
        return said.length() <= 10
                ? List.of(Finding.of(Mistake.TIME_SECONDS))
                : off(Instant.ofEpochMilli(number), at, false);
    }

    private static List<Finding> off(Instant said, Instant at, boolean local) {
        var off = Duration.between(at, said);
        long seconds = Math.abs(off.toSeconds());
        if (off.abs().compareTo(WINDOW) <= 0) {
            return List.of();
        }
        long hours = Math.round(off.toSeconds() / 3600.0);
        if (local
                && hours != 0
                && Math.abs(hours) <= OFFSET_HOURS_MAX
                && off.minusHours(hours).abs().compareTo(WINDOW) <= 0) {
            return List.of(Finding.of(
                    Mistake.TIME_ZONE,
                    "hours",
                    (hours < 0 ? "−" : "+") + Math.abs(hours),
                    "why",
                    hours == -8 ? "your process uses UTC" : "your process uses UTC" + utc(hours + 8)));
        }
        return List.of(Finding.of(
                Mistake.TIME_OFF,
                "seconds",
                Long.toString(seconds),
                "side",
                off.isNegative() ? "behind" : "ahead of",
                "most",
                Long.toString(WINDOW.toSeconds())));
    }

    private static String utc(long hours) {
        return (hours < 0 ? "−" : "+") + Math.abs(hours);
    }
}
