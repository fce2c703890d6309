package dev.serai.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From the app's question to the code: who is sent where with what. */
class AuthorizeTest extends OAuthHouse {
    private String page(String lang) {
        return get("/oauth2/authorize?" + form(question()) + "&lang=" + lang, "Cookie", cookie)
                .body();
    }

    @Test
    void a_user_who_consents_goes_back_with_a_code() {
        var back = sentBack(decided(question(), "allow"));
        assertThat(back)
                .containsEntry("to", "https://shop.example.com/callback")
                .containsEntry("shop", "7")
                .containsEntry("state", "s-1")
                .containsEntry("iss", door.url())
                .containsKey("code");
    }

    @Test
    void a_user_who_says_no_goes_back_without() {
        assertThat(sentBack(decided(question(), "deny")))
                .containsEntry("error", "access_denied")
                .containsEntry("state", "s-1")
                .containsEntry("iss", door.url())
                .doesNotContainKey("code");
    }

    @Test
    void the_page_says_who_asks_for_what_and_until_when_in_both_languages() {
        var earliest = clock.instant().plus(Duration.ofDays(7));
        var chinese = page("zh");
        var english = page("en");
        // A midnight may have come meanwhile.
        var latest = clock.instant().plus(Duration.ofDays(7));
        assertThat(chinese)
                .contains("Tea &amp; Co", "江南小店 &lt;b&gt;", "查看你的昵称和头像", "shop.example.com", "小明")
                .containsAnyOf(Pages.day(earliest, true), Pages.day(latest, true))
                .doesNotContain("<b>\"", "<script");
        assertThat(english)
                .contains("see your nickname and picture")
                .containsAnyOf(Pages.day(earliest, false), Pages.day(latest, false));
    }

    @Test
    void a_page_cannot_be_framed_and_its_forms_lead_nowhere_else() {
        var answer = get("/oauth2/authorize?" + form(question()), "Cookie", cookie);
        assertThat(answer.headers().allValues("Content-Security-Policy"))
                .singleElement()
                .asString()
                .contains(
                        "default-src 'none'", "frame-ancestors 'none'", "form-action 'self' https://shop.example.com");
        assertThat(answer.headers().firstValue("X-Frame-Options")).contains("DENY");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://shop.example.com/callback",
                "https://shop.example.com/callback?shop=7&x=1",
                "https://shop.example.com:444/callback?shop=7",
                "https://shop.example.com.evil.example/callback?shop=7",
                "http://shop.example.com/callback?shop=7",
                "javascript:alert(1)",
                ""
            })
    void nobody_is_sent_to_an_address_the_app_did_not_declare(String uri) {
        var answer = get("/oauth2/authorize?" + form(question("redirect_uri", uri)), "Cookie", cookie);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
    }

    @Test
    void nobody_is_sent_anywhere_for_an_unknown_app_or_an_address_named_twice() {
        for (var query : new String[] {
            form(question("client_id", "nobody")),
            form(question("client_id", "")),
            form(question()) + "&redirect_uri=https%3A%2F%2Fevil.example",
            "x=" + "y".repeat(9_000)
        }) {
            var answer = get("/oauth2/authorize?" + query, "Cookie", cookie);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.headers().firstValue("Location")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "response_type, token, unsupported_response_type",
        "response_mode, fragment, invalid_request",
        "code_challenge, '', invalid_request",
        "code_challenge_method, plain, invalid_request",
        "code_challenge_method, '', invalid_request",
        "scope, '', invalid_scope",
        "scope, profile points.write, invalid_scope",
        "prompt, none login, invalid_request",
        "max_age, soon, invalid_request",
    })
    void what_else_is_wrong_goes_back_to_the_app(String name, String value, String error) {
        var answer = get("/oauth2/authorize?" + form(question(name, value)), "Cookie", cookie);
        assertThat(sentBack(answer))
                .containsEntry("error", error)
                .containsEntry("state", "s-1")
                .containsEntry("iss", door.url());
    }

    @Test
    void a_parameter_that_stands_twice_goes_back_as_an_error() {
        var answer = get("/oauth2/authorize?" + form(question()) + "&scope=openid", "Cookie", cookie);
        assertThat(sentBack(answer)).containsEntry("error", "invalid_request");
    }

    @Test
    void without_a_session_the_user_signs_in_first_and_the_silent_app_is_told_so() {
        var page = get("/oauth2/authorize?" + form(question()));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("name=\"password\"").doesNotContain("decision");
        assertThat(page.headers().firstValue("Set-Cookie").orElseThrow())
                .contains("SERAI_CONSENT=", "Path=/oauth2", "HttpOnly", "SameSite=Lax");
        assertThat(sentBack(get("/oauth2/authorize?" + form(question("prompt", "none")))))
                .containsEntry("error", "login_required");
        assertThat(sentBack(get("/oauth2/authorize?" + form(question("prompt", "none")), "Cookie", cookie)))
                .containsEntry("error", "consent_required");
    }

    @Test
    void what_he_consented_to_before_he_is_not_asked_again_until_it_is_more() {
        assertThat(lives(tokens())).isTrue();
        assertThat(sentBack(get("/oauth2/authorize?" + form(question("prompt", "none")), "Cookie", cookie)))
                .containsKey("code");
        for (var asked : new String[] {"scope=profile+posts.write", "prompt=consent"}) {
            var pair = asked.split("=", 2);
            var page = get("/oauth2/authorize?" + form(question(pair[0], pair[1].replace('+', ' '))), "Cookie", cookie);
            assertThat(page.body()).as(asked).contains("decision");
        }
    }

    @Test
    void a_public_app_asks_each_time_because_anything_may_use_its_name() {
        app = app(client(true));
        var form = exchange(code(question()), "client_id", app.id().value());
        assertThat(post("/oauth2/token", form).statusCode()).isEqualTo(200);
        assertThat(get("/oauth2/authorize?" + form(question()), "Cookie", cookie)
                        .body())
                .contains("decision");
    }

    @Test
    void a_password_shown_too_long_ago_is_asked_for_again() {
        clock.advance(Duration.ofMinutes(2));
        assertThat(get("/oauth2/authorize?" + form(question("max_age", "60")), "Cookie", cookie)
                        .body())
                .contains("name=\"password\"");
        assertThat(get("/oauth2/authorize?" + form(question("max_age", "600")), "Cookie", cookie)
                        .body())
                .contains("decision");
        assertThat(get("/oauth2/authorize?" + form(question("prompt", "login")), "Cookie", cookie)
                        .body())
                .contains("name=\"password\"");
        clock.advance(UserSessions.IDLE_MAX);
        assertThat(get("/oauth2/authorize?" + form(question()), "Cookie", cookie)
                        .body())
                .contains("name=\"password\"");
    }

    @Test
    void no_form_of_a_foreign_page_counts() {
        var query = form(question());
        var csrf = csrf(get("/oauth2/authorize?" + query, "Cookie", cookie));
        var other = csrf(get("/oauth2/authorize?" + query, "Cookie", signedIn("u-attacker")));
        for (var form : new String[][] {{"", ""}, {other, ""}, {csrf, "https://evil.example"}, {csrf, "null"}}) {
            var body = Map.of("csrf", form[0], "decision", "allow");
            var answer = form[1].isEmpty()
                    ? post("/oauth2/consent?" + query, body, "Cookie", cookie)
                    : post("/oauth2/consent?" + query, body, "Cookie", cookie, "Origin", form[1]);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.headers().firstValue("Location")).isEmpty();
        }
        var own = post(
                "/oauth2/consent?" + query,
                Map.of("csrf", csrf, "decision", "allow"),
                "Cookie",
                cookie,
                "Origin",
                door.url());
        assertThat(sentBack(own)).containsKey("code");
    }

    @Test
    void what_the_app_wrote_into_the_address_is_no_yes_of_the_user() {
        var answer = decided(changed(question(), "decision", "allow"), "deny");
        assertThat(sentBack(answer)).containsEntry("error", "access_denied");
    }

    @Test
    void a_foreign_page_signs_nobody_in_and_a_core_out_of_reach_is_told() {
        var query = form(question());
        var fields = Map.of("login", "alice", "password", "plaza-1001");
        assertThat(post("/oauth2/login?" + query, fields).statusCode()).isEqualTo(403);
        var page = get("/oauth2/authorize?" + query);
        var browser = page.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
        var tried = post(
                "/oauth2/login?" + query,
                Map.of("login", "ali<ce", "password", "x", "csrf", csrf(page)),
                "Cookie",
                browser);
        assertThat(tried.statusCode()).isEqualTo(503);
        assertThat(tried.body()).contains("ali&lt;ce").doesNotContain("value=\"x\"");
    }

    @Test
    void an_app_of_its_own_scheme_gets_its_code_there() {
        var back = sentBack(decided(question("redirect_uri", "com.example.shop:/back"), "allow"));
        assertThat(back).containsEntry("to", "com.example.shop:/back").containsKey("code");
    }
}
