package dev.serai.merchant.console;

import dev.serai.kernel.MerchantId;
import dev.serai.merchant.AppKeys;
import dev.serai.merchant.Applications;
import dev.serai.merchant.Licences;
import dev.serai.merchant.MerchantStatus;
import dev.serai.merchant.Merchants;
import dev.serai.merchant.Party;
import dev.serai.merchant.Profile;
import dev.serai.operator.Actor;
import dev.serai.operator.Allowed;
import dev.serai.operator.AllowedToStaff;
import dev.serai.operator.Refused;
import dev.serai.operator.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who may come in, and who must go. */
@RestController
@RequestMapping("/api/merchants")
class MerchantsApi {
    private static final int LIMIT_MAX = 200;

    private final Merchants merchants;
    private final Applications applications;
    private final Licences licences;
    private final AppKeys keys;

    MerchantsApi(Merchants merchants, Applications applications, Licences licences, AppKeys keys) {
        this.merchants = merchants;
        this.applications = applications;
        this.licences = licences;
        this.keys = keys;
    }

    record Page(List<Applications.Line> merchants, @Nullable String next) {}

    record Merchant(Applications.Application application, List<AppKeys.AppView> apps) {}

    record Contacts(List<Profile.Contact> contacts) {}

    record Words(
            @Nullable String question,
            @Nullable String reason,
            @Nullable Integer version) {}

    @AllowedToStaff
    @GetMapping
    Page list(
            @RequestParam(required = false) @Nullable MerchantStatus status,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String after,
            @RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > LIMIT_MAX) {
            throw Refused.invalid("limit must be 1 to " + LIMIT_MAX + ", found " + limit);
        }
        var found = applications.list(status, q, after, limit + 1);
        boolean more = found.size() > limit;
        var shown = more ? found.subList(0, limit) : found;
        return new Page(shown, more ? shown.getLast().merchantId() : null);
    }

    @AllowedToStaff
    @GetMapping("/{id}")
    Merchant read(@PathVariable String id) {
        var merchant = new MerchantId(id);
        return new Merchant(applications.find(merchant, false).masked(), keys.of(merchant));
    }

    /** The contacts as they are, for who has to call them; he says why, and it is in the audit trail. */
    @Allowed(Role.BUSINESS_MANAGER)
    @PostMapping("/{id}/contacts/show")
    Contacts contacts(Actor by, @PathVariable String id, @RequestBody Words it) {
        return new Contacts(merchants.contacts(new MerchantId(id), Party.staff(by), it.reason));
    }

    @Allowed({Role.BUSINESS_MANAGER, Role.AUDITOR})
    @GetMapping("/{id}/licences/{fileId}")
    ResponseEntity<byte[]> licence(@PathVariable String id, @PathVariable String fileId) {
        var file = licences.file(new MerchantId(id), fileId);
        return ResponseEntity.ok().headers(h -> file.headers().forEach(h::set)).body(file.bytes());
    }

    @Allowed(Role.BUSINESS_MANAGER)
    @PostMapping("/{id}/ask")
    Merchant ask(Actor by, @PathVariable String id, @RequestBody Words it) {
        merchants.ask(new MerchantId(id), Party.staff(by), it.question);
        return read(id);
    }

    @Allowed(Role.BUSINESS_MANAGER)
    @PostMapping("/{id}/reject")
    Merchant reject(Actor by, @PathVariable String id, @RequestBody Words it) {
        merchants.reject(new MerchantId(id), Party.staff(by), it.reason);
        return read(id);
    }

    @Allowed(Role.BUSINESS_MANAGER)
    @PostMapping("/{id}/approve")
    Merchant approve(Actor by, @PathVariable String id, @RequestBody Words it) {
        merchants.approve(new MerchantId(id), Party.staff(by), it.version);
        return read(id);
    }

    @Allowed(Role.PRODUCT_MANAGER)
    @PostMapping("/{id}/checklist/{item}")
    Merchant sign(Actor by, @PathVariable String id, @PathVariable String item) {
        merchants.sign(new MerchantId(id), Party.staff(by), item);
        return read(id);
    }

    @Allowed(Role.PRODUCT_MANAGER)
    @PostMapping("/{id}/go-live")
    Merchant goLive(Actor by, @PathVariable String id) {
        merchants.goLive(new MerchantId(id), Party.staff(by));
        return read(id);
    }

    @Allowed({Role.BUSINESS_MANAGER, Role.OPERATIONS})
    @PostMapping("/{id}/suspend")
    Merchant suspend(Actor by, @PathVariable String id, @RequestBody Words it) {
        merchants.suspend(new MerchantId(id), Party.staff(by), it.reason);
        return read(id);
    }

    @Allowed({Role.BUSINESS_MANAGER, Role.OPERATIONS})
    @PostMapping("/{id}/resume")
    Merchant resume(Actor by, @PathVariable String id, @RequestBody Words it) {
        merchants.resume(new MerchantId(id), Party.staff(by), it.reason);
        return read(id);
    }

    @Allowed(Role.BUSINESS_MANAGER)
    @PostMapping("/{id}/close")
    Merchant close(Actor by, @PathVariable String id, @RequestBody Words it) {
        merchants.close(new MerchantId(id), Party.staff(by), it.reason);
        return read(id);
    }
}
