package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.operator.Role;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Contracts, changes and allow-lists, as merchant and staff see them. */
class MerchantTermsTest extends MerchantTests {
    @Test
    void a_contract_is_made_by_the_business_manager_and_read_by_the_merchant() throws Exception {
        var owner = approved();
        var path = "/api/merchants/" + merchant(owner) + "/contracts";
        var manager = staff(Role.BUSINESS_MANAGER);
        var terms = """
                {'replaces':0,'methods':[{'method':'order.query_order','version':1}],
                 'limits':{'per_s':50,'burst':null,'concurrent':10,'per_day':100000,'per_month':null},
                 'commission_ppm':12500,'valid_from':'%s','valid_to':'%s','note':'first year'}""";
        var from = clock.instant().atOffset(ZoneOffset.ofHours(8)).toString();
        var to = clock.instant()
                .plus(Duration.ofDays(365))
                .atOffset(ZoneOffset.ofHours(8))
                .toString();

        assertThat(post(path, manager, terms.formatted("tomorrow", to)).status())
                .isEqualTo(400);
        var made = post(path, manager, terms.formatted(from, to));
        assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
        assertThat(post(path, manager, terms.formatted(from, to)).code()).isEqualTo("contract.changed");

        var read = get("/portal/api/contract", owner).body().path("contracts").path(0);
        assertThat(read.path("state").asString()).isEqualTo("IN_FORCE");
        assertThat(read.path("commission_ppm").asInt()).isEqualTo(12_500);
        assertThat(read.path("limits").path("per_day").asInt()).isEqualTo(100_000);
        assertThat(read.toString()).doesNotContain(manager.login()).doesNotContain("first year");
    }

    @Test
    void a_change_goes_over_the_desk_and_the_merchant_reads_what_became_of_it() throws Exception {
        var owner = approved();
        var id = merchant(owner);
        var manager = staff(Role.BUSINESS_MANAGER);
        var asked = post("/portal/api/changes", owner, "{'kind':'access_mode','after':'SDK','note':'an app'}");
        assertThat(asked.body().path("status").asString())
                .as(asked.body().toString())
                .isEqualTo("PENDING");
        var waiting = get("/api/changes?status=PENDING&after=" + before(asked), manager)
                .body()
                .path("changes");
        assertThat(waiting.valueStream().map(c -> c.path("merchant_id").asString()))
                .contains(id);

        var approved = post("/api/merchants/" + id + "/changes/1/approve", manager, "{}");
        assertThat(approved.status()).as(approved.body().toString()).isEqualTo(200);
        var list = get("/portal/api/changes?limit=1", owner).body();
        assertThat(list.path("changes").path(0).path("in_force").asBoolean()).isTrue();
        assertThat(list.path("changes").path(0).path("decided_by").asString()).isEqualTo("staff");
        assertThat(list.path("next").isNull()).isTrue();
        assertThat(get("/portal/api/application", owner)
                        .body()
                        .path("access_mode")
                        .asString())
                .isEqualTo("SDK");
        assertThat(get("/portal/api/changes/kinds", owner).body().path("kinds").size())
                .isEqualTo(5);
    }

    @Test
    void an_allow_list_that_was_looked_at_holds_and_can_be_taken_back() throws Exception {
        var owner = approved();
        var seen = post("/portal/api/allow-list/dry-run", owner, "{'ranges':['10.0.0.0/8']}");
        assertThat(seen.status()).as(seen.body().toString()).isEqualTo(200);
        var token = seen.body().path("token").asString();
        var applied = post("/portal/api/allow-list/apply", owner, "{'token':'" + token + "','refused':0}");
        assertThat(applied.status()).as(applied.body().toString()).isEqualTo(201);
        assertThat(applied.body().path("rule").asString()).isEqualTo("allow_list");
        assertThat(get("/portal/api/allow-list", owner)
                        .body()
                        .path("list")
                        .path("ranges")
                        .path(0)
                        .asString())
                .isEqualTo("10.0.0.0/8");
        assertThat(post("/portal/api/allow-list/apply", owner, "{'token':'" + token + "','refused':0}")
                        .code())
                .isEqualTo("allow_list.draft_gone");
        assertThat(post("/portal/api/changes/1/reverse", owner, "{}").status()).isEqualTo(201);
        assertThat(get("/portal/api/allow-list", owner)
                        .body()
                        .path("list")
                        .path("ranges")
                        .size())
                .isZero();
    }

    /** The place just before it in the desk's list. */
    private static String before(Answer change) {
        var id = change.body().path("change_id").asString();
        return id.substring(0, id.length() - 1);
    }
}
