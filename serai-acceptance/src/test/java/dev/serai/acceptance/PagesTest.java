package dev.serai.acceptance;

import java.io.IOException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Acceptance
@Order(0)
class PagesTest {
    @Test
    void the_console_and_the_phone_page_work_in_a_real_browser(House house) throws IOException, InterruptedException {
        Script.allPagesPass(house);
    }
}
