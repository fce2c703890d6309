package dev.serai.acceptance;

import java.io.IOException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Acceptance
@Order(1)
class DocsTest {
    @Test
    void what_merchants_download_works_as_it_is(House house) throws IOException, InterruptedException {
        Script.allPass(house, "docs_check.py");
    }
}
