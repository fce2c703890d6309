package dev.serai.watch.console;

import dev.serai.operator.AllowedToStaff;
import dev.serai.operator.PageQuery;
import dev.serai.operator.Refused;
import dev.serai.watch.CallMark;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Figures and single records of calls. */
@RestController
class WatchApi {
    private static final int PAGE_DEFAULT = 50;

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
                        + Arrays.stream(Window.values()).map(Window::word).toList() + ", was "
                        + PageQuery.shown(window))));
    }

    @AllowedToStaff
    @GetMapping("/api/apps")
    Map<String, List<CallBook.App>> apps() {
        return Map.of("apps", calls.apps());
    }

    @AllowedToStaff
    @GetMapping("/api/calls")
    CallBook.Page calls(@RequestParam Map<String, String> parameters) {
        var query = new PageQuery(parameters);
        var fault = query.text("fault");
        var after = query.text("after");
        var limit = query.number("limit", 1, CallBook.PAGE_MAX);
        return calls.page(
                new CallBook.Filter(
                        query.text("app_id"),
                        query.text("method"),
                        fault == null ? null : fault(fault),
                        query.text("sub_code"),
                        query.text("request_id"),
                        query.instant("from"),
                        query.instant("to")),
                after == null
                        ? null
                        : CallMark.of(after)
                                .orElseThrow(() -> Refused.invalid("after must be the next of the page before")),
                limit == null ? PAGE_DEFAULT : limit);
    }

    private static CallFault fault(String word) {
        return CallFault.of(word)
                .orElseThrow(() -> Refused.invalid("fault must be one of "
                        + Arrays.stream(CallFault.values()).map(CallFault::word).toList() + ", was "
                        + PageQuery.shown(word)));
    }
}
