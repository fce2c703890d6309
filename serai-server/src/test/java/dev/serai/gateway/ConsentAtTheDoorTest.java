package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.MovableClock;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;

/** What an access token opens. A call that came past the token is told of the parameter it lacks. */
@HouseTest
@Timeout(60)
class ConsentAtTheDoorTest {
    private static final String PAST_THE_TOKEN = "param.missing";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Autowired
    Door door;

    @Autowired
    Consents consents;

    @Autowired
    Joining joining;

    @Autowired
    Granting granting;

    @Autowired
    MovableClock clock;

    private record Caller(AppId app, MerchantId merchant, String secret) {}

    private Caller third = new Caller(new AppId("none"), new MerchantId("none"), "");

    @BeforeEach
    void an_app() {
        third = caller(false);
    }

    private Caller caller(boolean firstParty) {
        var app = new AppId("app-" + UUID.randomUUID());
        var merchant = new MerchantId("m-" + app);
        joining.merchant(merchant, "Test");
        joining.app(new Joining.NewApp(app, merchant, "Test", firstParty, false, 50));
        var caller = new Caller(app, merchant, joining.secret(app));
        granting.call(app, "content.post.like", 1);
        // An app is seen before its secret is: only past the signature a token is missed.
        Awaitility.await().until(() -> like(caller, "", "").equals("token.missing"));
        return caller;
    }

    /** The sub-code of a call that acts for a user and needs posts.write. */
    private String like(Caller by, String token, String user) throws Exception {
        var call = new TreeMap<String, String>();
        call.put("app_id", by.app.value());
        call.put("timestamp", Long.toString(clock.millis()));
        call.put("nonce", UUID.randomUUID().toString());
        call.put("sign_type", "HMAC-SHA256");
        if (!token.isEmpty()) {
            call.put("access_token", token);
        }
        if (!user.isEmpty()) {
            call.put("user_id", user);
        }
        call.put("sign", Signatures.hmacSha256(CanonicalText.of(call), by.secret));
        var query = call.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining("&"));
        var uri = URI.create("http://127.0.0.1:" + door.port() + "/content/post/like?" + query);
        var answer = CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        var json = Json.read(answer.body());
        assertThat(answer.statusCode()).isEqualTo(json.path("code").asInt());
        return json.path("sub_code").asString("OK");
    }

    private String token(Caller by, String... scopes) {
        return consents.give(by.app, by.merchant, "u1001", Set.of(scopes)).accessToken();
    }

    @Test
    void a_token_with_its_scope_opens() throws Exception {
        assertThat(like(third, token(third, "posts.write"), "")).isEqualTo(PAST_THE_TOKEN);
    }

    @Test
    void each_token_that_does_not_open_is_told_why() throws Exception {
        var token = token(third, "posts.write");
        assertThat(like(third, "", "")).isEqualTo("token.missing");
        assertThat(like(third, token(third, "posts.read"), "")).isEqualTo("scope.missing");
        assertThat(like(third, "x".repeat(43), "")).isEqualTo("token.revoked");
        assertThat(like(caller(false), token, "")).isEqualTo("token.revoked");
        clock.advance(Duration.ofHours(2));
        assertThat(like(third, token, "")).isEqualTo("token.expired");
    }

    @Test
    void a_consent_taken_back_bites_at_once() throws Exception {
        var token = token(third, "posts.write");
        assertThat(like(third, token, "")).isEqualTo(PAST_THE_TOKEN);
        consents.revoke(third.app, "u1001", By.USER);
        assertThat(like(third, token, "")).isEqualTo("token.revoked");
    }

    @Test
    void the_user_is_the_tokens() throws Exception {
        var first = caller(true);
        var token = token(first, "posts.write");
        assertThat(like(first, token, "u1001")).isEqualTo(PAST_THE_TOKEN);
        assertThat(like(first, token, "u1002")).isEqualTo("param.invalid");
        assertThat(like(third, token(third, "posts.write"), "u1001")).isEqualTo("action.not_allowed");
    }
}
