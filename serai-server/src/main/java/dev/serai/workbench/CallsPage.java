package dev.serai.workbench;

import dev.serai.kernel.AppId;
import dev.serai.kernel.MerchantScope;
import dev.serai.merchant.Account;
import dev.serai.merchant.App;
import dev.serai.merchant.Apps;
import dev.serai.openapi.AppLimits;
import dev.serai.openapi.Limits;
import dev.serai.openapi.Quotas;
import dev.serai.operator.PageQuery;
import dev.serai.operator.Refused;
import dev.serai.watch.MerchantCalls;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The log of a merchant's calls, refusals by cause, latencies, and how much of its quota each app has used. */
@RestController
@RequestMapping("/portal/api")
class CallsPage {
    private static final int PAGE_DEFAULT = 50;
    private static final Duration LOG_USUAL = Duration.ofHours(24);
    private static final Duration FIGURES_USUAL = Duration.ofDays(7);

    /** Request ids are looked for this far back. */
    private static final Duration ID_KEPT = PageQuery.SPAN_MAX;

    private static final int QUOTA_DAYS = 31;

    private final MyApps mine;
    private final MerchantCalls calls;
    private final Apps apps;
    private final Limits limits;
    private final Quotas quotas;
    private final Clock clock;

    CallsPage(MyApps mine, MerchantCalls calls, Apps apps, Limits limits, Quotas quotas, Clock clock) {
        this.mine = mine;
        this.calls = calls;
        this.apps = apps;
        this.limits = limits;
        this.quotas = quotas;
        this.clock = clock;
    }

    record Groups(List<MerchantCalls.Group> groups) {}

    record Figures(List<MerchantCalls.Day> days, List<MerchantCalls.MethodDay> methods) {}

    record Quota(String appId, App.Stage stage, AppLimits limits, List<Quotas.Use> days, List<Quotas.Use> months) {}

    record QuotaList(List<Quota> quotas) {}

    @GetMapping("/calls")
    MerchantCalls.Page log(Account by, @RequestParam Map<String, String> query) {
        var asked = new PageQuery(query);
        var id = asked.text("request_id");
        var limit = asked.number("limit", 1, MerchantCalls.PAGE_MAX);
        return calls.page(
                        by.merchant(),
                        mine.ids(by.merchant(), asked.text("app_id")),
                        span(asked, id == null ? LOG_USUAL : ID_KEPT),
                        new MerchantCalls.Filter(
                                asked.text("method"),
                                asked.number("code", 100, 599),
                                asked.text("sub_code"),
                                id,
                                failed(asked)),
                        asked.text("after"),
                        limit == null ? PAGE_DEFAULT : limit)
                .orElseThrow(() -> Refused.invalid("after must be the next of the page before"));
    }

    private static @Nullable Boolean failed(PageQuery asked) {
        var result = asked.text("result");
        if (result == null) {
            return null;
        }
        return switch (result) {
            case "ok" -> false;
            case "failed" -> true;
            default -> throw Refused.invalid("result must be ok or failed, was " + PageQuery.shown(result));
        };
    }

    @GetMapping("/calls/errors")
    Groups errors(Account by, @RequestParam Map<String, String> query) {
        var asked = new PageQuery(query);
        return new Groups(
                calls.groups(by.merchant(), mine.ids(by.merchant(), asked.text("app_id")), span(asked, LOG_USUAL)));
    }

    @GetMapping("/calls/figures")
    Figures figures(Account by, @RequestParam Map<String, String> query) {
        var asked = new PageQuery(query);
        var ids = mine.ids(by.merchant(), asked.text("app_id"));
        var span = span(asked, FIGURES_USUAL);
        return new Figures(calls.days(by.merchant(), ids, span), calls.methods(by.merchant(), ids, span));
    }

    @GetMapping("/quotas")
    QuotaList quotas(Account by) {
        var found = new ArrayList<Quota>();
        for (var app : mine.all(by.merchant())) {
            var live = apps.find(app.appId());
            if (live.isPresent()) {
                var id = new AppId(app.appId());
                var used = MerchantScope.as(by.merchant(), () -> quotas.used(id, QUOTA_DAYS));
                found.add(new Quota(
                        app.appId(), app.stage(), limits.declared(id).of(live.get()), used.days(), used.months()));
            }
        }
        return new QuotaList(found);
    }

    private MerchantCalls.Span span(PageQuery asked, Duration usual) {
        var times = asked.times(clock.instant(), usual);
        return new MerchantCalls.Span(times.from(), times.to());
    }
}
