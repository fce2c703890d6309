package dev.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The way of a merchant from a stranger to one who is live, through the doors that he, the staff and a user have. */
@Acceptance
@Order(4)
class JourneyTest {
    private static final String CALLBACK = "https://silk.example.com/back";
    private static final String VERIFIER = "a-verifier-of-forty-three-characters-or-more";
    private static final Duration HEARD = Duration.ofSeconds(15);

    private final Desk desk = new Desk();

    @Test
    void register_review_sandbox_first_signed_call_consent_order_live(House house) throws Exception {
        var demo = house.demo();
        var portal = demo.door() + "/portal/api";
        var staff = Desk.Visitor.bearing("staff", demo.accessToken());

        // Register.
        var registered = desk.send("POST", portal + "/register", Desk.Visitor.NOBODY, REGISTRATION);
        assertThat(registered.status()).as(registered.text()).isEqualTo(201);
        var owner = new Desk.Visitor(
                "owner", registered.cookie(), registered.body().path("csrf").asString(), "");
        var merchant = demo.console() + "/api/merchants/"
                + registered.body().path("merchant_id").asString();
        desk.send("POST", portal + "/application/licences?name=l.pdf", owner, BodyPublishers.ofString("%PDF-1.7 l"));
        desk.must("POST", portal + "/application/submit", owner, "{}");

        // Review.
        desk.must("POST", merchant + "/ask", staff, "{\"question\":\"Who is on call?\"}");
        desk.must("POST", portal + "/application/submit", owner, "{\"answer\":\"Li is.\"}");
        var version = desk.must("GET", portal + "/application", owner, "").path("version");
        desk.must("POST", merchant + "/approve", staff, "{\"version\":" + version + "}");

        // Sandbox, and the first signed call.
        var sandbox = app(owner, portal, "SANDBOX");
        try (var caller = new Caller(demo.door())) {
            assertThat(Wait.until(HEARD, () -> caller.ping(sandbox), String::isEmpty))
                    .isEmpty();

            // Consent: declared by the merchant, approved, given by a user, used.
            var change = desk.must("POST", portal + "/changes", owner, CLIENT.formatted(sandbox.appId()));
            desk.must("POST", merchant + "/changes/" + change.path("n") + "/approve", staff, "{}");
            var shopper = new Shopper(demo.door());
            var code = shopper.consents(demo.file().path("users").path(0), question(sandbox));
            var tokens = shopper.tokens(
                    sandbox,
                    Map.of(
                            "grant_type", "authorization_code",
                            "code", code,
                            "redirect_uri", CALLBACK,
                            "code_verifier", VERIFIER));
            var token = tokens.path("access_token").asString();
            assertThat(token).as(tokens.toString()).isNotEmpty();
            var member = caller.data(sandbox, Api.at("/member/profile/get"), Map.of("access_token", token));
            assertThat(member.isEmpty()).isFalse();

            // Order, the same one however often it is asked for.
            var wanted = Map.of(
                    "out_order_no",
                    "first",
                    "product_id",
                    demo.products().getFirst().id(),
                    "quantity",
                    "2");
            var order = caller.settled(sandbox, Api.at("/order/create_order"), wanted);
            assertThat(order.path("status").asString()).isEqualTo("UNPAID");
            assertThat(order.path("amount").asLong())
                    .isEqualTo(2 * demo.products().getFirst().price());
            assertThat(caller.data(sandbox, Api.at("/order/create_order"), wanted)
                            .path("order_id"))
                    .isEqualTo(order.path("order_id"));

            // Live: signed item by item.
            assertThat(desk.send("POST", merchant + "/go-live", staff, "{}").code())
                    .isEqualTo("checklist.open");
            for (var item : List.of("sandbox_call", "callbacks", "errors", "security", "contacts")) {
                desk.must("POST", merchant + "/checklist/" + item, staff, "{}");
            }
            desk.must("POST", merchant + "/go-live", staff, "{}");
            var live = app(owner, portal, "LIVE");
            assertThat(Wait.until(HEARD, () -> caller.ping(live), String::isEmpty))
                    .isEmpty();
            // Live, he may do what his contract grants, and there is none yet.
            assertThat(caller.call(Dialect.SERAI_HMAC, live, Api.at("/order/create_order"), wanted)
                            .status())
                    .isEqualTo(403);
        }
    }

    /** The merchant's app of this stage, with a secret made now. */
    private Account app(Desk.Visitor owner, String portal, String stage) throws IOException, InterruptedException {
        for (var app : desk.must("GET", portal + "/apps", owner, "").path("apps")) {
            if (app.path("stage").asString().equals(stage)) {
                var id = app.path("app_id").asString();
                var made = desk.must("POST", portal + "/apps/" + id + "/secrets", owner, "{\"overlap_hours\":0}");
                return new Account(id, made.path("secret").asString(), null, "");
            }
        }
        throw new IOException("there is no app of stage " + stage);
    }

    private static Map<String, String> question(Account app) throws Exception {
        var hash = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
        return Map.of(
                "response_type", "code",
                "client_id", app.appId(),
                "redirect_uri", CALLBACK,
                "scope", "profile",
                "state", "s",
                "code_challenge", Base64.getUrlEncoder().withoutPadding().encodeToString(hash),
                "code_challenge_method", "S256");
    }

    private static final String CLIENT = """
            {"kind":"oauth_clients","after":[{"app_id":"%s","redirect_uris":["https://silk.example.com/back"],
             "scopes":["profile"],"client_type":"CONFIDENTIAL","calls":"SIGNED","access_s":600,"refresh_s":86400}]}""";

    private static final String REGISTRATION = """
            {"login":"zhou@silk.example.com","password":"a caravan of four camels","name":"Zhou Ming",
             "access_mode":"FULL_API","scenario":"Members redeem points and see their orders.",
             "company":{"name":"Silk Road Trading","registration_no":"91310000MA1FL0XX0X","address":"8 Silk Road"},
             "contacts":[{"name":"Li","email":"li@silk.example.com","phone":"+86 21 5555 0001","role":"TECHNICAL"}]}""";
}
