package dev.serai.operator;

import dev.serai.kernel.Excerpt;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The query of a page of staff or merchants, read strictly: what cannot be meant is refused by name with {@link Refused}. */
public final class PageQuery {
    /** The longest time that figures are asked for. */
    public static final Duration SPAN_MAX = Duration.ofDays(92);

    private static final int VALUE_LENGTH_MAX = 200;
    private static final int SHOWN_MAX = 40;

    private final Map<String, String> query;

    public PageQuery(Map<String, String> query) {
        this.query = query;
    }

    /** Null where it is absent or blank. */
    public @Nullable String text(String name) {
        var value = query.get(name);
        if (value == null || value.isBlank()) {
            return null;
        }
        if (value.length() > VALUE_LENGTH_MAX || value.indexOf('\0') >= 0) {
            throw Refused.invalid(
                    name + " must be at most " + VALUE_LENGTH_MAX + " characters of text, was " + shown(value));
        }
        return value.strip();
    }

    /** Null where it is absent or blank. */
    public @Nullable Integer number(String name, int least, int most) {
        var text = text(name);
        if (text == null) {
            return null;
        }
        int number = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : -1;
        if (number < least || number > most) {
            throw Refused.invalid(name + " must be " + least + " to " + most + ", was " + shown(text));
        }
        return number;
    }

    /** The times asked for; without them the last {@code usual} until now. */
    public record Times(Instant from, Instant to) {}

    /** @param usual how long before the end they begin where nothing is said */
    public Times times(Instant now, Duration usual) {
        var to = instant("to");
        var end = to == null ? now.plusSeconds(1) : to;
        var from = instant("from");
        var begin = from == null ? end.minus(usual) : from;
        if (!begin.isBefore(end) || Duration.between(begin, end).compareTo(SPAN_MAX) > 0) {
            throw Refused.invalid(
                    "from must be before to, by at most " + SPAN_MAX.toDays() + " days, was " + begin + " to " + end);
        }
        return new Times(begin, end);
    }

    /** Null where it is absent or blank. */
    public @Nullable Instant instant(String name) {
        var text = text(name);
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw Refused.invalid(
                    name + " must be a time with offset, for example 2026-11-21T08:00:00Z, was " + shown(text));
        }
    }

    /** As a refusal may repeat it. */
    public static String shown(@Nullable String value) {
        return value == null ? "absent" : Excerpt.of(value, SHOWN_MAX);
    }
}
