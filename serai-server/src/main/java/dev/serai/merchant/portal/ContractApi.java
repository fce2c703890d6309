package dev.serai.merchant.portal;

import dev.serai.merchant.Account;
import dev.serai.merchant.Contracts;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What was agreed with the merchant. */
@RestController
class ContractApi {
    private final Contracts contracts;

    ContractApi(Contracts contracts) {
        this.contracts = contracts;
    }

    record All(List<Contracts.Contract> contracts) {}

    @GetMapping("/portal/api/contract")
    All read(Account by) {
        return new All(contracts.of(by.merchant(), true));
    }
}
