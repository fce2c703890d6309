package dev.serai.contest;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * Some of a window's days, one after the other. Two stretches share no unit-day, so each can be counted by itself.
 *
 * @param from the first instant
 * @param to the first instant after
 * @param days the condition in SQL on a {@code day} of theirs; the outer ones reach beyond the window, where nothing should be
 */
record Stretch(Instant from, Instant to, String days) {
    static Stretch whole(Definition definition) {
        return new Stretch(definition.start(), definition.end(), "true");
    }

    /** Both halves of the window; the whole where it has one day, or where days cannot be told by when facts occurred. */
    static List<Stretch> halves(Definition definition) {
        var given = definition.given();
        LocalDate first = given.firstDay();
        long days = given.lastDay().toEpochDay() - first.toEpochDay() + 1;
        if (days < 2 || !definition.sources().stream().allMatch(Source::byOwnTime)) {
            return List.of(whole(definition));
        }
        var middle = first.plusDays(days / 2);
        var at = given.days().begin(middle);
        return List.of(
                new Stretch(definition.start(), at, "day < '" + middle + "'"),
                new Stretch(at, definition.end(), "day >= '" + middle + "'"));
    }
}
