package plaza;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WalletTest {
    private static Town town;

    @BeforeAll
    static void open() {
        town = Town.ready(Map.of());
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @Test
    void a_coupon_is_issued_once_per_request_key() {
        var first = issue("once", "u1001", "repayment");
        var again = issue("once", "u1001", "repayment");
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.at("/status")).isEqualTo("ISSUED");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(issue("once", "u1002", "repayment").code()).isEqualTo("request_key_reused");
    }

    @Test
    void a_revoke_before_its_issue_leaves_a_tombstone() {
        long before = issued("repayment");
        var tombstone = revoke("early");
        assertThat(tombstone.status()).isEqualTo(200);
        assertThat(tombstone.at("/status")).isEqualTo("REVOKED");
        var late = issue("early", "u1003", "repayment");
        assertThat(late.status()).isEqualTo(200);
        assertThat(late.at("/status")).isEqualTo("REVOKED");
        assertThat(late.at("/member_id")).isEqualTo("u1003");
        assertThat(town.get("/coupons?member_id=u1003&status=ISSUED")
                        .json()
                        .get("coupons")
                        .size())
                .isZero();
        assertThat(issued("repayment")).isEqualTo(before);
    }

    @Test
    void a_revoked_coupon_stays_revoked_and_returns_to_its_pool() {
        long before = issued("welcome");
        issue("back", "u1001", "welcome");
        assertThat(issued("welcome")).isEqualTo(before + 1);
        assertThat(revoke("back").at("/status")).isEqualTo("REVOKED");
        assertThat(revoke("back").at("/status")).isEqualTo("REVOKED");
        assertThat(issue("back", "u1001", "welcome").at("/status")).isEqualTo("REVOKED");
        assertThat(issued("welcome")).isEqualTo(before);
    }

    @Test
    void a_used_coupon_cannot_be_revoked_nor_a_revoked_one_used() {
        String used = issue("used", "u1001", "welcome").at("/coupon_id");
        assertThat(town.post("/coupons/" + used + "/use", "").at("/status")).isEqualTo("USED");
        assertThat(town.post("/coupons/" + used + "/use", "").status()).isEqualTo(200);
        assertThat(revoke("used").status()).isEqualTo(409);
        assertThat(revoke("used").code()).isEqualTo("coupon_used");
        String revoked = issue("revoked", "u1001", "welcome").at("/coupon_id");
        revoke("revoked");
        assertThat(town.post("/coupons/" + revoked + "/use", "").code()).isEqualTo("coupon_revoked");
    }

    @Test
    void a_pool_of_three_hands_out_three_however_many_ask_at_once() throws Exception {
        List<Callable<Town.Reply>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String key = "limited " + i;
            calls.add(() -> issue(key, "u1004", "limited"));
        }
        long handedOut = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var future : threads.invokeAll(calls)) {
                handedOut += future.get().status() == 201 ? 1 : 0;
            }
        }
        assertThat(handedOut).isEqualTo(3);
        assertThat(issue("limited again", "u1004", "limited").code()).isEqualTo("pool_empty");
        assertThat(town.get("/coupons?member_id=u1004&pool=limited")
                        .json()
                        .get("coupons")
                        .size())
                .isEqualTo(3);
    }

    @Test
    void coupons_are_listed_in_pages_and_by_request_key() {
        for (int i = 0; i < 5; i++) {
            issue("list " + i, "u1005", "repayment");
        }
        var first = town.get("/coupons?member_id=u1005&pool=repayment&limit=3");
        assertThat(first.json().get("coupons").size()).isEqualTo(3);
        var second = town.get("/coupons?member_id=u1005&pool=repayment&limit=3&after=" + first.at("/next"));
        assertThat(second.json().get("coupons").size()).isEqualTo(2);
        assertThat(second.json().get("next").isNull()).isTrue();
        assertThat(town.get("/coupons?request_key=list%203").at("/coupons/0/member_id"))
                .isEqualTo("u1005");
    }

    @Test
    void an_unknown_member_or_pool_is_refused() {
        assertThat(issue("x1", "u9", "repayment").code()).isEqualTo("member_unknown");
        assertThat(issue("x2", "u1001", "no").code()).isEqualTo("pool_unknown");
    }

    @Test
    void points_are_added_once_per_request_key_and_never_fall_below_zero() {
        long before = points();
        String add = "{\"request_key\":\"p1\",\"member_id\":\"u1002\",\"points\":50}";
        assertThat(town.post("/points/add", add).status()).isEqualTo(201);
        assertThat(town.post("/points/add", add).status()).isEqualTo(200);
        assertThat(points()).isEqualTo(before + 50);
        assertThat(town.post("/points/add", add.replace("50", "51")).code()).isEqualTo("request_key_reused");
        var tooMuch = town.post("/points/add", "{\"request_key\":\"p2\",\"member_id\":\"u1002\",\"points\":-100000}");
        assertThat(tooMuch.status()).isEqualTo(422);
        assertThat(tooMuch.code()).isEqualTo("points_insufficient");
        assertThat(points()).isEqualTo(before + 50);
    }

    @Test
    void a_credit_limit_is_raised_once_and_restored_once() {
        long before = limit("u1002");
        String raise = "{\"request_key\":\"c1\",\"member_id\":\"u1002\",\"amount\":10000}";
        assertThat(town.post("/credit/raise", raise).status()).isEqualTo(201);
        assertThat(town.post("/credit/raise", raise).status()).isEqualTo(200);
        assertThat(limit("u1002")).isEqualTo(before + 10000);
        town.post("/credit/restore", "{\"request_key\":\"c1\"}");
        town.post("/credit/restore", "{\"request_key\":\"c1\"}");
        assertThat(limit("u1002")).isEqualTo(before);
        assertThat(town.post("/credit/raise", raise).at("/status")).isEqualTo("RESTORED");
    }

    @Test
    void a_restore_before_its_raise_leaves_the_limit_as_it_was() {
        long before = limit("u1003");
        town.post("/credit/restore", "{\"request_key\":\"c2\"}");
        var late = town.post("/credit/raise", "{\"request_key\":\"c2\",\"member_id\":\"u1003\",\"amount\":1}");
        assertThat(late.at("/status")).isEqualTo("RESTORED");
        assertThat(limit("u1003")).isEqualTo(before);
    }

    @Test
    void a_repayment_is_made_once_per_request_key_and_reversed_with_a_new_version() {
        String repay = "{\"request_key\":\"r1\",\"member_id\":\"u1004\",\"amount\":25000}";
        var first = town.post("/repayments", repay);
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.at("/status")).isEqualTo("SUCCEEDED");
        assertThat(town.post("/repayments", repay).at("/id")).isEqualTo(first.at("/id"));
        var reversed = town.post("/repayments/" + first.at("/id") + "/reverse", "");
        assertThat(reversed.at("/status")).isEqualTo("REVERSED");
        assertThat(reversed.at("/version")).isEqualTo("2");
        assertThat(reversed.at("/occurred_at")).isEqualTo(first.at("/occurred_at"));
        assertThat(town.post("/repayments/" + first.at("/id") + "/reverse", "").at("/version"))
                .isEqualTo("2");
        assertThat(town.get("/repayments?member_id=u1004")
                        .json()
                        .get("repayments")
                        .size())
                .isEqualTo(1);
    }

    private static Town.Reply issue(String key, String member, String pool) {
        return town.post(
                "/coupons/issue",
                "{\"request_key\":\"" + key + "\",\"member_id\":\"" + member + "\",\"pool\":\"" + pool
                        + "\",\"count\":1}");
    }

    private static Town.Reply revoke(String key) {
        return town.post("/coupons/revoke", "{\"request_key\":\"" + key + "\"}");
    }

    private static long issued(String pool) {
        for (var one : town.get("/coupons/pools").json().get("pools")) {
            if (one.get("id").asString().equals(pool)) {
                return one.get("issued").longValue();
            }
        }
        throw new AssertionError("no pool " + pool);
    }

    private static long points() {
        return town.get("/points?member_id=u1002").json().get("balance").longValue();
    }

    private static long limit(String member) {
        return town.get("/credit?member_id=" + member).json().get("limit").longValue();
    }
}
