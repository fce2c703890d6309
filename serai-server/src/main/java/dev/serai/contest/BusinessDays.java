package dev.serai.contest;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * On which day a business books an instant. A day begins at {@code cut} on the clock of the zone and ends where the next one
 * begins: with a cut of 04:00 a receipt of 03:59 still belongs to the evening before. Where the clock is put forward over the
 * cut, the day begins at that very moment; where it is put back over it, at the first time it shows the cut.
 */
record BusinessDays(ZoneId zone, LocalTime cut) {
    static BusinessDays midnight(ZoneId zone) {
        return new BusinessDays(zone, LocalTime.MIDNIGHT);
    }

    boolean atMidnight() {
        return cut.equals(LocalTime.MIDNIGHT);
    }

    /** The day's first instant. */
    Instant begin(LocalDate day) {
        var local = day.atTime(cut);
        var change = zone.getRules().getTransition(local);
        return change != null && change.isGap()
                ? change.getInstant()
                : local.atZone(zone).toInstant();
    }

    /** What the clock shows; of a day's first instant the cut, though the clock may have left that out. */
    LocalDateTime local(Instant at) {
        var day = of(at);
        return at.equals(begin(day)) ? day.atTime(cut) : at.atZone(zone).toLocalDateTime();
    }

    Instant instant(LocalDateTime local) {
        return local.toLocalTime().equals(cut)
                ? begin(local.toLocalDate())
                : local.atZone(zone).toInstant();
    }

    LocalDate of(Instant at) {
        var day =
                at.atZone(zone).toLocalDateTime().minusNanos(cut.toNanoOfDay()).toLocalDate();
        // Within an hour that the clock shows twice, or not at all, the clock alone would name a neighbour.
        while (at.isBefore(begin(day))) {
            day = day.minusDays(1);
        }
        while (!at.isBefore(begin(day.plusDays(1)))) {
            day = day.plusDays(1);
        }
        return day;
    }

    /** Begins the hour it lies in. Hours are counted from the day's beginning, so none lies in two days. */
    Instant hour(Instant at) {
        var begin = begin(of(at));
        return begin.plus(Duration.ofHours(Duration.between(begin, at).toHours()));
    }

    /**
     * A window's edge as a file gives it: a date, or a local time of the zone. A date, or its midnight, is where that business
     * day begins; any other time is that instant.
     *
     * @throws DateTimeException if it is neither
     */
    Instant edge(String text) {
        if (!text.contains("T")) {
            return begin(LocalDate.parse(text));
        }
        var local = LocalDateTime.parse(text);
        return local.toLocalTime().equals(LocalTime.MIDNIGHT) && !atMidnight()
                ? begin(local.toLocalDate())
                : local.atZone(zone).toInstant();
    }
}
