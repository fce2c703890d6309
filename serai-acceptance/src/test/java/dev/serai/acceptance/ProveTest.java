package dev.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

@Acceptance
@Order(3)
class ProveTest {
    private static final int SMALL_CREATES = 50;
    private static final int SMALL_ROUNDS = 2;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final Tally tally = new Tally(new PrintStream(told, true, StandardCharsets.UTF_8));

    @Test
    @Order(1)
    void identical_creates_at_once_make_one_order_whatever_the_core_does(House house)
            throws IOException, InterruptedException {
        new OrdersProof(house.demo(), tally, progress(house, "orders"), SMALL_CREATES, 7).run();
        assertThat(tally.failed()).as(told.toString(StandardCharsets.UTF_8)).isZero();
    }

    @Test
    @Order(2)
    void what_was_acknowledged_survives_kill_9(House house) throws IOException, InterruptedException {
        var receipts = OneHouse.root().resolve(Prove.RECEIPTS);
        new KillsProof(house, tally, progress(house, "kills"), receipts, SMALL_ROUNDS, 7).run();
        assertThat(tally.failed()).as(told.toString(StandardCharsets.UTF_8)).isZero();
    }

    private static Progress progress(House house, String name) {
        return new Progress(house.data().resolveSibling(name + ".progress"));
    }
}
