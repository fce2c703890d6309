package dev.serai.openapi.console;

import dev.serai.kernel.Excerpt;
import dev.serai.merchant.App;
import dev.serai.merchant.Apps;
import dev.serai.openapi.AppLimits;
import dev.serai.openapi.Catalogue;
import dev.serai.openapi.Granting;
import dev.serai.openapi.Limiting;
import dev.serai.openapi.Limits;
import dev.serai.openapi.Quotas;
import dev.serai.operator.Actor;
import dev.serai.operator.Allowed;
import dev.serai.operator.AllowedToStaff;
import dev.serai.operator.Audit;
import dev.serai.operator.Refused;
import dev.serai.operator.Role;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Grants, limits and use of an app. */
@RestController
class RightsApi {
    private static final int SHOWN_MAX = 60;
    private static final int PERIODS_SHOWN = 31;
    private static final int PER_SECOND_MAX = 100_000;
    private static final int CONCURRENT_MAX = 10_000;

    private final Apps apps;
    private final Catalogue catalogue;
    private final Granting granting;
    private final Limits limits;
    private final Limiting limiting;
    private final Quotas quotas;
    private final Audit audit;
    private final TransactionTemplate transactions;
    private final Clock clock;

    RightsApi(
            Apps apps,
            Catalogue catalogue,
            Granting granting,
            Limits limits,
            Limiting limiting,
            Quotas quotas,
            Audit audit,
            TransactionTemplate transactions,
            Clock clock) {
        this.apps = apps;
        this.catalogue = catalogue;
        this.granting = granting;
        this.limits = limits;
        this.limiting = limiting;
        this.quotas = quotas;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** @param notAfter ISO-8601 with offset; null: until it is taken back */
    record WantedGrant(@Nullable String notAfter) {}

    /** Null: the stage's or the house's default; limit_per_s null: as it is. */
    record WantedLimits(
            @Nullable String stage,
            @Nullable Integer limitPerS,
            @Nullable Integer burst,
            @Nullable Integer concurrent,
            @Nullable Long perDay,
            @Nullable Long perMonth) {}

    /** What holds, and what was used. */
    record Standing(AppLimits limits, AppLimits.Declared declared, List<Quotas.Use> days, List<Quotas.Use> months) {}

    @AllowedToStaff
    @GetMapping("/api/apps/{app}/grants")
    Map<String, List<Granting.Grant>> grants(@PathVariable String app) {
        return Map.of("grants", granting.of(known(app).id()));
    }

    @Allowed({Role.BUSINESS_MANAGER, Role.PRODUCT_MANAGER})
    @PutMapping("/api/apps/{app}/grants/{method}/{version}")
    Map<String, List<Granting.Grant>> grant(
            @PathVariable String app,
            @PathVariable String method,
            @PathVariable int version,
            @RequestBody WantedGrant wanted,
            Actor by) {
        var id = known(app).id();
        if (catalogue.now().find(method, version, id).isEmpty()) {
            throw Refused.notFound("there is no method " + Excerpt.of(method, SHOWN_MAX) + " in version " + version
                    + "; see /docs/ for the methods");
        }
        var end = end(wanted.notAfter());
        transactions.executeWithoutResult(tx -> {
            granting.call(id, method, version, end);
            audit.record(by, "grant.give", id.value(), method + " v" + version + (end == null ? "" : " until " + end));
        });
        return grants(app);
    }

    @Allowed({Role.BUSINESS_MANAGER, Role.PRODUCT_MANAGER, Role.OPERATIONS})
    @DeleteMapping("/api/apps/{app}/grants/{method}/{version}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void take(@PathVariable String app, @PathVariable String method, @PathVariable int version, Actor by) {
        var id = known(app).id();
        transactions.executeWithoutResult(tx -> {
            granting.noCall(id, method, version);
            audit.record(by, "grant.take", id.value(), Excerpt.of(method, SHOWN_MAX) + " v" + version);
        });
    }

    @AllowedToStaff
    @GetMapping("/api/apps/{app}/limits")
    Standing limits(@PathVariable String app) {
        var known = known(app);
        var declared = limits.declared(known.id());
        var used = quotas.used(known.id(), PERIODS_SHOWN);
        return new Standing(declared.of(known), declared, used.days(), used.months());
    }

    @Allowed({Role.BUSINESS_MANAGER, Role.PRODUCT_MANAGER})
    @PutMapping("/api/apps/{app}/limits")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void limit(@PathVariable String app, @RequestBody WantedLimits wanted, Actor by) {
        var id = known(app).id();
        var declared = new AppLimits.Declared(
                stage(wanted.stage()),
                within("burst", wanted.burst(), 1, PER_SECOND_MAX),
                within("concurrent", wanted.concurrent(), 1, CONCURRENT_MAX),
                within("per_day", wanted.perDay()),
                within("per_month", wanted.perMonth()));
        var perSecond = within("limit_per_s", wanted.limitPerS(), 1, PER_SECOND_MAX);
        transactions.executeWithoutResult(tx -> {
            if (perSecond != null) {
                limiting.perSecond(id, perSecond);
            }
            limiting.declare(id, declared);
            audit.record(
                    by,
                    "limits.declare",
                    id.value(),
                    declared + (perSecond == null ? "" : ", " + perSecond + " calls a second"));
        });
    }

    private App known(String app) {
        return apps.find(app).orElseThrow(() -> Refused.notFound("there is no app " + Excerpt.of(app, SHOWN_MAX)));
    }

    private @Nullable Instant end(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            var end = OffsetDateTime.parse(text).toInstant();
            if (!end.isAfter(clock.instant())) {
                throw Refused.invalid(
                        "not_after must be in the future, was " + end + "; delete the grant to end it now");
            }
            return end;
        } catch (DateTimeException e) {
            throw Refused.invalid("not_after must be a time with offset, for example 2027-01-01T00:00:00+08:00, was "
                    + Excerpt.of(text, SHOWN_MAX));
        }
    }

    private static AppLimits.Stage stage(@Nullable String word) {
        return Arrays.stream(AppLimits.Stage.values())
                .filter(stage -> stage.name().equals(word))
                .findFirst()
                .orElseThrow(() -> Refused.invalid("stage must be one of "
                        + Arrays.toString(AppLimits.Stage.values()) + ", was "
                        + (word == null ? "absent" : Excerpt.of(word, SHOWN_MAX))));
    }

    private static @Nullable Integer within(String name, @Nullable Integer value, int least, int most) {
        if (value != null && (value < least || value > most)) {
            throw Refused.invalid(name + " must be " + least + " to " + most + " or null, was " + value);
        }
        return value;
    }

    private static @Nullable Long within(String name, @Nullable Long value) {
        if (value != null && value < 0) {
            throw Refused.invalid(name + " must be at least 0 or null, was " + value);
        }
        return value;
    }
}
