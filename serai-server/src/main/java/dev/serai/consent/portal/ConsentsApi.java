package dev.serai.consent.portal;

import dev.serai.consent.Consents;
import dev.serai.consent.Consents.By;
import dev.serai.consent.Links;
import dev.serai.consent.Scopes;
import dev.serai.kernel.AppId;
import dev.serai.merchant.Account;
import dev.serai.merchant.App;
import dev.serai.merchant.AppKeys;
import dev.serai.merchant.Party;
import dev.serai.operator.Audit;
import dev.serai.operator.Refused;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

/** The users of a merchant's app, known to him by open_id alone. */
@RestController
class ConsentsApi {
    static final int LIMIT_MAX = 200;

    private final AppKeys apps;
    private final Links links;
    private final Consents consents;
    private final Scopes scopes;
    private final Audit audit;

    ConsentsApi(AppKeys apps, Links links, Consents consents, Scopes scopes, Audit audit) {
        this.apps = apps;
        this.links = links;
        this.consents = consents;
        this.scopes = scopes;
        this.audit = audit;
    }

    /** @param until null where nothing holds any more */
    record User(
            String openId,
            List<String> scopes,
            Instant givenAt,
            @Nullable Instant until,
            @Nullable By revokedBy) {}

    record Page(List<User> users, @Nullable String next) {}

    record Wanted(@Nullable String openId) {}

    record Word(String zh, String en) {}

    /** What an app may be declared to ask for. */
    @GetMapping("/portal/api/scopes")
    Map<String, Map<String, Word>> scopes(Account by) {
        var words = new TreeMap<String, Word>();
        scopes.all()
                .forEach(scope -> words.put(scope, new Word(scopes.words(scope, true), scopes.words(scope, false))));
        return Map.of("scopes", words);
    }

    @GetMapping("/portal/api/apps/{appId}/users")
    Page users(
            Account by,
            @PathVariable String appId,
            @RequestParam(defaultValue = "") String after,
            @RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > LIMIT_MAX) {
            throw Refused.invalid("limit must be 1 to " + LIMIT_MAX + ", found " + limit);
        }
        var app = apps.owned(by.merchant(), appId);
        var found = links.of(by.merchant(), new AppId(app.appId()), after, limit + 1);
        boolean more = found.size() > limit;
        var shown = (more ? found.subList(0, limit) : found)
                .stream()
                        .map(link -> new User(
                                link.openId(),
                                List.copyOf(new TreeSet<>(link.scopes())),
                                link.givenAt(),
                                link.until(),
                                link.revokedBy()))
                        .toList();
        return new Page(shown, more ? shown.getLast().openId() : null);
    }

    /** Twice is the same as once. */
    @PostMapping("/portal/api/apps/{appId}/users/revoke")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(Account by, @PathVariable String appId, @RequestBody Wanted it) {
        var app = apps.owned(by.merchant(), appId);
        if (app.stage() == App.Stage.LIVE && by.role() != Account.Role.OWNER) {
            throw new Refused(403, "role.denied", "users of the live app are the owner's; ask an owner of your team");
        }
        var link = links.known(by.merchant(), new AppId(app.appId()), it.openId == null ? "" : it.openId)
                .orElseThrow(() -> Refused.notFound("the app knows no user by this open_id"));
        consents.revoke(
                link.app(),
                link.user(),
                By.MERCHANT,
                () -> audit.record(
                        Party.merchant(by).actor(),
                        "consent.revoked",
                        link.app().value(),
                        "open_id " + link.openId()));
    }
}
