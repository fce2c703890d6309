package plaza;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The community where partners try things out, beside the one that counts. */
class TrialTest {
    @Test
    void what_is_done_on_trial_is_not_done() {
        try (Town town = Town.ready(Map.of())) {
            var tried = town.post("/trial/orders", Town.orderBody("key-1", 3));
            assertThat(tried.status()).as(tried.text()).isLessThan(300);
            assertThat(town.get("/orders?request_key=key-1").json().at("/orders"))
                    .isEmpty();
            // The same key for other content is no conflict over there.
            assertThat(town.order("key-1", 1).status()).isLessThan(300);
            assertThat(town.get("/trial/orders?request_key=key-1")
                            .json()
                            .at("/orders/0/amount")
                            .asLong())
                    .isEqualTo(3
                            * town.get("/orders?request_key=key-1")
                                    .json()
                                    .at("/orders/0/amount")
                                    .asLong());
            assertThat(town.get("/trial/nothing").code()).isEqualTo("path_unknown");
        }
    }
}
