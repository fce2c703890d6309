package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.HouseTest;
import dev.serai.MovableClock;
import dev.serai.kernel.Ids;
import dev.serai.kernel.Json;
import dev.serai.merchant.Joining;
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
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** How a merchant comes in, seen from outside: portal, console and door. */
@HouseTest
@Timeout(120)
class MerchantJourneyTest {
    private static final String PASSWORD = "correct horse battery";
    private static final byte[] PDF = "%PDF-1.7 a licence".getBytes(StandardCharsets.US_ASCII);
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

    @Autowired
    RequestMappingHandlerMapping routes;

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

    private Answer send(String method, String path, Person who, BodyPublisher body) throws Exception {
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

    private Answer get(String path, Person who) throws Exception {
        return send("GET", path, who, BodyPublishers.noBody());
    }

    private Answer post(String path, Person who, String body) throws Exception {
        return send("POST", path, who, BodyPublishers.ofString(body.replace('\'', '"')));
    }

    private Person staff(Role role) throws Exception {
        var name = "u" + ids.next().toLowerCase(Locale.ROOT);
        operators.ensure(name, role, PASSWORD);
        var in = post("/api/login", Person.NOBODY, "{'user':'" + name + "','password':'" + PASSWORD + "'}");
        return new Person(in.cookie, in.body.path("csrf").asString(), name);
    }

    private String login() {
        return ids.next().toLowerCase(Locale.ROOT) + "@example.com";
    }

    private static String profile(String more) {
        return """
                {'company':{'name':'江南小店','registration_no':'91310000MA1FL0','address':'Shanghai'},
                 'contacts':[{'name':'Wang','email':'wang@example.com','phone':'+86 21 5555 0000','role':'TECHNICAL'}],
                 'access_mode':'FULL_API','scenario':'orders from our shop'""" + more + "}";
    }

    private Answer register(String login) throws Exception {
        return post(
                "/portal/api/register",
                Person.NOBODY,
                profile(",'login':'" + login + "','password':'" + PASSWORD + "','name':'Wang'"));
    }

    private Person registered() throws Exception {
        var login = login();
        var in = register(login);
        assertThat(in.status).as(in.body.toString()).isEqualTo(201);
        return new Person(in.cookie, in.body.path("csrf").asString(), login);
    }

    private String merchant(Person owner) throws Exception {
        return get("/portal/api/me", owner).body.path("merchant_id").asString();
    }

    private void submitted(Person owner) throws Exception {
        assertThat(send("POST", "/portal/api/application/licences?name=l.pdf", owner, BodyPublishers.ofByteArray(PDF))
                        .status)
                .isEqualTo(201);
        assertThat(post("/portal/api/application/submit", owner, "{}").status).isEqualTo(200);
    }

    private Person approved() throws Exception {
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

    private int version(Person owner) throws Exception {
        return get("/portal/api/application", owner).body.path("version").asInt();
    }

    private String app(Person owner, String stage) throws Exception {
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

    private String secret(Person owner, String app, int overlapHours) throws Exception {
        var made = post("/portal/api/apps/" + app + "/secrets", owner, "{'overlap_hours':" + overlapHours + "}");
        assertThat(made.status).as(made.body.toString()).isEqualTo(201);
        return made.body.path("secret").asString();
    }

    /** The sub-code of a signed {@code serai.ping}, or OK. */
    private String ping(String app, String secret) throws Exception {
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

    private void untilPing(String app, String secret, String answer) {
        await().until(() -> ping(app, secret).equals(answer));
    }

    @Test
    void a_merchant_registers_is_asked_answers_is_approved_tries_and_goes_live() throws Exception {
        var owner = registered();
        var id = merchant(owner);
        var manager = staff(Role.BUSINESS_MANAGER);
        var product = staff(Role.PRODUCT_MANAGER);

        assertThat(post("/portal/api/application/submit", owner, "{}").code()).isEqualTo("licence.missing");
        submitted(owner);
        assertThat(post("/api/merchants/" + id + "/ask", manager, "{'question':'Whose shop?'}").status)
                .isEqualTo(200);
        assertThat(get("/portal/api/application", owner).body.path("status").asString())
                .isEqualTo("ASKED");
        assertThat(post("/portal/api/application/submit", owner, "{'answer':'My own.'}").status)
                .isEqualTo(200);
        assertThat(post("/api/merchants/" + id + "/approve", manager, "{'version':" + version(owner) + "}").status)
                .isEqualTo(200);

        var sandbox = app(owner, "SANDBOX");
        var secret = secret(owner, sandbox, 0);
        untilPing(sandbox, secret, "OK");

        assertThat(post("/api/merchants/" + id + "/go-live", product, "{}").code())
                .isEqualTo("checklist.open");
        for (var item : new String[] {"sandbox_call", "callbacks", "errors", "security", "contacts"}) {
            assertThat(post("/api/merchants/" + id + "/checklist/" + item, product, "{}").status)
                    .isEqualTo(200);
        }
        assertThat(post("/api/merchants/" + id + "/go-live", product, "{}").status)
                .isEqualTo(200);
        var live = app(owner, "LIVE");
        untilPing(live, secret(owner, live, 0), "OK");

        var steps = get("/portal/api/application", owner).body.path("steps");
        assertThat(steps.valueStream().map(s -> s.path("kind").asString()).filter(k -> !k.equals("SIGNED")))
                .containsExactly("REGISTERED", "SUBMITTED", "ASKED", "SUBMITTED", "APPROVED", "LIVE");
        assertThat(steps.toString()).doesNotContain(manager.login).doesNotContain(product.login);
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
                                "{'login':'" + owner.login + "','password':'" + PASSWORD + "'}")
                        .code())
                .isEqualTo("login.refused");
    }

    @Test
    void a_rotated_secret_works_until_its_overlap_ends_and_is_never_shown_again() throws Exception {
        var owner = approved();
        var app = app(owner, "SANDBOX");
        var old = secret(owner, app, 0);
        untilPing(app, old, "OK");
        var fresh = secret(owner, app, 1);
        untilPing(app, fresh, "OK");
        assertThat(ping(app, old)).isEqualTo("OK");
        await().until(() -> get("/portal/api/apps", owner)
                .body
                .path("apps")
                .path(0)
                .path("keys")
                .valueStream()
                .noneMatch(key -> key.path("last_used_at").isNull()));

        clock.advance(Duration.ofMinutes(29));
        get("/portal/api/me", owner); // stays signed in
        clock.advance(Duration.ofMinutes(29));
        assertThat(ping(app, old)).isEqualTo("OK");
        get("/portal/api/me", owner);
        clock.advance(Duration.ofMinutes(3));
        assertThat(ping(app, old)).isEqualTo("sign.mismatch");
        assertThat(ping(app, fresh)).isEqualTo("OK");

        var shown = get("/portal/api/apps", owner).body.toString()
                + get("/api/merchants/" + merchant(owner), staff(Role.AUDITOR)).body;
        assertThat(shown).contains(app).doesNotContain(old).doesNotContain(fresh);
        var trail = db.sql("SELECT string_agg(detail, ' ') FROM operator.audit WHERE subject = ?")
                .param(app)
                .query(String.class)
                .single();
        assertThat(trail).contains("SECRET").doesNotContain(old).doesNotContain(fresh);
    }

    @Test
    void at_most_five_keys_of_a_kind_live_at_once_and_an_ended_one_counts_no_more() throws Exception {
        var owner = approved();
        var app = app(owner, "SANDBOX");
        for (int i = 0; i < 5; i++) {
            secret(owner, app, 720);
        }
        var path = "/portal/api/apps/" + app;
        assertThat(post(path + "/secrets", owner, "{'overlap_hours':720}").code())
                .isEqualTo("key.too_many");
        var key = get("/portal/api/apps", owner)
                .body
                .path("apps")
                .path(0)
                .path("keys")
                .path(0)
                .path("key_id");
        assertThat(post(path + "/keys/" + key.asString() + "/end", owner, "{}")
                        .body
                        .path("state")
                        .asString())
                .isEqualTo("ENDED");
        secret(owner, app, 720);
    }

    @Test
    void a_public_key_is_taken_and_a_private_one_is_refused_in_whatever_form() throws Exception {
        var owner = approved();
        var path = "/portal/api/apps/" + app(owner, "SANDBOX") + "/rsa-keys";
        var pair = Joining.newPair();
        var mime = Base64.getMimeEncoder();
        var privateKey = mime.encodeToString(pair.getPrivate().getEncoded()).replace("\r\n", "\\n");
        var publicKey = mime.encodeToString(pair.getPublic().getEncoded()).replace("\r\n", "\\n");
        for (var key :
                new String[] {privateKey, "-----BEGIN PRIVATE KEY-----\\n" + privateKey + "\\n-----END PRIVATE KEY-----"
                }) {
            var refused = post(path, owner, "{'overlap_hours':0,'public_key':'" + key + "'}");
            assertThat(refused.code()).isEqualTo("key.private");
            assertThat(refused.body.toString()).doesNotContain(privateKey.substring(0, 20));
        }
        assertThat(post(path, owner, "{'overlap_hours':0,'public_key':'AAAA'}").code())
                .isEqualTo("key.invalid");
        var taken = post(
                path,
                owner,
                "{'overlap_hours':0,'public_key':'-----BEGIN PUBLIC KEY-----\\n" + publicKey
                        + "\\n-----END PUBLIC KEY-----'}");
        assertThat(taken.status).as(taken.body.toString()).isEqualTo(201);
        assertThat(taken.body.path("platform_public_key").asString()).isNotEmpty();
    }

    @Test
    void of_two_decisions_only_the_first_counts() throws Exception {
        var owner = registered();
        submitted(owner);
        var path = "/api/merchants/" + merchant(owner);
        var manager = staff(Role.BUSINESS_MANAGER);
        assertThat(post(path + "/approve", manager, "{'version':0}").code()).isEqualTo("version.conflict");
        assertThat(post(path + "/approve", manager, "{'version':" + version(owner) + "}").status)
                .isEqualTo(200);
        assertThat(post(path + "/approve", manager, "{'version':" + version(owner) + "}")
                        .code())
                .isEqualTo("merchant.status");
        assertThat(post(path + "/reject", manager, "{'reason':'no'}").code()).isEqualTo("merchant.status");
        assertThat(get("/portal/api/apps", owner).body.path("apps").size()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /ask, business_manager",
        "POST, /reject, business_manager",
        "POST, /approve, business_manager",
        "POST, /checklist/errors, product_manager",
        "POST, /go-live, product_manager",
        "POST, /suspend, business_manager operations",
        "POST, /resume, business_manager operations",
        "POST, /close, business_manager",
        "POST, /contracts, business_manager",
        "POST, /contracts/1/end, business_manager",
        "POST, /changes/1/approve, business_manager",
        "POST, /changes/1/reject, business_manager",
        "POST, /changes/1/reverse, business_manager",
        "GET, /licences/x, business_manager auditor"
    })
    void each_staff_route_is_for_its_roles_only(String method, String route, String allowed) throws Exception {
        var path = "/api/merchants/nobody" + route;
        for (var role : Role.values()) {
            var answer = send(
                    method,
                    path,
                    staff(role),
                    method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{}"));
            boolean may =
                    role == Role.SUPER_ADMIN || List.of(allowed.split(" ")).contains(role.word());
            assertThat(answer.code().equals("role.denied"))
                    .as("%s %s", role, route)
                    .isEqualTo(!may);
        }
        assertThat(send(method, path, Person.NOBODY, BodyPublishers.noBody()).status)
                .isEqualTo(401);
    }

    /** Every portal route there is, so that a new one cannot be forgotten. */
    @Test
    void nobody_reaches_a_portal_route_without_a_session_or_changes_anything_without_its_csrf() throws Exception {
        var owner = registered();
        var open = Set.of("/portal/api/login", "/portal/api/register");
        int seen = 0;
        for (var route : routes.getHandlerMethods().entrySet()) {
            for (var path : route.getKey().getPatternValues()) {
                if (!path.startsWith("/portal/api/") || open.contains(path)) {
                    continue;
                }
                var method = route.getKey()
                        .getMethodsCondition()
                        .getMethods()
                        .iterator()
                        .next()
                        .name();
                var real = path.replaceAll("\\{[^}]+}", "x");
                assertThat(send(method, real, Person.NOBODY, BodyPublishers.ofString("{}")).status)
                        .as("%s %s %s", method, path, route.getValue().getShortLogMessage())
                        .isEqualTo(401);
                if (!method.equals("GET")) {
                    var forged = new Person(owner.cookie, "forged", owner.login);
                    assertThat(send(method, real, forged, BodyPublishers.ofString("{}"))
                                    .code())
                            .as("%s %s", method, path)
                            .isEqualTo("csrf.mismatch");
                }
                seen++;
            }
        }
        assertThat(seen).isGreaterThan(10);
    }

    @Test
    void another_merchants_things_are_as_unknown_as_none() throws Exception {
        var one = approved();
        var other = approved();
        var app = app(one, "SANDBOX");
        secret(one, app, 0);
        var key = get("/portal/api/apps", one)
                .body
                .path("apps")
                .path(0)
                .path("keys")
                .path(0)
                .path("key_id")
                .asString();
        var file = get("/portal/api/application", one)
                .body
                .path("licences")
                .path(0)
                .path("file_id")
                .asString();
        var own = app(other, "SANDBOX");
        assertThat(post("/portal/api/changes", one, "{'kind':'access_mode','after':'SDK'}").status)
                .isEqualTo(201);
        for (var answer : new Answer[] {
            post("/portal/api/apps/" + app + "/secrets", other, "{'overlap_hours':0}"),
            post("/portal/api/apps/" + app + "/rsa-keys", other, "{'overlap_hours':0}"),
            post("/portal/api/apps/" + app + "/keys/" + key + "/end", other, "{}"),
            post("/portal/api/apps/" + own + "/keys/" + key + "/end", other, "{}"),
            post("/portal/api/changes/1/withdraw", other, "{}"),
            post("/portal/api/changes/1/reverse", other, "{}"),
            get("/portal/api/application/licences/" + file, other),
            send("PATCH", "/portal/api/team/" + one.login, other, BodyPublishers.ofString("{\"enabled\":false}")),
        }) {
            assertThat(answer.code()).isEqualTo("not_found");
            assertThat(answer.body.toString()).doesNotContain(merchant(one)).doesNotContain(one.login);
        }
    }

    @Test
    void a_developer_helps_himself_in_the_sandbox_and_nowhere_else() throws Exception {
        var owner = approved();
        var login = login();
        post(
                "/portal/api/team",
                owner,
                "{'login':'" + login + "','name':'Li','role':'developer','password':'" + PASSWORD + "'}");
        var in = post("/portal/api/login", Person.NOBODY, "{'login':'" + login + "','password':'" + PASSWORD + "'}");
        var developer = new Person(in.cookie, in.body.path("csrf").asString(), login);

        secret(developer, app(developer, "SANDBOX"), 0);
        assertThat(get("/portal/api/team", developer).code()).isEqualTo("role.denied");
        assertThat(post("/portal/api/application/submit", developer, "{}").code())
                .isEqualTo("role.denied");
        assertThat(send(
                                "PATCH",
                                "/portal/api/team/" + owner.login,
                                owner,
                                BodyPublishers.ofString("{\"enabled\":false}"))
                        .code())
                .isEqualTo("team.last_owner");
        send("PATCH", "/portal/api/team/" + login, owner, BodyPublishers.ofString("{\"enabled\":false}"));
        assertThat(get("/portal/api/me", developer).code()).isEqualTo("session.expired");
    }

    @Test
    void a_contract_is_made_by_the_business_manager_and_read_by_the_merchant() throws Exception {
        var owner = approved();
        var path = "/api/merchants/" + merchant(owner) + "/contracts";
        var manager = staff(Role.BUSINESS_MANAGER);
        var terms = """
                {'replaces':0,'methods':[{'method':'order.query_order','version':1}],
                 'limits':{'per_s':50,'burst':null,'concurrent':10,'per_day':100000,'per_month':null},
                 'commission_ppm':12500,'valid_from':'%s','valid_to':'%s','note':'first year'}""";
        var from = clock.instant().atOffset(ZoneOffset.ofHours(8)).toString();
        var to = clock.instant()
                .plus(Duration.ofDays(365))
                .atOffset(ZoneOffset.ofHours(8))
                .toString();

        assertThat(post(path, manager, terms.formatted("tomorrow", to)).status).isEqualTo(400);
        var made = post(path, manager, terms.formatted(from, to));
        assertThat(made.status).as(made.body.toString()).isEqualTo(201);
        assertThat(post(path, manager, terms.formatted(from, to)).code()).isEqualTo("contract.changed");

        var read = get("/portal/api/contract", owner).body.path("contracts").path(0);
        assertThat(read.path("state").asString()).isEqualTo("IN_FORCE");
        assertThat(read.path("commission_ppm").asInt()).isEqualTo(12_500);
        assertThat(read.path("limits").path("per_day").asInt()).isEqualTo(100_000);
        assertThat(read.toString()).doesNotContain(manager.login).doesNotContain("first year");
    }

    @Test
    void a_change_goes_over_the_desk_and_the_merchant_reads_what_became_of_it() throws Exception {
        var owner = approved();
        var id = merchant(owner);
        var manager = staff(Role.BUSINESS_MANAGER);
        var asked = post("/portal/api/changes", owner, "{'kind':'access_mode','after':'SDK','note':'an app'}");
        assertThat(asked.body.path("status").asString())
                .as(asked.body.toString())
                .isEqualTo("PENDING");
        var waiting = get("/api/changes?status=PENDING&after=" + before(asked), manager)
                .body
                .path("changes");
        assertThat(waiting.valueStream().map(c -> c.path("merchant_id").asString()))
                .contains(id);

        var approved = post("/api/merchants/" + id + "/changes/1/approve", manager, "{}");
        assertThat(approved.status).as(approved.body.toString()).isEqualTo(200);
        var list = get("/portal/api/changes?limit=1", owner).body;
        assertThat(list.path("changes").path(0).path("in_force").asBoolean()).isTrue();
        assertThat(list.path("changes").path(0).path("decided_by").asString()).isEqualTo("staff");
        assertThat(list.path("next").isNull()).isTrue();
        assertThat(get("/portal/api/application", owner)
                        .body
                        .path("access_mode")
                        .asString())
                .isEqualTo("SDK");
        assertThat(get("/portal/api/changes/kinds", owner).body.path("kinds").size())
                .isEqualTo(4);
    }

    @Test
    void an_allow_list_that_was_looked_at_holds_and_can_be_taken_back() throws Exception {
        var owner = approved();
        var seen = post("/portal/api/allow-list/dry-run", owner, "{'ranges':['10.0.0.0/8']}");
        assertThat(seen.status).as(seen.body.toString()).isEqualTo(200);
        var token = seen.body.path("token").asString();
        var applied = post("/portal/api/allow-list/apply", owner, "{'token':'" + token + "','refused':0}");
        assertThat(applied.status).as(applied.body.toString()).isEqualTo(201);
        assertThat(applied.body.path("rule").asString()).isEqualTo("allow_list");
        assertThat(get("/portal/api/allow-list", owner)
                        .body
                        .path("list")
                        .path("ranges")
                        .path(0)
                        .asString())
                .isEqualTo("10.0.0.0/8");
        assertThat(post("/portal/api/allow-list/apply", owner, "{'token':'" + token + "','refused':0}")
                        .code())
                .isEqualTo("allow_list.draft_gone");
        assertThat(post("/portal/api/changes/1/reverse", owner, "{}").status).isEqualTo(201);
        assertThat(get("/portal/api/allow-list", owner)
                        .body
                        .path("list")
                        .path("ranges")
                        .size())
                .isZero();
    }

    /** The place just before it in the desk's list. */
    private static String before(Answer change) {
        var id = change.body.path("change_id").asString();
        return id.substring(0, id.length() - 1);
    }

    @Test
    void a_flood_of_registrations_from_one_address_is_stopped() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(register(login()).status).isEqualTo(201);
        }
        assertThat(register(login()).code()).isEqualTo("register.throttled");
        clock.advance(Duration.ofHours(1));
        assertThat(register(login()).status).isEqualTo(201);
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
            assertThat(send("POST", path, owner, BodyPublishers.ofByteArray(PDF)).status)
                    .isEqualTo(201);
        }
        assertThat(send("POST", path, owner, BodyPublishers.ofByteArray(PDF)).code())
                .isEqualTo("file.too_many");
    }
}
