package dev.serai.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.HouseTest;
import dev.serai.MovableClock;
import dev.serai.kernel.Ids;
import dev.serai.kernel.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.method.HandlerMethod;
import tools.jackson.databind.JsonNode;

/** The console's door, over HTTP as a browser uses it. */
@HouseTest
class ConsoleTest {
    static final String PASSWORD = "correct horse battery";

    @Autowired
    Operators operators;

    @Autowired
    Environment environment;

    @Autowired
    MovableClock clock;

    @Autowired
    Ids ids;

    @Autowired
    JdbcClient db;

    @Value("${serai.data}")
    Path data;

    final HttpClient http = HttpClient.newHttpClient();
    String user = "";

    record Answer(int status, JsonNode body, HttpResponse<String> raw) {
        String code() {
            return body.path("error").path("code").asString("");
        }
    }

    record SignedIn(String cookie, String csrf) {}

    @BeforeEach
    void freshOperator() {
        user = name();
        operators.ensure(user, Role.OPERATIONS, PASSWORD);
    }

    private String name() {
        return "u" + ids.next().toLowerCase(Locale.ROOT);
    }

    private Answer call(String method, String path, @Nullable String body, String... headers) {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + environment.getProperty("local.server.port") + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            var text = answer.body();
            return new Answer(answer.statusCode(), text.isEmpty() ? Json.object() : Json.read(text), answer);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Answer login(String name, String password) {
        return call(
                "POST",
                "/api/login",
                Json.canonical(Json.object().put("user", name).put("password", password)));
    }

    private SignedIn signedIn(String name) {
        var answer = login(name, PASSWORD);
        assertThat(answer.status()).isEqualTo(200);
        var cookie = answer.raw().headers().firstValue("Set-Cookie").orElseThrow();
        return new SignedIn(
                cookie.substring(0, cookie.indexOf(';')),
                answer.body().path("csrf").stringValue());
    }

    private SignedIn as(Role role) {
        var name = name();
        operators.ensure(name, role, PASSWORD);
        return signedIn(name);
    }

    private Answer get(String path, SignedIn as) {
        return call("GET", path, null, "Cookie", as.cookie());
    }

    private Answer post(String path, String body, SignedIn as) {
        return call("POST", path, body, "Cookie", as.cookie(), Sessions.CSRF_HEADER, as.csrf());
    }

    @Test
    void an_operator_signs_in_and_out() {
        var me = signedIn(user);

        assertThat(get("/api/me", me).body().path("user").stringValue()).isEqualTo(user);
        assertThat(post("/api/logout", "{}", me).status()).isEqualTo(204);
        assertThat(get("/api/me", me).code()).isEqualTo("session.expired");
    }

    @Test
    void the_cookie_is_out_of_reach_of_scripts_and_foreign_pages() {
        var cookie =
                login(user, PASSWORD).raw().headers().firstValue("Set-Cookie").orElseThrow();

        assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict").contains("Path=/");
    }

    @Test
    void a_wrong_password_and_an_unknown_user_get_the_same_answer() {
        var wrong = login(user, "not the password");
        var unknown = login(name(), "not the password");

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.body()).isEqualTo(wrong.body());
    }

    @Test
    void guessing_is_slowed_down_and_the_right_password_waits_too() {
        for (int i = 0; i < LoginThrottle.ACCOUNT_FREE_FAILURES; i++) {
            assertThat(login(user, "guess number " + i).status()).isEqualTo(401);
        }
        assertThat(waitOf(user)).isEqualTo(LoginThrottle.WAIT_MIN);
        // Each wait is twice the one before: this one outlasts a password's hashing on a busy machine too.
        var wait = LoginThrottle.WAIT_MIN;
        for (int i = 0; i < 4; i++) {
            clock.advance(wait);
            assertThat(login(user, "one guess more").status()).isEqualTo(401);
            wait = wait.multipliedBy(2);
        }
        assertThat(waitOf(user)).isEqualTo(wait);
        var throttled = login(user, PASSWORD);
        assertThat(throttled.status()).isEqualTo(429);
        assertThat(throttled.code()).isEqualTo("login.throttled");
        assertThat(throttled.raw().headers().firstValue("Retry-After")).isPresent();

        clock.advance(wait.plusSeconds(1));
        assertThat(login(user, PASSWORD).status()).isEqualTo(200);
        assertThat(login(user, "one slip is free again").status()).isEqualTo(401);
    }

    /** How long the account has to wait, from its last failure on. */
    private Duration waitOf(String account) {
        var sql = "SELECT extract(epoch FROM wait_until - last_at)::bigint FROM operator.login_failure WHERE key = ?";
        var seconds = db.sql(sql).param("account:" + account).query(Long.class).single();
        return Duration.ofSeconds(seconds);
    }

    @Test
    void nobody_gets_in_without_a_session() {
        assertThat(call("GET", "/api/me", null).code()).isEqualTo("session.missing");
        assertThat(call("GET", "/api/audit", null, "Cookie", "SERAI_SESSION=made-up")
                        .status())
                .isEqualTo(401);
        assertThat(call("GET", "/api/me", null, "Authorization", "Bearer made-up")
                        .code())
                .isEqualTo("token.invalid");
    }

    @Test
    void a_change_without_the_csrf_value_is_refused() {
        var me = signedIn(user);

        assertThat(call("POST", "/api/logout", "{}", "Cookie", me.cookie()).code())
                .isEqualTo("csrf.mismatch");
        assertThat(call("POST", "/api/logout", "{}", "Cookie", me.cookie(), Sessions.CSRF_HEADER, "x")
                        .code())
                .isEqualTo("csrf.mismatch");
        assertThat(get("/api/me", me).status()).isEqualTo(200);
    }

    @Test
    void a_role_that_may_not_is_refused_by_the_server() {
        var operations = signedIn(user);
        var auditor = as(Role.AUDITOR);

        assertThat(get("/api/audit", operations).code()).isEqualTo("role.denied");
        assertThat(get("/api/audit", auditor).status()).isEqualTo(200);
        assertThat(post("/api/operators", "{}", auditor).code()).isEqualTo("role.denied");
        assertThat(post("/api/declarations/apply", "{\"files\":[]}", auditor).code())
                .isEqualTo("role.denied");
        assertThat(get("/api/declarations", auditor).status()).isEqualTo(200);
    }

    @Test
    void a_session_ends_when_idle_and_at_last_in_any_case() {
        var me = signedIn(user);
        clock.advance(Sessions.IDLE_MAX.minusMinutes(1));
        assertThat(get("/api/me", me).status()).isEqualTo(200);
        clock.advance(Sessions.IDLE_MAX.minusMinutes(1));
        assertThat(get("/api/me", me).status()).isEqualTo(200);
        clock.advance(Sessions.IDLE_MAX);
        assertThat(get("/api/me", me).status()).isEqualTo(401);

        var busy = signedIn(user);
        for (var passed = Duration.ZERO; passed.compareTo(Sessions.LIFETIME) < 0; passed = passed.plusMinutes(20)) {
            assertThat(get("/api/me", busy).status()).isEqualTo(200);
            clock.advance(Duration.ofMinutes(20));
        }
        assertThat(get("/api/me", busy).status()).isEqualTo(401);
    }

    @Test
    void a_disabled_operator_is_out_at_once() {
        var me = signedIn(user);
        operators.disable(user, Actor.COMMAND_LINE);

        assertThat(get("/api/me", me).status()).isEqualTo(401);
        assertThat(login(user, PASSWORD).status()).isEqualTo(401);
    }

    @Test
    void a_super_admin_lets_others_in_and_the_password_is_shown_once() {
        var admin = as(Role.SUPER_ADMIN);
        var fresh = name();
        var made = post("/api/operators", "{\"user\":\"" + fresh + "\",\"role\":\"auditor\"}", admin);

        assertThat(made.status()).isEqualTo(201);
        assertThat(login(fresh, made.body().path("password").stringValue()).status())
                .isEqualTo(200);
        assertThat(post("/api/operators", "{\"user\":\"" + fresh + "\",\"role\":\"auditor\"}", admin)
                        .code())
                .isEqualTo("operator.exists");
        assertThat(post("/api/operators", "{\"user\":\"" + name() + "\",\"role\":\"king\"}", admin)
                        .status())
                .isEqualTo(400);
        assertThat(get("/api/operators", admin).raw().body()).contains(fresh).doesNotContain("argon2");
    }

    @Test
    void the_last_super_admin_stays() {
        var mine = name();
        operators.ensure(mine, Role.SUPER_ADMIN, PASSWORD);
        var others = operators.all().stream()
                .filter(o -> o.enabled()
                        && o.role().equals("super_admin")
                        && !o.user().equals(mine))
                .toList();
        others.forEach(o -> operators.disable(o.user(), Actor.COMMAND_LINE));

        assertThatThrownBy(() -> operators.disable(mine, Actor.COMMAND_LINE))
                .isInstanceOfSatisfying(
                        Refused.class, r -> assertThat(r.code()).isEqualTo("operator.last_super_admin"));
        others.forEach(o -> operators.enable(o.user(), Actor.COMMAND_LINE));
    }

    @Test
    void the_access_file_is_the_command_lines_authority_and_ours_alone() throws IOException {
        var file = data.resolve("access.json");
        var access = Json.read(Files.readString(file));
        var bearer = "Bearer " + access.path("access_token").stringValue();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(access.path("db").path("url").stringValue()).startsWith("postgresql://127.0.0.1:");
        assertThat(call("GET", "/api/me", null, "Authorization", bearer)
                        .body()
                        .path("user")
                        .stringValue())
                .isEqualTo("command-line");
        assertThat(call("POST", "/api/declarations/apply", "{\"files\":[]}", "Authorization", bearer)
                        .status())
                .isEqualTo(400);

        new AccessFile(data, environment);
        assertThat(Json.read(Files.readString(file)).path("access_token")).isEqualTo(access.path("access_token"));
    }

    @Test
    void whatever_is_sent_the_answer_has_one_form_and_no_stack_trace() {
        var me = signedIn(user);
        for (var answer : new Answer[] {
            call("POST", "/api/login", "{"),
            call("POST", "/api/login", "[]"),
            call("POST", "/api/login", "{\"user\":\"a\"}"),
            call("POST", "/api/login", "{\"user\":\"a\",\"user\":\"b\",\"password\":\"c\"}"),
            call("PUT", "/api/login", "{}"),
            get("/api/nothing", me),
            get("/api/declarations/sample-dish/v1/nobodys", me),
            get("/api/declarations/sample-dish/v1/x/diff", me),
            post("/api/declarations/apply", "{\"files\":[{\"name\":\"a\"}]}", as(Role.PRODUCT_MANAGER)),
            post("/api/declarations/apply", "{\"share\":{\"percent\":101}}", as(Role.PRODUCT_MANAGER)),
            call("GET", "/api/audit?after=x", null, "Cookie", as(Role.AUDITOR).cookie()),
        }) {
            assertThat(answer.status()).as(answer.raw().body()).isBetween(400, 499);
            assertThat(answer.code()).as(answer.raw().body()).isNotEmpty();
            assertThat(answer.raw().body()).doesNotContain("Exception").doesNotContain("\tat ");
        }
    }

    @Test
    void browsers_are_told_to_run_nothing_but_our_own() {
        var headers = call("GET", "/api/me", null).raw().headers();

        assertThat(headers.firstValue("Content-Security-Policy").orElseThrow()).contains("default-src 'self'");
        assertThat(headers.firstValue("X-Frame-Options")).contains("DENY");
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void a_controller_method_that_does_not_say_who_may_call_it_stops_the_start() throws NoSuchMethodException {
        var careless = new Careless();

        assertThatThrownBy(() ->
                        ConsoleDoor.check(new HandlerMethod(careless, Careless.class.getDeclaredMethod("forgotten"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@Allowed");
        assertThatThrownBy(
                        () -> ConsoleDoor.check(new HandlerMethod(careless, Careless.class.getDeclaredMethod("both"))))
                .isInstanceOf(IllegalStateException.class);
        ConsoleDoor.check(new HandlerMethod(careless, Careless.class.getDeclaredMethod("said")));
    }

    static final class Careless {
        void forgotten() {}

        @Open
        @AllowedToStaff
        void both() {}

        @Allowed(Role.AUDITOR)
        void said() {}
    }

    @Test
    void the_command_line_sends_files_and_reads_lines() throws IOException, InterruptedException {
        var token = Json.read(Files.readString(data.resolve("access.json")))
                .path("access_token")
                .stringValue();
        var part = "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"菜.yaml\"\r\n\r\n"
                + "serai: sample-dish/v1\nid: " + ids.next() + "\nprice: 免费\n\r\n--b--\r\n";
        var answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + environment.getProperty("local.server.port")
                                + "/api/declarations/apply"))
                        .header("Authorization", "Bearer " + token)
                        .header("Accept", "text/plain")
                        .header("Content-Type", "multipart/form-data; boundary=b")
                        .POST(HttpRequest.BodyPublishers.ofString(part))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).startsWith("菜.yaml:3:8: `免费`: must be a whole number");
    }

    @Test
    void files_are_applied_over_http_and_a_bad_one_is_told_with_its_place() {
        var me = signedIn(user);
        var id = ids.next();
        var file = Json.object().put("name", "a.yaml").put("text", "serai: sample-dish/v1\nid: " + id + "\nprice: 1\n");
        var order = Json.object();
        order.putArray("files").add(file);

        var applied = post("/api/declarations/apply", Json.canonical(order), me);
        assertThat(applied.status()).isEqualTo(200);
        assertThat(applied.body().path("lines").path(0).path("changed").booleanValue())
                .isTrue();
        var one = get("/api/declarations/sample-dish/v1/" + id, me);
        assertThat(one.body().path("changed_by").stringValue()).isEqualTo(user);
        assertThat(one.body().path("publications").path(0).path("action").stringValue())
                .isEqualTo("publish");

        file.put("text", "serai: sample-dish/v1\nid: " + id + "\nprice: none\n");
        var refused = post("/api/declarations/apply", Json.canonical(order), me);
        assertThat(refused.status()).isEqualTo(422);
        var problem = refused.body().path("problems").path(0);
        assertThat(problem.path("file").stringValue()).isEqualTo("a.yaml");
        assertThat(problem.path("line").intValue()).isEqualTo(3);
        assertThat(problem.path("column").intValue()).isEqualTo(8);
        assertThat(problem.path("text").stringValue()).isEqualTo("none");
    }
}
