package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.HouseTest;
import dev.serai.MovableClock;
import dev.serai.kernel.Ids;
import dev.serai.kernel.Json;
import dev.serai.operator.Operators;
import dev.serai.operator.Role;
import dev.serai.protocol.CanonicalText;
import dev.serai.protocol.Signatures;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What tests of merchants share: portal, console and door over HTTP, as people and apps use them. */
@HouseTest
@Timeout(120)
abstract class MerchantTests {
    static final String PASSWORD = "correct horse battery";
    static final byte[] PDF = "%PDF-1.7 a licence".getBytes(StandardCharsets.US_ASCII);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Autowired
    Door door;

    @Autowired
    Environment environment;

    @Autowired
    Operators operators;

    @Autowired
    JdbcClient db;

    @Autowired
    Ids ids;

    @Autowired
    MovableClock clock;

    record Answer(int status, JsonNode body, String cookie) {
        String code() {
            return body.path("error").path("code").asString("");
        }
    }

    /** Somebody who is signed in, at the portal or at the console. */
    record Person(String cookie, String csrf, String login) {
        static final Person NOBODY = new Person("", "", "");
    }

    @BeforeEach
    void nobodyRegisteredLately() {
        db.sql("DELETE FROM merchant.registering").update();
    }

    Answer send(String method, String path, Person who, BodyPublisher body) throws Exception {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + environment.getProperty("local.server.port") + path))
                .header("Content-Type", "application/json")
                .method(method, body);
        if (!who.cookie.isEmpty()) {
            request.header("Cookie", who.cookie).header("X-Serai-CSRF", who.csrf);
        }
        var answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        var json = answer.body().startsWith("{") ? Json.read(answer.body()) : Json.object();
        var cookie = answer.headers().firstValue("Set-Cookie").orElse("");
        return new Answer(answer.statusCode(), json, cookie.split(";", 2)[0]);
    }

    Answer get(String path, Person who) throws Exception {
        return send("GET", path, who, BodyPublishers.noBody());
    }

    Answer post(String path, Person who, String body) throws Exception {
        return send("POST", path, who, BodyPublishers.ofString(body.replace('\'', '"')));
    }

    Person staff(Role role) throws Exception {
        var name = "u" + ids.next().toLowerCase(Locale.ROOT);
        operators.ensure(name, role, PASSWORD);
        var in = post("/api/login", Person.NOBODY, "{'user':'" + name + "','password':'" + PASSWORD + "'}");
        return new Person(in.cookie, in.body.path("csrf").asString(), name);
    }

    String login() {
        return ids.next().toLowerCase(Locale.ROOT) + "@example.com";
    }

    private static String profile(String more) {
        return """
                {'company':{'name':'江南小店','registration_no':'91310000MA1FL0','address':'Shanghai'},
                 'contacts':[{'name':'Wang','email':'wang@example.com','phone':'+86 21 5555 0000','role':'TECHNICAL'}],
                 'access_mode':'FULL_API','scenario':'orders from our shop'""" + more + "}";
    }

    Answer register(String login) throws Exception {
        return post(
                "/portal/api/register",
                Person.NOBODY,
                profile(",'login':'" + login + "','password':'" + PASSWORD + "','name':'Wang'"));
    }

    Person registered() throws Exception {
        var login = login();
        var in = register(login);
        assertThat(in.status).as(in.body.toString()).isEqualTo(201);
        return new Person(in.cookie, in.body.path("csrf").asString(), login);
    }

    String merchant(Person owner) throws Exception {
        return get("/portal/api/me", owner).body.path("merchant_id").asString();
    }

    void submitted(Person owner) throws Exception {
        assertThat(send("POST", "/portal/api/application/licences?name=l.pdf", owner, BodyPublishers.ofByteArray(PDF))
                        .status)
                .isEqualTo(201);
        assertThat(post("/portal/api/application/submit", owner, "{}").status).isEqualTo(200);
    }

    Person approved() throws Exception {
        var owner = registered();
        submitted(owner);
        var id = merchant(owner);
        assertThat(post(
                                "/api/merchants/" + id + "/approve",
                                staff(Role.BUSINESS_MANAGER),
                                "{'version':" + version(owner) + "}")
                        .status)
                .isEqualTo(200);
        return owner;
    }

    int version(Person owner) throws Exception {
        return get("/portal/api/application", owner).body.path("version").asInt();
    }

    String app(Person owner, String stage) throws Exception {
        return get("/portal/api/apps", owner)
                .body
                .path("apps")
                .valueStream()
                .filter(app -> app.path("stage").asString().equals(stage))
                .findFirst()
                .orElseThrow()
                .path("app_id")
                .asString();
    }

    String secret(Person owner, String app, int overlapHours) throws Exception {
        var made = post("/portal/api/apps/" + app + "/secrets", owner, "{'overlap_hours':" + overlapHours + "}");
        assertThat(made.status).as(made.body.toString()).isEqualTo(201);
        return made.body.path("secret").asString();
    }

    /** The sub-code of a signed {@code serai.ping}, or OK. */
    String ping(String app, String secret) throws Exception {
        var call = new TreeMap<String, String>();
        call.put("app_id", app);
        call.put("timestamp", Long.toString(clock.millis()));
        call.put("nonce", ids.next());
        call.put("sign_type", "HMAC-SHA256");
        call.put("sign", Signatures.hmacSha256(CanonicalText.of(call), secret));
        var query = call.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining("&"));
        var uri = URI.create("http://127.0.0.1:" + door.port() + "/serai/ping?" + query);
        var answer = Json.read(CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body());
        return answer.path("sub_code").asString("OK");
    }

    void untilPing(String app, String secret, String answer) {
        await().until(() -> ping(app, secret).equals(answer));
    }
}
