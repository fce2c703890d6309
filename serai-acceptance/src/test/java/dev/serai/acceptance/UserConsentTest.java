package dev.serai.acceptance;

import java.io.IOException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Acceptance
@Order(1)
class UserConsentTest {
    @Test
    void a_user_of_the_community_lets_an_app_act_for_him_and_takes_it_back(House house)
            throws IOException, InterruptedException {
        Script.allPass(house, "oauth_check.py");
    }
}
