package dev.serai.merchant.portal;

import dev.serai.merchant.Account;
import dev.serai.merchant.AllowLists;
import dev.serai.operator.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The merchant's own allow-list: what holds, and what another list would have done. He applies it as a change of his. */
@RestController
@RequestMapping("/portal/api/allow-list")
class AllowListPage {
    private final AllowLists lists;

    AllowListPage(AllowLists lists) {
        this.lists = lists;
    }

    record Wanted(@Nullable List<String> ranges) {}

    /** @param yourAddress from where this very request came */
    record Now(AllowLists.AllowList list, String yourAddress) {}

    @GetMapping
    Now now(Account by, HttpServletRequest request) {
        return new Now(lists.of(by.merchant()), request.getRemoteAddr());
    }

    @Owner
    @PostMapping("/dry-run")
    AllowLists.DryRun dryRun(Account by, @RequestBody Wanted wanted, HttpServletRequest request) {
        if (wanted.ranges() == null) {
            throw Refused.invalid("ranges is required: a list of CIDR blocks, empty for any address");
        }
        return lists.look(by.merchant(), wanted.ranges(), request.getRemoteAddr());
    }
}
