package dev.serai.consent;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.serai.consent.Consents.By;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What an app gets for a code and for a refresh token, and how it proves itself. */
class TokenEndpointTest extends OAuthHouse {
    @Autowired
    Consents consents;

    @Autowired
    Links links;

    private HttpResponse<String> introspected(Party by, String token) {
        return post("/oauth2/introspect", Map.of("token", token), "Authorization", basic(by));
    }

    private HttpResponse<String> revoked(Party by, String token) {
        return post("/oauth2/revoke", Map.of("token", token), "Authorization", basic(by));
    }

    @Test
    void a_code_gives_tokens_that_live_as_long_as_the_app_declared() {
        var answer = token(exchange(code(question())));
        var issued = json(answer, 200);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(issued.path("token_type").asString()).isEqualTo("Bearer");
        assertThat(issued.path("expires_in").asLong()).isEqualTo(600);
        assertThat(issued.path("scope").asString()).isEqualTo("posts.read profile");
        assertThat(issued.has("id_token")).isFalse();
        var found = (AccessTokens.Found.Live)
                tokens.find(issued.path("access_token").asString());
        assertThat(found.user()).isEqualTo(user);
        assertThat(found.app()).isEqualTo(app.id());
        assertThat(links.find(app.id(), user).orElseThrow().openId())
                .isEqualTo(issued.path("open_id").asString());
        clock.advance(Duration.ofMinutes(10));
        assertThat(lives(issued)).isFalse();
    }

    @Test
    void a_code_used_twice_takes_back_what_it_gave() {
        var code = code(question());
        var issued = json(token(exchange(code)), 200);
        assertThat(error(token(exchange(code)), 400)).isEqualTo("invalid_grant");
        assertThat(lives(issued)).isFalse();
        assertThat(refreshed(app, issued.path("refresh_token").asString())
                        .path("error")
                        .asString())
                .isEqualTo("invalid_grant");
    }

    @ParameterizedTest
    @CsvSource({
        "code_verifier, wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww, invalid_grant",
        "redirect_uri, https://shop.example.com/callback, invalid_grant",
        "redirect_uri, '', invalid_grant",
    })
    void a_try_that_does_not_fit_uses_the_code_up(String name, String value, String error) {
        var code = code(question());
        assertThat(error(token(exchange(code, name, value)), 400)).isEqualTo(error);
        assertThat(error(token(exchange(code)), 400)).isEqualTo("invalid_grant");
    }

    @Test
    void a_code_is_nothing_without_its_app_its_verifier_and_its_minute() {
        var code = code(question());
        assertThat(error(token(exchange(code, "code_verifier", "")), 400)).isEqualTo("invalid_request");
        var other = app(client(false));
        assertThat(error(post("/oauth2/token", exchange(code), "Authorization", basic(other)), 400))
                .isEqualTo("invalid_grant");
        assertThat(token(exchange(code)).statusCode()).isEqualTo(200);
        var late = code(question());
        clock.advance(Codes.LIFETIME);
        assertThat(error(token(exchange(late)), 400)).isEqualTo("invalid_grant");
    }

    @Test
    void a_consent_taken_back_takes_the_code_with_it() {
        tokens();
        var code = code(question("prompt", "consent"));
        consents.revoke(app.id(), user, By.USER);
        assertThat(error(token(exchange(code)), 400)).isEqualTo("invalid_grant");
    }

    @Test
    void a_refresh_token_works_once_and_for_its_app_alone() {
        var issued = tokens();
        var first = issued.path("refresh_token").asString();
        assertThat(refreshed(app(client(false)), first).path("error").asString())
                .isEqualTo("invalid_grant");
        assertThat(refreshed(app, first, "scope", "profile points.write")
                        .path("error")
                        .asString())
                .isEqualTo("invalid_scope");
        var second = refreshed(app, first);
        assertThat(lives(second)).isTrue();
        assertThat(refreshed(app, first).path("error").asString()).isEqualTo("invalid_grant");
        assertThat(lives(second)).isFalse();
        assertThat(refreshed(app, second.path("refresh_token").asString())
                        .path("error")
                        .asString())
                .isEqualTo("invalid_grant");
    }

    @Test
    void an_app_proves_itself_by_secret_in_either_place_and_by_nothing_less() {
        var id = app.id().value();
        assertThat(post("/oauth2/token", exchange(code(question()), "client_id", id, "client_secret", app.secret()))
                        .statusCode())
                .isEqualTo(200);
        var code = code(question());
        var wrong = "Basic "
                + Base64.getEncoder().encodeToString((id + ":" + "0".repeat(64)).getBytes(StandardCharsets.UTF_8));
        var refused = post("/oauth2/token", exchange(code), "Authorization", wrong);
        assertThat(error(refused, 401)).isEqualTo("invalid_client");
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Basic");
        assertThat(error(post("/oauth2/token", exchange(code, "client_id", id)), 401))
                .isEqualTo("invalid_client");
        assertThat(error(post("/oauth2/token", exchange(code)), 400)).isIn("invalid_client", "invalid_request");
        assertThat(error(token(exchange(code, "client_id", id, "client_secret", app.secret())), 400))
                .isEqualTo("invalid_request");
        assertThat(token(exchange(code)).statusCode()).isEqualTo(200);
        assertThat(error(token(Map.of("grant_type", "client_credentials")), 400))
                .isEqualTo("unsupported_grant_type");
        assertThat(error(token(Map.of("grant_type", "password", "username", "a", "password", "b")), 400))
                .isEqualTo("unsupported_grant_type");
    }

    private String assertion(String audience, Duration life, String number) throws Exception {
        var id = app.id().value();
        var jwt = new SignedJWT(
                new JWSHeader(JWSAlgorithm.RS256),
                new JWTClaimsSet.Builder()
                        .issuer(id)
                        .subject(id)
                        .audience(audience)
                        .expirationTime(Date.from(clock.instant().plus(life)))
                        .jwtID(number)
                        .build());
        jwt.sign(new RSASSASigner(app.pair().getPrivate()));
        return jwt.serialize();
    }

    private HttpResponse<String> asserted(String assertion) {
        var form = new HashMap<>(Map.of(
                "grant_type",
                "refresh_token",
                "refresh_token",
                "none",
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
        form.put("client_assertion", assertion);
        return post("/oauth2/token", form);
    }

    @Test
    void an_app_proves_itself_by_its_rsa_key_once_an_assertion() throws Exception {
        var good =
                assertion(door.url(), Duration.ofMinutes(5), UUID.randomUUID().toString());
        assertThat(error(asserted(good), 400)).as("past the proof").isEqualTo("invalid_grant");
        assertThat(error(asserted(good), 401)).isEqualTo("invalid_client");
        var mine = app;
        for (var bad : new String[] {
            assertion("https://other.example", Duration.ofMinutes(5), "n1"),
            assertion(door.url(), Duration.ofMinutes(11), "n2"),
            assertion(door.url(), Duration.ofMinutes(-2), "n3"),
        }) {
            assertThat(error(asserted(bad), 401)).isEqualTo("invalid_client");
        }
        var forged =
                new Party(mine.id(), mine.merchant(), "", app(client(false)).pair());
        app = forged;
        assertThat(error(asserted(assertion(door.url(), Duration.ofMinutes(5), "n4")), 401))
                .isEqualTo("invalid_client");
    }

    @Test
    void an_app_sees_and_gives_back_its_own_tokens_and_nobody_elses() {
        var issued = tokens();
        var token = issued.path("access_token").asString();
        var other = app(client(false));
        var seen = json(introspected(app, token), 200);
        assertThat(seen.path("active").asBoolean()).isTrue();
        assertThat(seen.path("sub").asString()).isEqualTo(issued.path("open_id").asString());
        assertThat(seen.toString()).doesNotContain(user);
        assertThat(json(introspected(app, issued.path("refresh_token").asString()), 200)
                        .path("active")
                        .asBoolean())
                .isTrue();
        assertThat(json(introspected(other, token), 200).toString()).isEqualTo("{\"active\":false}");
        assertThat(post("/oauth2/introspect", Map.of("token", token)).statusCode())
                .isIn(400, 401);
        assertThat(post("/oauth2/introspect", Map.of("token", token), "Authorization", "Bearer " + token)
                        .statusCode())
                .isIn(400, 401);
        assertThat(revoked(other, token).statusCode()).isEqualTo(200);
        assertThat(lives(issued)).isTrue();
        assertThat(revoked(app, issued.path("refresh_token").asString()).statusCode())
                .isEqualTo(200);
        assertThat(lives(issued)).isFalse();
        assertThat(json(introspected(app, token), 200).toString()).isEqualTo("{\"active\":false}");
        assertThat(links.find(app.id(), user).orElseThrow().revokedBy()).isEqualTo(By.MERCHANT);
        assertThat(revoked(app, token).statusCode()).isEqualTo(200);
    }

    @Test
    void an_id_token_is_signed_by_the_published_key_for_this_app_about_its_open_id() throws Exception {
        var issued = tokens("scope", "openid profile", "nonce", "n-0");
        var jwt = SignedJWT.parse(issued.path("id_token").asString());
        var keys = JWKSet.parse(get("/oauth2/jwks").body());
        assertThat(keys.toJSONObject(false).toString()).doesNotContain("\"d\"");
        var key = keys.getKeyByKeyId(jwt.getHeader().getKeyID()).toRSAKey();
        assertThat(jwt.verify(new RSASSAVerifier(key))).isTrue();
        var claims = jwt.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo(door.url());
        assertThat(claims.getAudience()).containsExactly(app.id().value());
        assertThat(claims.getSubject()).isEqualTo(issued.path("open_id").asString());
        assertThat(claims.getStringClaim("nonce")).isEqualTo("n-0");
        assertThat(claims.getLongClaim("auth_time")).isPositive();
        var info = get(
                "/oauth2/userinfo",
                "Authorization",
                "Bearer " + issued.path("access_token").asString());
        assertThat(json(info, 200).path("sub").asString()).isEqualTo(claims.getSubject());
    }

    @Test
    void userinfo_tells_nothing_without_openid_or_without_a_token() {
        var plain = get(
                "/oauth2/userinfo",
                "Authorization",
                "Bearer " + tokens().path("access_token").asString());
        assertThat(plain.statusCode()).isEqualTo(403);
        assertThat(plain.headers().firstValue("WWW-Authenticate").orElseThrow())
                .contains("error=\"insufficient_scope\"", "scope=\"openid\"");
        assertThat(get("/oauth2/userinfo").headers().firstValue("WWW-Authenticate"))
                .contains("Bearer realm=\"Serai\"");
        var unknown = get("/oauth2/userinfo", "Authorization", "Bearer x");
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(unknown.headers().firstValue("WWW-Authenticate").orElseThrow())
                .contains("invalid_token");
    }

    @Test
    void the_user_sees_his_linked_apps_and_ends_one_with_a_button() {
        var issued = tokens();
        var page = get("/oauth2/account?lang=en", "Cookie", cookie);
        assertThat(page.body()).contains("Tea &amp; Co", "see your nickname and picture", "Take it back");
        assertThat(get("/oauth2/account").body()).contains("name=\"password\"");
        var form = Map.of("csrf", csrf(page), "app_id", app.id().value());
        var another = signedIn("u-" + UUID.randomUUID());
        assertThat(post("/oauth2/account/revoke", form, "Cookie", another).statusCode())
                .isEqualTo(403);
        assertThat(lives(issued)).isTrue();
        assertThat(post("/oauth2/account/revoke?lang=en", form, "Cookie", cookie)
                        .statusCode())
                .isEqualTo(303);
        assertThat(lives(issued)).isFalse();
        assertThat(get("/oauth2/account?lang=en", "Cookie", cookie).body()).contains("taken back by you");
    }

    @Test
    void both_discovery_documents_name_the_issuer_and_what_is_offered() {
        for (var name : new String[] {"oauth-authorization-server", "openid-configuration"}) {
            var offered = json(get("/.well-known/" + name), 200);
            assertThat(offered.path("issuer").asString()).isEqualTo(door.url());
            assertThat(offered.path("code_challenge_methods_supported").toString())
                    .isEqualTo("[\"S256\"]");
            assertThat(offered.path("authorization_response_iss_parameter_supported")
                            .asBoolean())
                    .isTrue();
            assertThat(offered.path("scopes_supported").toString()).contains("openid", "posts.write");
        }
    }
}
