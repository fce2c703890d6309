package dev.serai.openapi;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * A day and the month it lies in, both at GMT+8, the protocol's own zone, whatever the machine's zone is.
 *
 * @param day as 2026-11-25
 * @param month as 2026-11
 * @param dayEnds the first moment that is no longer in it
 */
public record QuotaPeriod(String day, String month, Instant dayBegins, Instant dayEnds, Instant monthEnds) {
    /** It has no daylight saving: every day has 24 hours. */
    public static final ZoneOffset ZONE = ZoneOffset.ofHours(8);

    public static QuotaPeriod at(Instant moment) {
        return of(moment.atOffset(ZONE).toLocalDate());
    }

    private static QuotaPeriod of(LocalDate date) {
        var first = date.withDayOfMonth(1);
        return new QuotaPeriod(
                date.toString(),
                date.toString().substring(0, 7),
                start(date),
                start(date.plusDays(1)),
                start(first.plusMonths(1)));
    }

    private static Instant start(LocalDate date) {
        return date.atStartOfDay().toInstant(ZONE);
    }
}
