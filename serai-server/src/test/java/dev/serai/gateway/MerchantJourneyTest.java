package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.operator.Role;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a merchant comes in, and goes, seen from outside. */
class MerchantJourneyTest extends MerchantTests {
    @Test
    void a_merchant_registers_is_asked_answers_is_approved_tries_and_goes_live() throws Exception {
        var owner = registered();
        var id = merchant(owner);
        var manager = staff(Role.BUSINESS_MANAGER);
        var product = staff(Role.PRODUCT_MANAGER);

        assertThat(post("/portal/api/application/submit", owner, "{}").code()).isEqualTo("licence.missing");
        submitted(owner);
        assertThat(post("/api/merchants/" + id + "/ask", manager, "{'question':'Whose shop?'}")
                        .status())
                .isEqualTo(200);
        assertThat(get("/portal/api/application", owner).body().path("status").asString())
                .isEqualTo("ASKED");
        assertThat(post("/portal/api/application/submit", owner, "{'answer':'My own.'}")
                        .status())
                .isEqualTo(200);
        assertThat(post("/api/merchants/" + id + "/approve", manager, "{'version':" + version(owner) + "}")
                        .status())
                .isEqualTo(200);

        var sandbox = app(owner, "SANDBOX");
        var secret = secret(owner, sandbox, 0);
        untilPing(sandbox, secret, "OK");

        assertThat(post("/api/merchants/" + id + "/go-live", product, "{}").code())
                .isEqualTo("checklist.open");
        for (var item : new String[] {"sandbox_call", "callbacks", "errors", "security", "contacts"}) {
            assertThat(post("/api/merchants/" + id + "/checklist/" + item, product, "{}")
                            .status())
                    .isEqualTo(200);
        }
        assertThat(post("/api/merchants/" + id + "/go-live", product, "{}").status())
                .isEqualTo(200);
        var live = app(owner, "LIVE");
        untilPing(live, secret(owner, live, 0), "OK");

        var steps = get("/portal/api/application", owner).body().path("steps");
        assertThat(steps.valueStream().map(s -> s.path("kind").asString()).filter(k -> !k.equals("SIGNED")))
                .containsExactly("REGISTERED", "SUBMITTED", "ASKED", "SUBMITTED", "APPROVED", "LIVE");
        assertThat(steps.toString()).doesNotContain(manager.login()).doesNotContain(product.login());
    }

    @Test
    void a_suspended_merchant_is_refused_at_the_door_until_resumed_and_a_closed_one_for_ever() throws Exception {
        var owner = approved();
        var id = merchant(owner);
        var manager = staff(Role.BUSINESS_MANAGER);
        var app = app(owner, "SANDBOX");
        var secret = secret(owner, app, 0);
        untilPing(app, secret, "OK");

        post("/api/merchants/" + id + "/suspend", manager, "{'reason':'late papers'}");
        untilPing(app, secret, "app.not_active");
        post("/api/merchants/" + id + "/resume", manager, "{'reason':'they came'}");
        untilPing(app, secret, "OK");
        post("/api/merchants/" + id + "/close", manager, "{'reason':'the end'}");
        untilPing(app, secret, "app.not_active");

        assertThat(post("/api/merchants/" + id + "/resume", manager, "{'reason':'no'}")
                        .code())
                .isEqualTo("merchant.status");
        assertThat(get("/portal/api/me", owner).code()).isEqualTo("session.expired");
        assertThat(post(
                                "/portal/api/login",
                                Person.NOBODY,
                                "{'login':'" + owner.login() + "','password':'" + PASSWORD + "'}")
                        .code())
                .isEqualTo("login.refused");
    }

    @Test
    void of_two_decisions_only_the_first_counts() throws Exception {
        var owner = registered();
        submitted(owner);
        var path = "/api/merchants/" + merchant(owner);
        var manager = staff(Role.BUSINESS_MANAGER);
        assertThat(post(path + "/approve", manager, "{'version':0}").code()).isEqualTo("version.conflict");
        assertThat(post(path + "/approve", manager, "{'version':" + version(owner) + "}")
                        .status())
                .isEqualTo(200);
        assertThat(post(path + "/approve", manager, "{'version':" + version(owner) + "}")
                        .code())
                .isEqualTo("merchant.status");
        assertThat(post(path + "/reject", manager, "{'reason':'no'}").code()).isEqualTo("merchant.status");
        assertThat(get("/portal/api/apps", owner).body().path("apps").size()).isEqualTo(1);
    }

    @Test
    void a_flood_of_registrations_from_one_address_is_stopped() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(register(login()).status()).isEqualTo(201);
        }
        assertThat(register(login()).code()).isEqualTo("register.throttled");
        clock.advance(Duration.ofHours(1));
        assertThat(register(login()).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({"GIF89a, file.type", "%PDF, file.type", "'<svg/>', file.type"})
    void a_licence_is_what_its_bytes_say(String bytes, String code) throws Exception {
        var owner = registered();
        var answer = send("POST", "/portal/api/application/licences?name=l.pdf", owner, BodyPublishers.ofString(bytes));
        assertThat(answer.code()).isEqualTo(code);
    }

    @Test
    void a_file_too_large_or_one_too_many_is_refused() throws Exception {
        var owner = registered();
        var path = "/portal/api/application/licences?name=l.pdf";
        var large = Arrays.copyOf(PDF, (5 << 20) + 1);
        assertThat(send("POST", path, owner, BodyPublishers.ofByteArray(large)).code())
                .isEqualTo("file.too_large");
        for (int i = 0; i < 5; i++) {
            assertThat(send("POST", path, owner, BodyPublishers.ofByteArray(PDF))
                            .status())
                    .isEqualTo(201);
        }
        assertThat(send("POST", path, owner, BodyPublishers.ofByteArray(PDF)).code())
                .isEqualTo("file.too_many");
    }
}
