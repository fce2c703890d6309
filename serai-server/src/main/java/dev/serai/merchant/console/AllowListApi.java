package dev.serai.merchant.console;

import dev.serai.kernel.MerchantId;
import dev.serai.merchant.AllowLists;
import dev.serai.operator.Actor;
import dev.serai.operator.Allowed;
import dev.serai.operator.AllowedToStaff;
import dev.serai.operator.Refused;
import dev.serai.operator.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** A merchant's allow-list, for staff who help him. */
@RestController
class AllowListApi {
    private final AllowLists lists;

    AllowListApi(AllowLists lists) {
        this.lists = lists;
    }

    record Wanted(@Nullable List<String> ranges) {}

    record Confirmed(@Nullable String token, @Nullable Long refused) {}

    @AllowedToStaff
    @GetMapping("/api/merchants/{merchant}/allow-list")
    AllowLists.AllowList list(@PathVariable String merchant) {
        return lists.of(new MerchantId(merchant));
    }

    @Allowed({Role.BUSINESS_MANAGER, Role.OPERATIONS})
    @PostMapping("/api/merchants/{merchant}/allow-list/dry-run")
    AllowLists.DryRun dryRun(@PathVariable String merchant, @RequestBody Wanted wanted, HttpServletRequest request) {
        if (wanted.ranges() == null) {
            throw Refused.invalid("ranges is required: a list of CIDR blocks, empty for any address");
        }
        return lists.look(new MerchantId(merchant), wanted.ranges(), request.getRemoteAddr());
    }

    @Allowed({Role.BUSINESS_MANAGER, Role.OPERATIONS})
    @PostMapping("/api/merchants/{merchant}/allow-list/apply")
    AllowLists.AllowList apply(@PathVariable String merchant, @RequestBody Confirmed confirmed, Actor by) {
        if (confirmed.token() == null || confirmed.refused() == null) {
            throw Refused.invalid("token and refused are required, as the dry run told them");
        }
        return lists.apply(new MerchantId(merchant), confirmed.token(), confirmed.refused(), by);
    }
}
