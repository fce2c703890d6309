package dev.serai.acceptance;

import java.io.IOException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Acceptance
@Order(1)
class CatalogueTest {
    @Test
    void every_sign_type_and_every_refusal_is_as_the_contract_says(House house)
            throws IOException, InterruptedException {
        Script.allPass(house, "catalogue_check.py");
    }
}
