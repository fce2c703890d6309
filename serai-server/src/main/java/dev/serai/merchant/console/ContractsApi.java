package dev.serai.merchant.console;

import dev.serai.kernel.MerchantId;
import dev.serai.merchant.Contracts;
import dev.serai.merchant.Contracts.Contract;
import dev.serai.operator.Actor;
import dev.serai.operator.Allowed;
import dev.serai.operator.AllowedToStaff;
import dev.serai.operator.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What is agreed with a merchant. */
@RestController
@RequestMapping("/api/merchants/{id}/contracts")
class ContractsApi {
    private final Contracts contracts;

    ContractsApi(Contracts contracts) {
        this.contracts = contracts;
    }

    record All(List<Contract> contracts) {}

    record Words(@Nullable String reason) {}

    @AllowedToStaff
    @GetMapping
    All read(@PathVariable String id) {
        return new All(contracts.of(new MerchantId(id), false));
    }

    @Allowed(Role.BUSINESS_MANAGER)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Contract make(Actor by, @PathVariable String id, @RequestBody Contracts.Wanted it) {
        return contracts.make(new MerchantId(id), by, it);
    }

    @Allowed(Role.BUSINESS_MANAGER)
    @PostMapping("/{n}/end")
    Contract end(Actor by, @PathVariable String id, @PathVariable int n, @RequestBody Words it) {
        return contracts.end(new MerchantId(id), by, n, it.reason);
    }
}
