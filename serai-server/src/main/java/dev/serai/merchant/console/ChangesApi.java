package dev.serai.merchant.console;

import dev.serai.kernel.MerchantId;
import dev.serai.merchant.MerchantChanges;
import dev.serai.merchant.MerchantChanges.Change;
import dev.serai.merchant.Party;
import dev.serai.operator.Actor;
import dev.serai.operator.Allowed;
import dev.serai.operator.AllowedToStaff;
import dev.serai.operator.Refused;
import dev.serai.operator.Role;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The desk at which merchants' changes of themselves are decided. */
@RestController
class ChangesApi {
    private static final int LIMIT_MAX = 200;

    private final MerchantChanges changes;

    ChangesApi(MerchantChanges changes) {
        this.changes = changes;
    }

    record Page<T>(List<Change> changes, @Nullable T next) {
        /** @param found one more than the limit when there are more */
        static <T> Page<T> of(List<Change> found, int limit, Function<Change, T> place) {
            boolean more = found.size() > limit;
            var shown = more ? found.subList(0, limit) : found;
            return new Page<>(shown, more ? place.apply(shown.getLast()) : null);
        }
    }

    record Words(@Nullable String reason) {}

    @AllowedToStaff
    @GetMapping("/api/changes")
    Page<String> desk(
            @RequestParam(required = false) MerchantChanges.@Nullable Status status,
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(defaultValue = "") String after,
            @RequestParam(defaultValue = "50") int limit) {
        return Page.of(masked(changes.desk(status, kind, after, within(limit) + 1)), limit, Change::changeId);
    }

    @AllowedToStaff
    @GetMapping("/api/merchants/{id}/changes")
    Page<Integer> list(
            @PathVariable String id,
            @RequestParam(defaultValue = "2147483647") int after,
            @RequestParam(defaultValue = "50") int limit) {
        return Page.of(masked(changes.of(new MerchantId(id), after, within(limit) + 1, false)), limit, Change::n);
    }

    @Allowed(Role.BUSINESS_MANAGER)
    @PostMapping("/api/merchants/{id}/changes/{n}/approve")
    Change approve(Actor by, @PathVariable String id, @PathVariable int n) {
        return changes.masked(changes.approve(new MerchantId(id), Party.staff(by), n));
    }

    @Allowed(Role.BUSINESS_MANAGER)
    @PostMapping("/api/merchants/{id}/changes/{n}/reject")
    Change reject(Actor by, @PathVariable String id, @PathVariable int n, @RequestBody Words it) {
        return changes.masked(changes.reject(new MerchantId(id), Party.staff(by), n, it.reason));
    }

    @Allowed(Role.BUSINESS_MANAGER)
    @PostMapping("/api/merchants/{id}/changes/{n}/reverse")
    @ResponseStatus(HttpStatus.CREATED)
    Change reverse(Actor by, @PathVariable String id, @PathVariable int n, @RequestBody Words it) {
        return changes.masked(changes.reverse(new MerchantId(id), Party.staff(by), n, it.reason));
    }

    private List<Change> masked(List<Change> found) {
        return found.stream().map(changes::masked).toList();
    }

    private static int within(int limit) {
        if (limit < 1 || limit > LIMIT_MAX) {
            throw Refused.invalid("limit must be 1 to " + LIMIT_MAX + ", found " + limit);
        }
        return limit;
    }
}
