package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.MovableClock;
import dev.serai.consent.Clients;
import dev.serai.consent.Consents;
import dev.serai.consent.Consents.By;
import dev.serai.kernel.AppId;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.merchant.Joining;
import dev.serai.openapi.Granting;
import dev.serai.protocol.CanonicalText;
import dev.serai.protocol.Signatures;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;

/** What {@code Authorization: Bearer} opens at the door, and what it never does. */
@HouseTest
@Timeout(60)
class BearerTest {
    private static final String PAST_THE_TOKEN = "param.missing";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Autowired
    Door door;

    @Autowired
    Consents consents;

    @Autowired
    Clients clients;

    @Autowired
    Joining joining;

    @Autowired
    Granting granting;

    @Autowired
    MovableClock clock;

    private record Caller(AppId app, MerchantId merchant, String secret) {}

    /** @param challenge the field {@code WWW-Authenticate}; empty where there is none */
    private record Told(int status, String subCode, String challenge) {}

    private Caller bearer = new Caller(new AppId("none"), new MerchantId("none"), "");

    @BeforeEach
    void anAppThatMayBear() {
        bearer = caller(true, false);
    }

    private Caller caller(boolean mayBear, boolean firstParty) {
        var app = new AppId("app-" + UUID.randomUUID());
        var merchant = new MerchantId("m-" + app);
        joining.merchant(merchant, "Test");
        joining.app(new Joining.NewApp(app, merchant, "Test", firstParty, false, 100));
        var caller = new Caller(app, merchant, joining.secret(app));
        granting.call(app, "content.post.like", 1);
        granting.call(app, "activity.handle", 1);
        granting.call(app, "serai.ping", 1);
        clients.declare(
                app,
                merchant,
                new Clients.Client(
                        Set.of(),
                        Set.of("posts.write"),
                        false,
                        mayBear,
                        new Consents.Terms(Duration.ofHours(1), Duration.ofDays(1))));
        // An app is seen before its secret is.
        Awaitility.await().until(() -> ping(caller).equals("OK"));
        return caller;
    }

    private String ping(Caller by) {
        return told("/serai/ping", signed(by, Map.of()), "").subCode;
    }

    private String token(Caller by, String... scopes) {
        return consents.give(by.app, by.merchant, "u1001", Set.of(scopes)).accessToken();
    }

    private TreeMap<String, String> signed(Caller by, Map<String, String> more) {
        var call = new TreeMap<>(more);
        call.put("app_id", by.app.value());
        call.put("timestamp", Long.toString(clock.millis()));
        call.put("nonce", UUID.randomUUID().toString());
        call.put("sign_type", "HMAC-SHA256");
        call.put("sign", Signatures.hmacSha256(CanonicalText.of(call), by.secret));
        return call;
    }

    private Told told(String path, Map<String, String> call, String authorization) {
        var query = call.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining("&"));
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + path + "?" + query));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        try {
            var answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Told(
                    answer.statusCode(),
                    Json.read(answer.body()).path("sub_code").asString("OK"),
                    answer.headers().firstValue("WWW-Authenticate").orElse(""));
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Told like(String token, String... more) {
        var call = new TreeMap<String, String>();
        for (int i = 0; i < more.length; i += 2) {
            call.put(more[i], more[i + 1]);
        }
        return told("/content/post/like", call, "Bearer " + token);
    }

    @Test
    void a_token_alone_opens_a_method_that_acts_for_its_user() {
        var token = token(bearer, "posts.write");
        assertThat(like(token).subCode).isEqualTo(PAST_THE_TOKEN);
        assertThat(like(token, "app_id", bearer.app.value()).subCode).isEqualTo(PAST_THE_TOKEN);
    }

    @Test
    void a_token_alone_opens_nothing_of_the_merchants() {
        var token = token(bearer, "posts.write");
        assertThat(told("/serai/ping", Map.of(), "Bearer " + token))
                .isEqualTo(new Told(401, "sign.missing", "Bearer realm=\"Serai\""));
        assertThat(told("/no/such_method", Map.of(), "Bearer " + token).subCode).isEqualTo("api.unknown");
    }

    @Test
    void an_app_that_did_not_declare_bearer_calls_has_none() {
        var signs = caller(false, false);
        var token = token(signs, "posts.write");
        assertThat(like(token).subCode).isEqualTo("sign.type_not_allowed");
        clients.declare(signs.app, signs.merchant, declared(true));
        assertThat(like(token).subCode).isEqualTo(PAST_THE_TOKEN);
        clients.declare(signs.app, signs.merchant, declared(false));
        assertThat(like(token).subCode).isEqualTo("sign.type_not_allowed");
    }

    private static Clients.Client declared(boolean mayBear) {
        return new Clients.Client(
                Set.of(),
                Set.of("posts.write"),
                false,
                mayBear,
                new Consents.Terms(Duration.ofHours(1), Duration.ofDays(1)));
    }

    @Test
    void each_token_that_does_not_open_is_told_why_as_clients_of_oauth_expect() {
        var token = token(bearer, "posts.write");
        var invalid = "Bearer realm=\"Serai\", error=\"invalid_token\"";
        assertThat(like("x".repeat(43))).isEqualTo(new Told(401, "token.revoked", invalid));
        assertThat(like(token(bearer, "profile")))
                .isEqualTo(new Told(
                        403,
                        "scope.missing",
                        "Bearer realm=\"Serai\", error=\"insufficient_scope\", scope=\"posts.write\""));
        assertThat(like("not a token")).extracting(Told::status, Told::subCode).containsExactly(400, "param.invalid");
        consents.revoke(bearer.app, "u1001", By.USER);
        assertThat(like(token)).isEqualTo(new Told(401, "token.revoked", invalid));
        var old = token(bearer, "posts.write");
        clock.advance(Duration.ofHours(1));
        assertThat(like(old)).isEqualTo(new Told(401, "token.expired", invalid));
    }

    @Test
    void a_bearer_speaks_for_the_tokens_user_alone_first_party_or_not() {
        var first = caller(true, true);
        var token = token(first, "posts.write");
        assertThat(like(token, "user_id", "u1002").subCode).isEqualTo("action.not_allowed");
        assertThat(like(token, "app_id", bearer.app.value()).subCode).isEqualTo("param.invalid");
        assertThat(told(
                                "/activity/handle",
                                Map.of("activity_id", "1", "action", "me", "user_id", "u1002"),
                                "Bearer " + token)
                        .subCode)
                .isEqualTo("action.not_allowed");
        assertThat(told("/activity/handle", Map.of("activity_id", "1", "action", "me"), "Bearer " + token).subCode)
                .isEqualTo("activity.unknown");
    }

    @Test
    void a_bearers_call_may_come_again_but_not_with_the_same_nonce_or_an_old_time() {
        var token = token(bearer, "posts.write");
        assertThat(like(token).subCode).isEqualTo(PAST_THE_TOKEN);
        assertThat(like(token).subCode).isEqualTo(PAST_THE_TOKEN);
        assertThat(like(token, "nonce", "once-and-only").subCode).isEqualTo(PAST_THE_TOKEN);
        assertThat(like(token, "nonce", "once-and-only").subCode).isEqualTo("sign.replayed");
        var old = Long.toString(clock.millis() - 400_000);
        assertThat(like(token, "timestamp", old).subCode).isEqualTo("sign.expired");
    }

    @Test
    void with_a_signature_the_token_is_what_the_parameter_is() {
        var token = token(bearer, "posts.write");
        assertThat(told("/content/post/like", signed(bearer, Map.of()), "Bearer " + token).subCode)
                .isEqualTo(PAST_THE_TOKEN);
        assertThat(told("/content/post/like", signed(bearer, Map.of()), ""))
                .isEqualTo(new Told(401, "token.missing", "Bearer realm=\"Serai\""));
        assertThat(told("/content/post/like", signed(caller(false, false), Map.of()), "Bearer " + token).subCode)
                .as("another app's token")
                .isEqualTo("token.revoked");
        assertThat(told("/content/post/like", signed(bearer, Map.of("access_token", token)), "Bearer " + token).subCode)
                .isEqualTo("param.invalid");
        var unsigned = signed(bearer, Map.of());
        unsigned.put("sign", "");
        assertThat(told("/content/post/like", unsigned, "Bearer " + token).subCode)
                .as("a signature that was taken out")
                .isEqualTo("sign.missing");
    }
}
