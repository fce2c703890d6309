package dev.serai.reward.console;

import dev.serai.operator.AllowedToStaff;
import dev.serai.reward.RewardBook;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows whether grants, ledger and deliveries of an activity say the same. */
@RestController
class InvariantsController {
    private final RewardBook book;

    InvariantsController(RewardBook book) {
        this.book = book;
    }

    @AllowedToStaff
    @GetMapping("/api/rewards/invariants")
    Map<String, Object> invariants(@RequestParam("activity_id") long activityId) {
        var balance = book.balance(activityId);
        var shown = new LinkedHashMap<String, Object>();
        shown.put("activity_id", balance.activityId());
        shown.put("agrees", balance.agrees());
        shown.put("pending", balance.pending());
        shown.put("granted", balance.granted());
        shown.put("reverted", balance.reverted());
        shown.put("held_minor", balance.heldMinor());
        shown.put("ledger_minor", balance.ledgerMinor());
        shown.put("one_sided", balance.oneSided());
        shown.put("to_issue", balance.toIssue());
        shown.put("to_revoke", balance.toRevoke());
        shown.put("debt_minor", balance.debtMinor());
        balance.trouble().ifPresent(trouble -> shown.put("trouble", trouble));
        return shown;
    }
}
