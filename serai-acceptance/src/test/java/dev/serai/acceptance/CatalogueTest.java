package dev.serai.acceptance;

import java.io.IOException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Acceptance
@Order(1)
class CatalogueTest {
    @Test
    void every_method_over_the_core_answers_a_merchant(House house) throws IOException, InterruptedException {
        Script.allPass(house, "catalogue_check.py");
    }
}
