package dev.serai.merchant.portal;

import dev.serai.kernel.Json;
import dev.serai.merchant.Account;
import dev.serai.merchant.AllowLists;
import dev.serai.merchant.MerchantChanges;
import dev.serai.merchant.MerchantChanges.Change;
import dev.serai.merchant.Party;
import dev.serai.operator.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What the merchant changes about himself. */
@RestController
class ChangesApi {
    private static final int LIMIT_MAX = 200;

    private final MerchantChanges changes;
    private final AllowLists allowLists;

    ChangesApi(MerchantChanges changes, AllowLists allowLists) {
        this.changes = changes;
        this.allowLists = allowLists;
    }

    record Kinds(List<MerchantChanges.KindNow> kinds) {}

    record Page(List<Change> changes, @Nullable Integer next) {}

    record Wanted(
            @Nullable String kind,
            @Nullable JsonNode after,
            @Nullable String note) {}

    /** The allow-list that was looked at. @param refused how many calls it would have refused: says that this was read */
    record Seen(@Nullable String token, @Nullable Long refused) {}

    record Words(@Nullable String note) {}

    @GetMapping("/portal/api/changes/kinds")
    Kinds kinds(Account by) {
        return new Kinds(changes.kinds(by.merchant()));
    }

    @GetMapping("/portal/api/changes")
    Page list(
            Account by,
            @RequestParam(defaultValue = "2147483647") int after,
            @RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > LIMIT_MAX) {
            throw Refused.invalid("limit must be 1 to " + LIMIT_MAX + ", found " + limit);
        }
        var found = changes.of(by.merchant(), after, limit + 1, true);
        boolean more = found.size() > limit;
        var shown = more ? found.subList(0, limit) : found;
        return new Page(shown, more ? shown.getLast().n() : null);
    }

    @Owner
    @PostMapping("/portal/api/changes")
    @ResponseStatus(HttpStatus.CREATED)
    Change ask(Account by, @RequestBody Wanted it) {
        return changes.ask(by.merchant(), Party.merchant(by), it.kind, it.after, it.note);
    }

    /** The second step of the allow-list; what was looked at is used up, whatever comes of it. */
    @Owner
    @PostMapping("/portal/api/allow-list/apply")
    @ResponseStatus(HttpStatus.CREATED)
    Change applyAllowList(Account by, @RequestBody Seen it) {
        if (it.token == null || it.refused == null) {
            throw Refused.invalid("token and refused are required, as the dry run gave them");
        }
        var ranges = allowLists.confirmed(by.merchant(), it.token, it.refused);
        return changes.ask(by.merchant(), Party.merchant(by), "allow_list", Json.MAPPER.valueToTree(ranges), null);
    }

    @Owner
    @PostMapping("/portal/api/changes/{n}/withdraw")
    Change withdraw(Account by, @PathVariable int n) {
        return changes.withdraw(by.merchant(), Party.merchant(by), n);
    }

    @Owner
    @PostMapping("/portal/api/changes/{n}/reverse")
    @ResponseStatus(HttpStatus.CREATED)
    Change reverse(Account by, @PathVariable int n, @RequestBody Words it) {
        return changes.reverse(by.merchant(), Party.merchant(by), n, it.note);
    }
}
