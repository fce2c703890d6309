package dev.serai.workbench;

import dev.serai.kernel.AppId;
import dev.serai.merchant.Account;
import dev.serai.merchant.Fault;
import dev.serai.merchant.Party;
import dev.serai.merchant.SandboxFaults;
import dev.serai.operator.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Faults of the sandbox, switched by hand. */
@RestController
@RequestMapping("/portal/api/apps/{appId}/faults")
class FaultsPage {
    private final MyApps mine;
    private final SandboxFaults faults;

    FaultsPage(MyApps mine, SandboxFaults faults) {
        this.mine = mine;
        this.faults = faults;
    }

    record On(List<Fault> faults) {}

    record Wanted(
            @Nullable List<SandboxFaults.Wanted> faults,
            @Nullable Integer minutes) {}

    @GetMapping
    On read(Account by, @PathVariable String appId) {
        return new On(faults.of(own(by, appId)));
    }

    @PutMapping
    On set(Account by, @PathVariable String appId, @RequestBody Wanted wanted) {
        if (wanted.faults == null) {
            throw Refused.invalid("faults is required: a list, empty to switch all off");
        }
        return new On(faults.set(
                own(by, appId),
                Party.merchant(by).actor(),
                wanted.faults,
                wanted.minutes == null ? 60 : wanted.minutes));
    }

    private AppId own(Account by, String appId) {
        return new AppId(mine.ids(by.merchant(), appId).getFirst());
    }
}
