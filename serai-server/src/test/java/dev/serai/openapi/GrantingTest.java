package dev.serai.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.kernel.AppId;
import dev.serai.kernel.MerchantId;
import dev.serai.merchant.Joining;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

@HouseTest
class GrantingTest {
    @Autowired
    Granting granting;

    @Autowired
    Grants grants;

    @Autowired
    Joining joining;

    @Autowired
    TransactionTemplate transactions;

    private final AppId app = new AppId("app-" + UUID.randomUUID());

    @Test
    void a_grant_holds_once_the_transaction_it_belongs_to_is_committed_and_never_before() {
        var merchant = new MerchantId("m-" + app);
        joining.merchant(merchant, "Test");
        joining.app(new Joining.NewApp(app, merchant, "Test", false, false, 10));
        transactions.executeWithoutResult(tx -> {
            granting.call(app, "serai.ping", 1);
            assertThat(mayPing()).isFalse();
            tx.setRollbackOnly();
        });
        assertThat(mayPing()).isFalse();
        transactions.executeWithoutResult(tx -> {
            granting.call(app, "serai.ping", 1);
            assertThat(mayPing()).isFalse();
        });
        assertThat(mayPing()).isTrue();
    }

    private boolean mayPing() {
        return grants.mayCall(app, "serai.ping", 1);
    }
}
