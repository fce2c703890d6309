package dev.serai.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.consent.Clients.Client;
import dev.serai.consent.Consents.Terms;
import dev.serai.kernel.Json;
import dev.serai.openapi.Granting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.RestClientRefreshTokenTokenResponseClient;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;

/** Three clients that know nothing of Serai, unmodified: openid-client and oauth4webapi from npm, and Spring Security's. */
@Timeout(300)
class OAuthVendorTest extends OAuthHouse {
    private static final Path SCRIPTS = Path.of("..", "test", "oauth2");
    private static final String BACK = "http://127.0.0.1:9000/callback";

    @Autowired
    Granting granting;

    private Party vendor(boolean publicClient) {
        var made = app(new Client(
                Set.of(BACK),
                Set.of("openid", "profile", "posts.write"),
                publicClient,
                true,
                new Terms(Duration.ofMinutes(30), Duration.ofDays(1))));
        granting.call(made.id(), "content.post.like", 1);
        return made;
    }

    private static String file(String issuer, String cookie, Party confidential, Party open, Party other) {
        var json = Json.object().put("issuer", issuer).put("cookie", cookie).put("redirect_uri", BACK);
        for (var name : List.of("confidential", "public", "other")) {
            var party = name.equals("confidential") ? confidential : name.equals("public") ? open : other;
            json.putObject(name)
                    .put("client_id", party.id().value())
                    .put("client_secret", party.secret())
                    .put(
                            "private_key",
                            Base64.getEncoder()
                                    .encodeToString(party.pair().getPrivate().getEncoded()));
        }
        return json.toString();
    }

    @Test
    void two_npm_clients_ask_call_renew_and_revoke_and_are_refused_as_the_docs_say(@TempDir Path folder)
            throws Exception {
        if (!Files.isDirectory(SCRIPTS.resolve("node_modules"))) {
            assertThat(said(folder, "npm", "ci", "--no-audit", "--no-fund")).isNotNull();
        }
        var confidential = vendor(false);
        var open = vendor(true);
        var other = vendor(false);
        for (var one : List.of(confidential, open)) {
            Awaitility.await().until(() -> apps.find(one.id().value()).isPresent());
        }
        var account = folder.resolve("account.json");
        Files.writeString(account, file(door.url(), cookie, confidential, open, other));
        var said = said(folder, "node", "check.mjs", account.toString());
        assertThat(said).doesNotContain("FAIL").endsWith(" passed, 0 failed\n");
    }

    private static String said(Path folder, String... command) throws IOException, InterruptedException {
        var out = folder.resolve("out.txt");
        var process = new ProcessBuilder(command)
                .directory(SCRIPTS.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(240, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        var text = Files.readString(out);
        assertThat(ended && process.exitValue() == 0)
                .as(String.join(" ", command) + " said: " + text)
                .isTrue();
        return text;
    }

    private OAuth2LoginAuthenticationToken answered(ClientRegistration registration) {
        var resolver = new DefaultOAuth2AuthorizationRequestResolver(
                new InMemoryClientRegistrationRepository(registration), "/oauth2/authorization");
        resolver.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
        OAuth2AuthorizationRequest asked = Objects.requireNonNull(
                resolver.resolve(new MockHttpServletRequest("GET", "/oauth2/authorization/serai"), "serai"));
        var query = asked.getAuthorizationRequestUri().split("[?]", 2)[1];
        var page = get("/oauth2/authorize?" + query, "Cookie", cookie);
        var back = sentBack(
                page.statusCode() == 303
                        ? page
                        : post(
                                "/oauth2/consent?" + query,
                                Map.of("csrf", csrf(page), "decision", "allow"),
                                "Cookie",
                                cookie));
        var answer = OAuth2AuthorizationResponse.success(back.getOrDefault("code", ""))
                .redirectUri(BACK)
                .state(back.getOrDefault("state", ""))
                .build();
        return new OAuth2LoginAuthenticationToken(registration, new OAuth2AuthorizationExchange(asked, answer));
    }

    @Test
    void springs_client_signs_a_user_in_by_openid_connect_and_renews_its_tokens() throws Exception {
        app = vendor(false);
        var registration = ClientRegistrations.fromIssuerLocation(door.url())
                .registrationId("serai")
                .clientId(app.id().value())
                .clientSecret(app.secret())
                .redirectUri(BACK)
                .scope("openid", "profile")
                .build();
        var provider = new OidcAuthorizationCodeAuthenticationProvider(
                new RestClientAuthorizationCodeTokenResponseClient(), new OidcUserService());
        var signedIn = (OAuth2LoginAuthenticationToken)
                Objects.requireNonNull(provider.authenticate(answered(registration)), "nobody signed in");
        var principal = Objects.requireNonNull(signedIn.getPrincipal());
        assertThat(principal.getName()).isNotEqualTo(user).hasSize(43);
        assertThat(principal.getAttributes())
                .containsEntry("iss", URI.create(door.url()).toURL());
        var renewing = new RestClientRefreshTokenTokenResponseClient();
        var first = Objects.requireNonNull(signedIn.getAccessToken());
        var request = new OAuth2RefreshTokenGrantRequest(
                registration, first, Objects.requireNonNull(signedIn.getRefreshToken()));
        var renewed = renewing.getTokenResponse(request);
        assertThat(renewed.getAccessToken().getTokenValue()).isNotEqualTo(first.getTokenValue());
        assertThatThrownBy(() -> renewing.getTokenResponse(request))
                .isInstanceOf(OAuth2AuthorizationException.class)
                .hasMessageContaining("invalid_grant");
    }
}
