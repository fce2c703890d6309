package dev.serai.merchant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.MovableClock;
import dev.serai.kernel.Ids;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.merchant.MerchantChanges.Change;
import dev.serai.merchant.MerchantChanges.Status;
import dev.serai.operator.Actor;
import dev.serai.operator.Refused;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@HouseTest
@Timeout(60)
class MerchantChangesTest {
    private static final Party MANAGER = Party.staff(new Actor("manager", "business_manager"));

    @Autowired
    MerchantChanges changes;

    @Autowired
    Joining joining;

    @Autowired
    AllowLists allowLists;

    @Autowired
    JdbcClient db;

    @Autowired
    MovableClock clock;

    @Autowired
    Ids ids;

    private MerchantId merchant = new MerchantId("?");
    private Party owner = MANAGER;

    @BeforeEach
    void aLiveMerchant() {
        merchant = new MerchantId("m" + ids.next());
        joining.merchant(merchant, "江南小店");
        owner = Party.merchant(new Account("wang@example.com", merchant, "Wang", Account.Role.OWNER, ""));
    }

    private static JsonNode json(String text) {
        return Json.read(text.replace('\'', '"'));
    }

    private static JsonNode contacts(String phone) {
        return json("[{'name':'Li','email':'Li@Example.com','phone':'" + phone + "','role':'FINANCE'}]");
    }

    private Change ask(String kind, String after) {
        return changes.ask(merchant, owner, kind, json(after), "because");
    }

    private JsonNode now(String kind) {
        return changes.kinds(merchant).stream()
                .filter(k -> k.kind().equals(kind))
                .findFirst()
                .orElseThrow()
                .now();
    }

    private static String code(Callable<?> work) {
        try {
            work.call();
            return "";
        } catch (Refused e) {
            return e.code();
        } catch (Exception e) {
            return e.toString();
        }
    }

    @Test
    void a_rule_approves_at_once_and_what_goes_beyond_it_waits() {
        for (int i = 0; i < 5; i++) {
            var change = changes.ask(merchant, owner, "contacts", contacts("021 5555 000" + i), null);
            assertThat(change.status()).isEqualTo(Status.APPROVED);
            assertThat(change.rule()).isEqualTo("contacts");
            assertThat(change.decidedBy()).isEqualTo("rule");
            assertThat(now("contacts").path(0).path("phone").asString()).isEqualTo("021 5555 000" + i);
        }
        var sixth = changes.ask(merchant, owner, "contacts", contacts("021 5555 0009"), null);
        assertThat(sixth.status()).isEqualTo(Status.PENDING);
        assertThat(now("contacts").path(0).path("phone").asString()).isEqualTo("021 5555 0004");

        changes.withdraw(merchant, owner, sixth.n());
        clock.advance(Duration.ofHours(25));
        assertThat(changes.ask(merchant, owner, "contacts", contacts("021 5555 0009"), null)
                        .status())
                .isEqualTo(Status.APPROVED);
    }

    @Test
    void a_change_without_a_rule_waits_for_the_business_manager_and_holds_when_he_approves() {
        var asked = ask("access_mode", "'SDK'");
        assertThat(asked.status()).isEqualTo(Status.PENDING);
        assertThat(now("access_mode").asString()).isEqualTo("FULL_API");
        assertThat(changes.desk(Status.PENDING, "access_mode", "", 200))
                .anySatisfy(line -> assertThat(line.merchantId()).isEqualTo(merchant.value()));

        var approved = changes.approve(merchant, MANAGER, asked.n());
        assertThat(approved.inForce()).isTrue();
        assertThat(approved.decidedBy()).isEqualTo("manager");
        assertThat(now("access_mode").asString()).isEqualTo("SDK");
        assertThat(changes.of(merchant, Integer.MAX_VALUE, 10, true).getFirst().decidedBy())
                .isEqualTo("staff");
    }

    @Test
    void a_rejected_change_leaves_everything_as_it_was() {
        var asked = ask("access_mode", "'SDK'");
        var rejected = changes.reject(merchant, MANAGER, asked.n(), "not in your contract");
        assertThat(rejected.status()).isEqualTo(Status.REJECTED);
        assertThat(rejected.reason()).isEqualTo("not in your contract");
        assertThat(now("access_mode").asString()).isEqualTo("FULL_API");
        assertThat(code(() -> changes.approve(merchant, MANAGER, asked.n()))).isEqualTo("change.status");
        assertThat(code(() -> changes.reverse(merchant, MANAGER, asked.n(), "no")))
                .isEqualTo("change.superseded");
    }

    @Test
    void of_two_who_decide_at_once_one_is_refused() throws Exception {
        for (int i = 0; i < 5; i++) {
            var n = ask("access_mode", now("access_mode").asString().equals("SDK") ? "'FULL_API'" : "'SDK'")
                    .n();
            try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
                var codes = pool
                        .invokeAll(List.<Callable<String>>of(
                                () -> code(() -> changes.approve(merchant, MANAGER, n)),
                                () -> code(() -> changes.reject(merchant, MANAGER, n, "no"))))
                        .stream()
                        .map(f -> f.resultNow())
                        .toList();
                assertThat(codes).containsExactlyInAnyOrder("", "change.status");
            }
        }
    }

    @Test
    void one_of_a_kind_waits_at_a_time_and_asking_for_what_is_already_so_is_refused() {
        assertThat(code(() -> ask("access_mode", "'FULL_API'"))).isEqualTo("change.nothing");
        ask("access_mode", "'SDK'");
        assertThat(code(() -> ask("access_mode", "'EMBEDDED_H5'"))).isEqualTo("change.pending");
        assertThat(changes.kinds(merchant))
                .filteredOn(k -> k.kind().equals("access_mode"))
                .first()
                .satisfies(k -> assertThat(k.pending()).isEqualTo(1));
    }

    @Test
    void what_was_changed_meanwhile_is_not_approved_blindly() {
        var asked = ask("access_mode", "'SDK'");
        db.sql("UPDATE merchant.merchant SET access_mode = 'EMBEDDED_H5' WHERE merchant_id = ?")
                .param(merchant.value())
                .update();
        assertThat(code(() -> changes.approve(merchant, MANAGER, asked.n()))).isEqualTo("change.stale");
        assertThat(now("access_mode").asString()).isEqualTo("EMBEDDED_H5");
    }

    @Test
    void the_newest_change_is_taken_back_and_an_older_one_is_not() {
        ask("allow_list", "['10.0.0.0/8']");
        ask("allow_list", "['10.0.0.0/8','2001:db8::/32']");
        assertThat(allowLists.of(merchant).ranges()).containsExactly("10.0.0.0/8", "2001:db8::/32");

        assertThat(code(() -> changes.reverse(merchant, MANAGER, 1, "wrong one")))
                .isEqualTo("change.superseded");
        var back = changes.reverse(merchant, MANAGER, 2, "they are not theirs");
        assertThat(back.status()).isEqualTo(Status.APPROVED);
        assertThat(back.reverses()).isEqualTo(2);
        assertThat(allowLists.of(merchant).ranges()).containsExactly("10.0.0.0/8");

        // Taking back the taking back is one more revision.
        changes.reverse(merchant, owner, back.n(), null);
        assertThat(allowLists.of(merchant).ranges()).hasSize(2);
    }

    @Test
    void a_merchants_own_reversal_asks_again_where_the_change_had_to_be_asked_for() {
        changes.approve(merchant, MANAGER, ask("access_mode", "'SDK'").n());
        assertThat(changes.reverse(merchant, owner, 1, null).status()).isEqualTo(Status.PENDING);
        assertThat(now("access_mode").asString()).isEqualTo("SDK");
    }

    @Test
    void notify_addresses_of_a_live_merchant_wait_and_hold_when_approved() {
        db.sql("""
                INSERT INTO push.subscription (id, merchant, app, url, types, secret, state, created_at)
                VALUES (?, ?, 'a', 'http://127.0.0.1:9/old', '*', '', 'gone', now())""").params("sub_" + merchant.value(), merchant.value()).update();
        var id = "'subscription_id':'sub_" + merchant.value() + "'";
        assertThat(code(() -> ask("notify_addresses", "[]"))).isEqualTo("request.invalid");
        assertThat(code(() -> ask("notify_addresses", "[{" + id + ",'url':'http://10.0.0.1/','types':'*'}]")))
                .isEqualTo("request.invalid");
        assertThat(code(() ->
                        ask("notify_addresses", "[{" + id + ",'url':'http://127.0.0.1:9/new','types':'no.such'}]")))
                .isEqualTo("request.invalid");

        var asked = ask("notify_addresses", "[{" + id + ",'url':'http://127.0.0.1:9/new','types':'order.changed'}]");
        assertThat(asked.status()).isEqualTo(Status.PENDING);
        changes.approve(merchant, MANAGER, asked.n());
        assertThat(db.sql("SELECT url || ' ' || types || ' ' || state FROM push.subscription WHERE merchant = ?")
                        .param(merchant.value())
                        .query(String.class)
                        .single())
                .isEqualTo("http://127.0.0.1:9/new order.changed active");
    }

    @ParameterizedTest
    @CsvSource({"SUSPENDED", "CLOSED", "REVIEW"})
    void only_a_merchant_who_is_in_changes_anything(String status) {
        db.sql("UPDATE merchant.merchant SET status = ? WHERE merchant_id = ?")
                .params(status, merchant.value())
                .update();
        assertThat(code(() -> ask("access_mode", "'SDK'"))).isEqualTo("merchant.status");
    }

    @Test
    void another_merchants_change_is_as_unknown_as_none() {
        var n = ask("access_mode", "'SDK'").n();
        var other = new MerchantId("m" + ids.next());
        joining.merchant(other, "other");
        assertThat(code(() -> changes.withdraw(other, owner, n))).isEqualTo("not_found");
        assertThat(code(() -> changes.reverse(other, owner, n, null))).isEqualTo("not_found");
        assertThat(changes.of(other, Integer.MAX_VALUE, 10, true)).isEmpty();
    }

    @Test
    void a_hundred_changes_a_day_are_enough() {
        for (int i = 0; i < MerchantChanges.PER_DAY_MAX; i++) {
            ask("allow_list", i % 2 == 0 ? "['10.0.0.0/8']" : "[]");
        }
        assertThat(code(() -> ask("allow_list", "['10.0.0.0/8']"))).isEqualTo("change.throttled");
    }

    @Test
    void phone_numbers_reach_neither_the_trail_nor_a_refusal() {
        changes.ask(merchant, owner, "contacts", contacts("021 5555 4242"), null);
        var trail = db.sql("SELECT string_agg(action || detail, ' ') FROM operator.audit WHERE subject = ?")
                .param(merchant.value())
                .query(String.class)
                .single();
        assertThat(trail)
                .contains("merchant.change_asked", "merchant.change_approved", "by the rule contacts")
                .doesNotContain("5555 4242");
        try {
            changes.ask(merchant, owner, "contacts", json("{'phone':'021 5555 4243'}"), null);
        } catch (Refused e) {
            assertThat(e.getMessage()).startsWith("after must be").doesNotContain("5555 4243");
        }
    }
}
