package dev.serai.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.core.CoreHttp.CoreAnswer;
import dev.serai.kernel.MerchantId;
import dev.serai.reward.RewardBook.Given;
import dev.serai.reward.RewardBook.Status;
import dev.serai.reward.Rewards.GrantOrder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

class GrantsTest {
    private static final MerchantId MERCHANT = new MerchantId("m1");
    private static RewardRoom room;
    private static long activities;
    private long activity;

    @BeforeAll
    static void open() {
        room = new RewardRoom();
        room.clock.stop();
    }

    @BeforeEach
    void anotherActivity() {
        activity = ++activities;
        room.core.before = path -> null;
        room.core.after = path -> null;
        room.core.calls.clear();
        // What other tests left waiting is not this one's.
        room.own
                .db()
                .sql("UPDATE reward.delivery SET done_at = now() WHERE done_at IS NULL")
                .update();
        room.deliver();
    }

    private String id(String name) {
        return activity + "-" + name;
    }

    private void grant(String... names) {
        var orders = List.of(names).stream()
                .map(name -> new GrantOrder(
                        id(name), MERCHANT, activity, "rev", "coupon", "u1", name, "coupon", "pool", 500, "CNY", "f1"))
                .toList();
        room.own.transactions().executeWithoutResult(tx -> room.rewards.grant(orders));
    }

    private void revert(String... names) {
        var ids = List.of(names).stream().map(this::id).toList();
        room.own.transactions().executeWithoutResult(tx -> room.rewards.revert(ids, "reversed"));
    }

    private List<Status> statuses() {
        return room.book.of(activity, "u1", null, 1_000).rewards().stream()
                .map(Given::status)
                .toList();
    }

    private void booksAgree() {
        assertThat(room.book.balance(activity)).matches(RewardBook.Balance::agrees);
    }

    @Test
    void a_grant_is_pending_until_the_core_says_yes() {
        grant("a");
        assertThat(statuses()).containsExactly(Status.PENDING);
        room.deliver();
        assertThat(statuses()).containsExactly(Status.GRANTED);
        assertThat(room.core.coupons).containsEntry(id("a"), "ISSUED");
        assertThat(room.toldOf(id("a"))).containsExactly("PENDING 1", "GRANTED 2");
        booksAgree();
    }

    @Test
    void the_same_occurrence_is_granted_once() {
        grant("a", "b");
        grant("b", "c");
        assertThat(statuses()).hasSize(3);
        assertThat(room.book.balance(activity).heldMinor()).isEqualTo(1_500);
        booksAgree();
    }

    @Test
    void a_rolled_back_grant_leaves_nothing() {
        assertThatThrownBy(() -> room.own.transactions().executeWithoutResult(tx -> {
                    room.rewards.grant(List.of(new GrantOrder(
                            id("x"), MERCHANT, activity, "r", "coupon", "u1", "x", "coupon", "pool", 1, "CNY", "f")));
                    throw new IllegalStateException("killed in the middle");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(statuses()).isEmpty();
        room.deliver();
        assertThat(room.core.coupons).doesNotContainKey(id("x"));
        assertThat(room.toldOf(id("x"))).isEmpty();
    }

    @Test
    void outside_a_transaction_nothing_is_granted() {
        assertThatThrownBy(() -> room.rewards.revert(List.of("x"), "r")).hasMessageContaining("transaction");
    }

    @Test
    void a_revert_mirrors_the_ledger_and_returns_the_coupon_once() {
        grant("a");
        room.deliver();
        revert("a");
        revert("a");
        room.deliver();
        assertThat(statuses()).containsExactly(Status.REVERTED);
        assertThat(room.core.coupons).containsEntry(id("a"), "REVOKED");
        assertThat(room.toldOf(id("a"))).containsExactly("PENDING 1", "GRANTED 2", "REVERTED 3");
        assertThat(room.book.balance(activity).ledgerMinor()).isZero();
        booksAgree();
    }

    @Test
    void a_silent_core_leaves_it_pending_and_is_asked_again() {
        room.core.before = path -> FakeCore.silent();
        grant("a");
        room.deliver();
        assertThat(statuses()).containsExactly(Status.PENDING);
        assertThat(room.book.balance(activity).trouble())
                .hasValueSatisfying(t -> assertThat(t).contains("no answer"));
        room.core.before = path -> null;
        room.deliver();
        assertThat(statuses()).as("not before its time").containsExactly(Status.PENDING);
        room.clock.advance(Deliveries.UNKNOWN_RETRY.getLast());
        room.deliver();
        assertThat(statuses()).containsExactly(Status.GRANTED);
    }

    @Test
    void a_lost_answer_hands_out_one_coupon() {
        room.core.after = path -> FakeCore.silent();
        grant("a");
        room.deliver();
        room.core.after = path -> null;
        room.clock.advance(Duration.ofMinutes(1));
        room.deliver();
        assertThat(room.core.calls).containsExactly("/coupons/issue " + id("a"), "/coupons/issue " + id("a"));
        assertThat(statuses()).containsExactly(Status.GRANTED);
    }

    @Test
    void what_was_never_sent_is_not_revoked() {
        grant("a");
        revert("a");
        room.deliver();
        assertThat(room.core.calls).isEmpty();
    }

    @Test
    void a_revoke_waits_for_the_issue_under_way() {
        grant("a");
        var underWay = room.deliveries.claim(10);
        revert("a");
        room.deliver();
        assertThat(room.core.calls).as("the issue has not come back").isEmpty();
        room.deliveries.settle(underWay.stream()
                .map(due -> new Deliveries.Settled(due, new Deliveries.Outcome.Unknown("lost")))
                .toList());
        room.clock.advance(Duration.ofMinutes(1));
        room.deliver();
        room.clock.advance(Duration.ofMinutes(1));
        room.deliver();
        assertThat(room.core.calls).containsExactly("/coupons/revoke " + id("a"));
        assertThat(room.core.coupons).containsEntry(id("a"), "REVOKED");
        assertThat(statuses()).containsExactly(Status.REVERTED);
    }

    @Test
    void a_lease_of_a_killed_node_runs_out() {
        grant("a");
        assertThat(room.deliveries.claim(10)).hasSize(1);
        room.deliver();
        assertThat(room.core.calls).isEmpty();
        room.clock.advance(Deliveries.LEASE.plusMillis(1));
        room.deliver();
        assertThat(statuses()).containsExactly(Status.GRANTED);
    }

    @Test
    void a_refused_issue_stays_pending_and_visible() {
        room.core.before = path -> new CoreAnswer.Refused(422, "pool_empty", "none left");
        grant("a");
        room.deliver();
        assertThat(statuses()).containsExactly(Status.PENDING);
        assertThat(room.book.balance(activity).trouble())
                .hasValueSatisfying(t -> assertThat(t).contains("pool_empty"));
        room.core.before = path -> null;
        room.clock.advance(Deliveries.REFUSED_RETRY);
        room.deliver();
        assertThat(statuses()).containsExactly(Status.GRANTED);
    }

    @Test
    void a_used_coupon_becomes_a_debt() {
        grant("a");
        room.deliver();
        room.core.coupons.put(id("a"), "USED");
        revert("a");
        room.deliver();
        assertThat(statuses()).containsExactly(Status.REVERTED);
        assertThat(room.book.balance(activity).debtMinor()).isEqualTo(500);
        assertThat(room.book.balance(activity).toRevoke()).isZero();
    }

    @Test
    void pages_are_newest_first_without_gap_or_double() {
        grant("a", "b", "c", "d", "e");
        var first = room.book.of(activity, "u1", null, 2);
        var second = room.book.of(activity, "u1", first.next(), 2);
        var third = room.book.of(activity, "u1", second.next(), 2);
        assertThat(List.of(first, second, third).stream()
                        .flatMap(page -> page.rewards().stream())
                        .map(Given::grantId))
                .containsExactly(id("e"), id("d"), id("c"), id("b"), id("a"));
        assertThat(third.next()).isNull();
    }

    @Test
    void a_ledger_line_cannot_be_changed_nor_stand_alone() {
        grant("a");
        assertThatThrownBy(() -> room.own
                        .db()
                        .sql("UPDATE reward.entry SET amount_minor = 1")
                        .update())
                .isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() -> room.own.db().sql("""
                                INSERT INTO reward.entry
                                    (txn, grant_id, activity_id, account, amount_minor, currency, booked_at)
                                VALUES ('t', :id, 1, 'a', 5, 'CNY', now())
                                """).param("id", id("a")).update())
                .hasMessageContaining("does not sum to zero");
    }
}
