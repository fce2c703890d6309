package dev.serai.acceptance;

import java.io.IOException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Acceptance
@Order(2)
class FlowTest {
    @Test
    void orders_events_rewards_boards_and_a_stopped_database_are_as_the_contract_says(House house)
            throws IOException, InterruptedException {
        Script.allPass(house, "flow_check.py");
    }
}
