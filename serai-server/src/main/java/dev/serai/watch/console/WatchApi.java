package dev.serai.watch.console;

import dev.serai.kernel.Excerpt;
import dev.serai.operator.AllowedToStaff;
import dev.serai.operator.Refused;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Figures and single records of calls. */
@RestController
class WatchApi {
    private static final int PAGE_DEFAULT = 50;

    /** No filter's value is longer than what the columns hold. */
    private static final int VALUE_LENGTH_MAX = 200;

    private final OverviewBook overviews;
    private final CallBook calls;

    WatchApi(OverviewBook overviews, CallBook calls) {
        this.overviews = overviews;
        this.calls = calls;
    }

    @AllowedToStaff
    @GetMapping("/api/overview")
    Overview overview(@RequestParam(defaultValue = "1h") String window) {
        return overviews.read(Window.of(window)
                .orElseThrow(() -> Refused.invalid("window must be one of "
                        + Arrays.stream(Window.values()).map(Window::word).toList() + ", was " + shown(window))));
    }

    @AllowedToStaff
    @GetMapping("/api/apps")
    Map<String, List<CallBook.App>> apps() {
        return Map.of("apps", calls.apps());
    }

    @AllowedToStaff
    @GetMapping("/api/calls")
    CallBook.Page calls(@RequestParam Map<String, String> query) {
        var fault = text(query, "fault");
        var after = text(query, "after");
        return calls.page(
                new CallBook.Filter(
                        text(query, "app_id"),
                        text(query, "method"),
                        fault == null ? null : fault(fault),
                        text(query, "sub_code"),
                        text(query, "request_id"),
                        instant(query, "from"),
                        instant(query, "to")),
                after == null
                        ? null
                        : CallBook.Mark.of(after)
                                .orElseThrow(() -> Refused.invalid("after must be the next of the page before")),
                limit(query));
    }

    private static CallFault fault(String word) {
        return CallFault.of(word)
                .orElseThrow(() -> Refused.invalid("fault must be one of "
                        + Arrays.stream(CallFault.values()).map(CallFault::word).toList() + ", was " + shown(word)));
    }

    private static int limit(Map<String, String> query) {
        var text = text(query, "limit");
        int limit = text == null ? PAGE_DEFAULT : text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > CallBook.PAGE_MAX) {
            throw Refused.invalid("limit must be 1 to " + CallBook.PAGE_MAX + ", was " + shown(text));
        }
        return limit;
    }

    private static @Nullable Instant instant(Map<String, String> query, String name) {
        var text = text(query, name);
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw Refused.invalid(
                    name + " must be a time with offset, for example 2026-11-21T08:00:00Z, was " + shown(text));
        }
    }

    private static @Nullable String text(Map<String, String> query, String name) {
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

    private static String shown(@Nullable String value) {
        int most = 40;
        return value == null ? "absent" : Excerpt.of(value, most);
    }
}
