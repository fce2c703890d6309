package dev.serai.consent.console;

import dev.serai.consent.Consents;
import dev.serai.consent.Consents.By;
import dev.serai.consent.Links;
import dev.serai.kernel.AppId;
import dev.serai.merchant.App;
import dev.serai.merchant.Apps;
import dev.serai.operator.Actor;
import dev.serai.operator.Allowed;
import dev.serai.operator.AllowedToStaff;
import dev.serai.operator.Audit;
import dev.serai.operator.Refused;
import dev.serai.operator.Role;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The users of any app, and the platform's own way of ending what one consented to. */
@RestController
class ConsentsApi {
    private static final int LIMIT = 50;
    private static final int REASON_CHARS_MAX = 500;

    private final Apps apps;
    private final Links links;
    private final Consents consents;
    private final Audit audit;

    ConsentsApi(Apps apps, Links links, Consents consents, Audit audit) {
        this.apps = apps;
        this.links = links;
        this.consents = consents;
        this.audit = audit;
    }

    record User(
            String userId,
            String openId,
            List<String> scopes,
            Instant givenAt,
            @Nullable Instant until,
            @Nullable By revokedBy) {}

    /** @param next pass it as after; null at the end */
    record Page(List<User> users, @Nullable String next) {}

    record Wanted(@Nullable String openId, @Nullable String reason) {}

    @AllowedToStaff
    @GetMapping("/api/apps/{appId}/users")
    Page users(@PathVariable String appId, @RequestParam(defaultValue = "") String after) {
        var app = known(appId);
        var found = links.of(app.merchant(), app.id(), after, LIMIT + 1);
        boolean more = found.size() > LIMIT;
        var shown = (more ? found.subList(0, LIMIT) : found)
                .stream()
                        .map(link -> new User(
                                link.user(),
                                link.openId(),
                                List.copyOf(new TreeSet<>(link.scopes())),
                                link.givenAt(),
                                link.until(),
                                link.revokedBy()))
                        .toList();
        return new Page(shown, more ? shown.getLast().openId() : null);
    }

    @Allowed({Role.OPERATIONS, Role.BUSINESS_MANAGER})
    @PostMapping("/api/apps/{appId}/users/revoke")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(Actor by, @PathVariable String appId, @RequestBody Wanted it) {
        var app = known(appId);
        var reason = it.reason == null ? "" : it.reason.strip();
        if (reason.isEmpty() || reason.length() > REASON_CHARS_MAX) {
            throw Refused.invalid("reason is required, with at most " + REASON_CHARS_MAX + " characters");
        }
        var link = links.known(app.merchant(), app.id(), it.openId == null ? "" : it.openId)
                .orElseThrow(() -> Refused.notFound("the app knows no user by this open_id"));
        consents.revoke(
                new AppId(appId),
                link.user(),
                By.OPERATOR,
                () -> audit.record(by, "consent.revoked", appId, "open_id " + link.openId() + ": " + reason));
    }

    private App known(String app) {
        return apps.find(app).orElseThrow(() -> Refused.notFound("there is no app of this id"));
    }
}
