package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.consent.AccessTokens;
import dev.serai.consent.Clients;
import dev.serai.consent.Consents;
import dev.serai.kernel.AppId;
import dev.serai.kernel.MerchantId;
import dev.serai.operator.Role;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What a merchant declares of his apps for asking users, and who may end what a user consented to. */
class ConsentCareTest extends MerchantTests {
    private static final String GOOD = """
            {'app_id':'%s','redirect_uris':['https://shop.example.com/back'],'scopes':['profile','openid'],
             'client_type':'CONFIDENTIAL','calls':'BEARER','access_s':600,'refresh_s':86400}""";

    @Autowired
    Consents consents;

    @Autowired
    Clients clients;

    @Autowired
    AccessTokens tokens;

    private Person owner = Person.NOBODY;
    private String merchant = "";
    private String app = "";
    private String user = "";

    @BeforeEach
    void aMerchantWithASandboxApp() throws Exception {
        owner = approved();
        merchant = merchant(owner);
        app = app(owner, "SANDBOX");
        user = "u-" + UUID.randomUUID();
    }

    private Answer asked(String client) throws Exception {
        return post("/portal/api/changes", owner, "{'kind':'oauth_clients','after':[" + client + "]}");
    }

    private Consents.Issue.Issued given() {
        return consents.give(new AppId(app), new MerchantId(merchant), user, Set.of("profile"));
    }

    private boolean lives(Consents.Issue.Issued issued) {
        return tokens.find(issued.accessToken()) instanceof AccessTokens.Found.Live;
    }

    @Test
    void what_an_app_may_ask_holds_once_a_business_manager_approved_it() throws Exception {
        assertThat(clients.find(new AppId(app))).isEmpty();
        var change = asked(GOOD.formatted(app));
        assertThat(change.status()).as(change.body().toString()).isEqualTo(201);
        assertThat(change.body().path("status").asString()).isEqualTo("PENDING");
        assertThat(clients.find(new AppId(app))).isEmpty();
        var n = change.body().path("n").asInt();
        var decided =
                post("/api/merchants/" + merchant + "/changes/" + n + "/approve", staff(Role.BUSINESS_MANAGER), "{}");
        assertThat(decided.status()).as(decided.body().toString()).isEqualTo(200);
        var client = clients.find(new AppId(app)).orElseThrow();
        assertThat(client.redirectUris()).containsExactly("https://shop.example.com/back");
        assertThat(client.terms().access()).isEqualTo(Duration.ofMinutes(10));
        await().until(() -> tokens.mayBear(new AppId(app)));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "https://shop.example.com/back, http://shop.example.com/back",
                "https://shop.example.com/back, https://shop.example.com/*",
                "https://shop.example.com/back, https://shop.example.com/back#x",
                "https://shop.example.com/back, https://me@shop.example.com/",
                "https://shop.example.com/back, https://shop.example.com/?code=1",
                "https://shop.example.com/back, javascript:alert(1)",
                "https://shop.example.com/back, myapp:/back",
                "https://shop.example.com/back, /back",
                "'profile', 'posts.fly'",
                "'access_s':600, 'access_s':59",
                "'refresh_s':86400, 'refresh_s':31536001",
                "CONFIDENTIAL, SECRET",
                "'app_id':', 'app_id':'not-",
            })
    void a_declaration_that_does_not_fit_is_refused_naming_what(String part, String instead) throws Exception {
        var answer = asked(GOOD.formatted(app).replace(part, instead));
        assertThat(answer.code()).as(answer.body().toString()).isEqualTo("request.invalid");
    }

    @Test
    void a_merchant_sees_his_users_by_open_id_and_ends_a_consent() throws Exception {
        var issued = given();
        var path = "/portal/api/apps/" + app + "/users";
        var seen = get(path, owner).body();
        assertThat(seen.path("users").path(0).path("open_id").asString()).isEqualTo(issued.openId());
        assertThat(seen.toString()).doesNotContain(user);
        var stranger = approved();
        assertThat(get(path, stranger).status()).isEqualTo(404);
        var body = "{'open_id':'" + issued.openId() + "'}";
        assertThat(post(path + "/revoke", stranger, body).status()).isEqualTo(404);
        assertThat(post("/portal/api/apps/" + app(stranger, "SANDBOX") + "/users/revoke", stranger, body)
                        .status())
                .isEqualTo(404);
        assertThat(lives(issued)).isTrue();
        assertThat(post(path + "/revoke", owner, body).status()).isEqualTo(204);
        assertThat(lives(issued)).isFalse();
        assertThat(post(path + "/revoke", owner, body).status()).isEqualTo(204);
        assertThat(get(path, owner)
                        .body()
                        .path("users")
                        .path(0)
                        .path("revoked_by")
                        .asString())
                .isEqualTo("MERCHANT");
        assertThat(audited("consent.revoked")).isEqualTo(1);
    }

    private int audited(String action) {
        return db.sql("SELECT count(*) FROM operator.audit WHERE action = ? AND subject = ?")
                .params(action, app)
                .query(Integer.class)
                .single();
    }

    @Test
    void the_platform_ends_a_consent_by_those_who_may_with_a_reason_in_the_trail() throws Exception {
        var issued = given();
        var path = "/api/apps/" + app + "/users";
        var auditor = staff(Role.AUDITOR);
        await().until(() -> get(path, auditor).status() == 200);
        assertThat(get(path, auditor).body().toString()).contains(user, issued.openId());
        var body = "{'open_id':'" + issued.openId() + "','reason':'reported by the user'}";
        assertThat(post(path + "/revoke", auditor, body).code()).isEqualTo("role.denied");
        var may = staff(Role.OPERATIONS);
        assertThat(post(path + "/revoke", may, body.replace("reported by the user", " "))
                        .code())
                .isEqualTo("request.invalid");
        assertThat(lives(issued)).isTrue();
        assertThat(post(path + "/revoke", may, body).status()).isEqualTo(204);
        assertThat(lives(issued)).isFalse();
        assertThat(audited("consent.revoked")).isEqualTo(1);
    }
}
