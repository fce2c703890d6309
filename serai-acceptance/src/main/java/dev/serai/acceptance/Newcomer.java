package dev.serai.acceptance;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A merchant who came in by the product's own doors: registered on the portal, reviewed, live.
 *
 * @param live his live app, with a secret and an RSA pair of his own
 * @param keyId the live secret's
 * @param sandboxId his sandbox app's id
 */
record Newcomer(
        String merchantId,
        String company,
        String login,
        String developerLogin,
        Desk.Visitor owner,
        Desk.Visitor developer,
        Account live,
        String keyId,
        String sandboxId,
        String fileId) {
    static final String PASSWORD = "a caravan of four camels";
    private static final Duration HEARD_LIMIT = Duration.ofSeconds(15);
    private static final List<String> CHECKLIST =
            List.of("sandbox_call", "callbacks", "errors", "security", "contacts");

    /** @param tag what tells him apart from all others; stands in everything he says of himself */
    static Newcomer join(Desk desk, Demo demo, String tag) throws IOException, InterruptedException {
        var portal = demo.door() + "/portal/api";
        var staff = Desk.Visitor.bearing("staff", demo.accessToken());
        var login = "owner-" + tag + "@example.com";
        var company = "Silk Road Trading " + tag;
        var registered =
                desk.send("POST", portal + "/register", Desk.Visitor.NOBODY, registration(tag, login, company));
        if (!registered.ok()) {
            throw new IOException("registration: " + registered);
        }
        var owner = new Desk.Visitor(
                login, registered.cookie(), registered.body().path("csrf").asString(), "");
        var merchant = registered.body().path("merchant_id").asString();
        var file = desk.send(
                "POST",
                portal + "/application/licences?name=licence-" + tag + ".pdf",
                owner,
                BodyPublishers.ofByteArray(("%PDF-1.7 licence of " + tag).getBytes(StandardCharsets.US_ASCII)));
        desk.must("POST", portal + "/application/submit", owner, "{}");
        var version = desk.must("GET", portal + "/application", owner, "").path("version");
        var desks = demo.console() + "/api/merchants/" + merchant;
        desk.must("POST", desks + "/approve", staff, "{\"version\":" + version + "}");
        for (var item : CHECKLIST) {
            desk.must("POST", desks + "/checklist/" + item, staff, "{}");
        }
        desk.must("POST", desks + "/go-live", staff, "{}");
        var developerLogin = "developer-" + tag + "@example.com";
        desk.must(
                "POST",
                portal + "/team",
                owner,
                object("login", developerLogin, "name", "Dev " + tag, "role", "developer", "password", PASSWORD));
        var developer =
                desk.signIn(developerLogin, portal + "/login", object("login", developerLogin, "password", PASSWORD));
        var apps = desk.must("GET", portal + "/apps", owner, "").path("apps");
        var live = appOf(apps, "LIVE");
        var secret = desk.must("POST", portal + "/apps/" + live + "/secrets", owner, "{\"overlap_hours\":0}");
        var pair = pair();
        var key = desk.must(
                "POST",
                portal + "/apps/" + live + "/rsa-keys",
                owner,
                object(
                        "public_key",
                        Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()),
                        "overlap_hours",
                        0));
        var account = new Account(
                live,
                secret.path("secret").asString(),
                pair.getPrivate(),
                key.path("key").path("serial_no").asString());
        return new Newcomer(
                merchant,
                company,
                login,
                developerLogin,
                owner,
                developer,
                account,
                secret.path("key").path("key_id").asString(),
                appOf(apps, "SANDBOX"),
                file.body().path("file_id").asString());
    }

    /** Lets his live app call these methods, so often a second, and waits until the door has heard of it. */
    void grant(Desk desk, Demo demo, List<Api> methods, int perSecond) throws IOException, InterruptedException {
        var staff = Desk.Visitor.bearing("staff", demo.accessToken());
        var app = demo.console() + "/api/apps/" + live.appId();
        for (var method : methods) {
            if (!method.open()) {
                desk.must("PUT", app + "/grants/" + method.method() + "/" + method.version(), staff, "{}");
            }
        }
        desk.must("PUT", app + "/grants/serai.ping/1", staff, "{}");
        desk.must("PUT", app + "/limits", staff, "{\"stage\":\"LIVE\",\"limit_per_s\":" + perSecond + "}");
        try (var caller = new Caller(demo.door())) {
            // His pair was made after his secret, so the door hears of it last.
            var ping = Api.at("/serai/ping");
            var heard = Wait.until(
                    HEARD_LIMIT,
                    () -> caller.ping(live) + Caller.subCode(caller.call(Dialect.SERAI_RSA2, live, ping, Map.of())),
                    String::isEmpty);
            if (!heard.isEmpty()) {
                throw new IOException("the door does not know the app of a merchant who is live: " + heard);
            }
        }
    }

    private static String registration(String tag, String login, String company) {
        var tree = Demo.JSON
                .createObjectNode()
                .put("login", login)
                .put("password", PASSWORD)
                .put("name", "Owner " + tag)
                .put("access_mode", "FULL_API")
                .put("scenario", "orders of " + tag);
        tree.putObject("company")
                .put("name", company)
                .put("registration_no", "REG-" + tag)
                .put("address", "Street of " + tag);
        tree.putArray("contacts")
                .addObject()
                .put("name", "Contact " + tag)
                .put("email", "contact-" + tag + "@example.com")
                .put("phone", "+86 21 5555 0000")
                .put("role", "TECHNICAL");
        return tree.toString();
    }

    private static String appOf(JsonNode apps, String stage) throws IOException {
        for (var app : apps) {
            if (app.path("stage").asString().equals(stage)) {
                return app.path("app_id").asString();
            }
        }
        throw new IOException("the merchant has no app of stage " + stage + ": " + apps);
    }

    private static KeyPair pair() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }

    /** A flat JSON object of names and values in turn. */
    static String object(Object... namesAndValues) {
        var tree = new java.util.LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            tree.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return Demo.JSON.writeValueAsString(Map.copyOf(tree));
    }
}
