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
    private static final int SMALL_REPLAYS = 120;
    private static final int SMALL_FUZZ = 500;
    private static final int SMALL_FLIPS = 40;
    private static final int SMALL_SECONDS = 2;
    private static final int SMALL_BOARDS = 3_000;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final Tally tally = new Tally(new PrintStream(told, true, StandardCharsets.UTF_8));

    @Test
    @Order(1)
    void identical_creates_at_once_make_one_order_whatever_the_core_does(House house)
            throws IOException, InterruptedException {
        new OrdersProof(house.demo(), tally, progress(house, "orders"), SMALL_CREATES, 7).run();
        holds();
    }

    @Test
    @Order(2)
    void a_merchant_reaches_nothing_of_another_by_any_method_route_key_cookie_or_role(House house)
            throws IOException, InterruptedException {
        new TenantsProof(house.demo(), OneHouse.root(), tally, progress(house, "tenants"), 1, 7).run();
        holds();
    }

    @Test
    @Order(3)
    void a_captured_call_sent_again_has_no_second_effect(House house) throws IOException, InterruptedException {
        new ReplayProof(house, tally, progress(house, "replay"), SMALL_REPLAYS, 7).run();
        holds();
    }

    @Test
    @Order(4)
    void no_bent_call_is_answered_with_a_fault_of_ours(House house) throws IOException, InterruptedException {
        var findings = house.data().resolveSibling("findings");
        new FuzzProof(house, tally, progress(house, "fuzz"), findings, SMALL_FUZZ, 7).run();
        holds();
    }

    @Test
    @Order(5)
    void no_valid_call_is_refused_while_keys_grants_limits_and_catalogue_change(House house)
            throws IOException, InterruptedException {
        new FlipsProof(house.demo(), tally, progress(house, "flips"), SMALL_FLIPS, 7).run();
        holds();
    }

    @Test
    @Order(6)
    void of_twice_what_an_app_may_call_its_limits_let_on_what_they_say(House house)
            throws IOException, InterruptedException {
        new LimitsProof(house, tally, SMALL_SECONDS, 1).run();
        holds();
    }

    @Test
    @Order(7)
    void what_was_acknowledged_survives_kill_9(House house) throws IOException, InterruptedException {
        var receipts = OneHouse.root().resolve(Prove.RECEIPTS);
        new KillsProof(house, tally, progress(house, "kills"), receipts, SMALL_ROUNDS, 7).run();
        holds();
    }

    @Test
    @Order(8)
    void boards_of_doubled_late_and_corrected_receipts_are_those_of_a_clean_load(House house)
            throws IOException, InterruptedException {
        new BoardsProof(house, tally, progress(house, "boards"), SMALL_BOARDS, 7).run();
        holds();
    }

    @Test
    @Order(9)
    void a_result_asked_for_at_once_while_the_server_is_killed_is_published_once(House house)
            throws IOException, InterruptedException {
        new PublishProof(house, tally, progress(house, "publish"), 1, 7).run();
        holds();
    }

    private void holds() {
        assertThat(tally.failed()).as(told.toString(StandardCharsets.UTF_8)).isZero();
    }

    private static Progress progress(House house, String name) {
        return new Progress(house.data().resolveSibling(name + ".progress"));
    }
}
