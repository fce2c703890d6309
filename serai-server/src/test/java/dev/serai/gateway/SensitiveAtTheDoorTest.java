package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.sun.net.httpserver.HttpServer;
import dev.serai.core.Upstreams;
import dev.serai.kernel.AppId;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.merchant.App;
import dev.serai.merchant.Apps;
import dev.serai.merchant.Joining;
import dev.serai.openapi.Granting;
import dev.serai.operator.Actor;
import dev.serai.operator.Role;
import dev.serai.protocol.CanonicalText;
import dev.serai.protocol.Signatures;
import dev.serai.release.Declarations;
import dev.serai.release.Declarations.SourceFile;
import dev.serai.release.Revisions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** Personal data on its way from a core of this test's own, through the whole house. */
@ExtendWith(OutputCaptureExtension.class)
class SensitiveAtTheDoorTest extends MerchantTests {
    /** Nobody else in these tests has it. */
    private static final String PLANTED = "13917250846";

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static final String CORE = """
            serai: core/v1
            id: guarded
            versions: [{version: v1, addresses: [{url: "http://127.0.0.1:%d"}]}]
            """;

    private static final String DOCUMENT = """
            openapi: 3.1.0
            info: {title: guarded, version: "1"}
            paths:
              /member/guarded/get:
                get:
                  summary: Somebody
                  x-serai: {domain: member, effect: read, store: false, proxy: {path: /who, core: guarded, cut: true}, zh: 某人}
                  requestBody:
                    content:
                      application/json:
                        schema:
                          type: object
                          properties:
                            phone: {type: string, pattern: "^1[0-9]{10}$", x-serai-sensitive: {how: encrypt, kind: phone}}
                            what: {type: string}
                  responses:
                    "200":
                      description: OK
                      content:
                        application/json:
                          schema:
                            type: object
                            properties:
                              id: {type: string}
                              asked: {type: string}
                              phone: {type: [string, "null"], x-serai-sensitive: {how: encrypt, kind: phone}}
                              name: {type: string, x-serai-sensitive: {how: mask, kind: name}}
            """;

    private static final String WRITE = """
            openapi: 3.1.0
            info: {title: guarded-write, version: "1"}
            paths:
              /member/guarded/set:
                post:
                  summary: Sets it
                  x-serai:
                    domain: member
                    effect: write
                    proxy: {method: POST, path: /who, core: guarded, retry: true, key: {parameter: no, as: k}}
                    zh: 设置
                  requestBody:
                    content:
                      application/json:
                        schema: {type: object, required: [no], properties: {no: {type: string, maxLength: 9}}}
                  responses: {"200": {description: It, content: {application/json: {schema: {type: object}}}}}
            """;

    @Autowired
    Declarations declarations;

    @Autowired
    Revisions revisions;

    @Autowired
    Upstreams upstreams;

    @Autowired
    Joining joining;

    @Autowired
    Apps apps;

    @Autowired
    Granting granting;

    @Autowired
    List<RequestMappingHandlerMapping> routes;

    @TempDir
    Path folder;

    /** One for all tests: making it takes longer than most of them. */
    private static final KeyPair PAIR = Joining.newPair();

    private HttpServer core;
    private volatile String answer =
            "{\"id\":\"u1\",\"phone\":\"" + PLANTED + "\",\"name\":\"张小三\",\"extra\":\"" + PLANTED + "\"}";
    private volatile int status = 200;
    private volatile String asked = "";

    private record Caller(AppId app, String secret) {}

    @BeforeEach
    void a_core_and_a_method_over_it() throws Exception {
        core = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        core.createContext("/who", exchange -> {
            asked = exchange.getRequestURI().getRawQuery();
            var body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        core.start();
        declarations.apply(
                List.of(
                        new SourceFile(
                                "core.yaml", CORE.formatted(core.getAddress().getPort())),
                        new SourceFile("guarded.yaml", DOCUMENT)),
                Actor.HOUSE);
    }

    @AfterEach
    void gone() {
        revisions.delete("openapi/v1", "guarded", Actor.HOUSE);
        revisions.delete("core/v1", "guarded", Actor.HOUSE);
        core.stop(0);
    }

    private Caller caller(boolean rsa) {
        var app = new AppId("app-" + UUID.randomUUID());
        var merchant = new MerchantId("m-" + app);
        joining.merchant(merchant, "Test");
        joining.app(new Joining.NewApp(app, merchant, "Test", false, false, 50));
        var caller = new Caller(app, joining.secret(app));
        if (rsa) {
            joining.rsaKey(
                    app, Base64.getEncoder().encodeToString(PAIR.getPublic().getEncoded()));
        }
        joining.platformPublicKey();
        granting.call(app, "member.guarded.get", 1);
        await().until(() -> seen(app, rsa));
        await().until(() ->
                !call(caller, Map.of()).path("sub_code").asString("").startsWith("app.")
                        && !call(caller, Map.of()).path("sub_code").asString("").startsWith("api."));
        return caller;
    }

    /** An app is seen before its keys are, and the platform may have made its own only now. */
    private boolean seen(AppId app, boolean rsa) {
        var keys = apps.find(app.value()).map(App::keys).orElse(App.Keys.NONE);
        boolean none = rsa ? keys.rsaKeys().isEmpty() : keys.secrets().isEmpty();
        return !none && apps.platformKey() != null;
    }

    private JsonNode call(Caller by, Map<String, String> more) throws Exception {
        var call = new TreeMap<>(more);
        call.put("app_id", by.app.value());
        call.put("timestamp", Long.toString(clock.millis()));
        call.put("nonce", ids.next());
        call.put("sign_type", "HMAC-SHA256");
        call.put("sign", Signatures.hmacSha256(CanonicalText.of(call), by.secret));
        return get("/member/guarded/get", call);
    }

    private JsonNode get(String path, Map<String, String> call) throws Exception {
        var query = call.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        var uri = URI.create("http://127.0.0.1:" + door.port() + path + "?" + query);
        return Json.read(CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body());
    }

    /** Runs what stands in docs/sensitive-fields.md in a language, with the merchant's private key, on a field. */
    private String opened(String language, String file, String command, String field) throws Exception {
        var page = Files.readString(Path.of("..", "docs", "sensitive-fields.md"));
        int from = page.indexOf("```" + language + "\n") + language.length() + 4;
        var script = Files.writeString(folder.resolve(file), page.substring(from, page.indexOf("```", from)));
        var key = Files.writeString(
                folder.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(PAIR.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        var process = new ProcessBuilder(command, script.toString(), key.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectInput(Files.writeString(folder.resolve("field"), field).toFile())
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() == 0 ? said : "exit " + process.exitValue();
    }

    @Test
    void an_app_with_a_key_gets_a_jwe_that_openssl_opens_and_an_app_without_gets_it_masked() throws Exception {
        var data = call(caller(true), Map.of()).path("data");
        assertThat(data.propertyNames()).as("cut").containsExactlyInAnyOrder("id", "phone", "name");
        assertThat(data.path("name").asString()).as("masked for everybody").isEqualTo("张**");
        var phone = data.path("phone").asString();
        assertThat(phone).matches("eyJ[\\w-]+(\\.[\\w-]+){4}");
        assertThat(opened("sh", "open.sh", "sh", phone)).isEqualTo(PLANTED);
        assertThat(opened("js", "open.mjs", "node", phone)).isEqualTo(PLANTED);
        int middle = phone.lastIndexOf('.') - 3;
        var changed =
                phone.substring(0, middle) + (phone.charAt(middle) == 'A' ? 'B' : 'A') + phone.substring(middle + 1);
        assertThat(opened("js", "open.mjs", "node", changed))
                .as("a changed text is noticed")
                .startsWith("exit");
        assertThat(call(caller(false), Map.of()).path("data").path("phone").asString())
                .isEqualTo("139****0846");
        answer = "{\"id\":\"u1\",\"phone\":null}";
        assertThat(call(caller(true), Map.of()).path("data").toString()).isEqualTo("{\"id\":\"u1\",\"phone\":null}");
    }

    @Test
    void an_answer_of_another_form_is_kept_back() throws Exception {
        answer = "[{\"phone\":\"" + PLANTED + "\"}]";
        var refused = call(caller(true), Map.of());
        assertThat(refused.path("sub_code").asString()).isEqualTo("core.unavailable");
        assertThat(refused.toString()).contains("not of the declared form").doesNotContain(PLANTED);
    }

    @Test
    void a_parameter_comes_plain_or_encrypted_and_no_refusal_repeats_it() throws Exception {
        var caller = caller(false);
        call(caller, Map.of("phone", PLANTED));
        assertThat(asked).isEqualTo("phone=" + PLANTED);
        asked = "";
        assertThat(call(caller, Map.of("phone", jwe(PLANTED))).path("code").asInt())
                .isEqualTo(200);
        assertThat(asked).isEqualTo("phone=" + PLANTED);
        asked = "";
        for (var wrong : List.of("9" + PLANTED, jwe("9" + PLANTED))) {
            var refused = call(caller, Map.of("phone", wrong));
            assertThat(refused.path("sub_code").asString()).isEqualTo("param.invalid");
            assertThat(refused.toString()).contains("phone").doesNotContain("391725");
        }
        var broken = jwe(PLANTED);
        var spoilt = call(caller, Map.of("phone", broken.substring(0, broken.length() - 6) + "AAAAAA"));
        assertThat(spoilt.path("sub_msg").asString()).contains("RSA-OAEP-256");
        assertThat(call(caller, Map.of("phone", "eyJ9.a.b.c.d"))
                        .path("sub_code")
                        .asString())
                .isEqualTo("param.invalid");
        assertThat(asked).as("none of it reached the core").isEmpty();
    }

    private String jwe(String text) throws Exception {
        var jwe = new JWEObject(new JWEHeader(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM), new Payload(text));
        jwe.encrypt(new RSAEncrypter((RSAPublicKey) Signatures.publicKey(joining.platformPublicKey())));
        return jwe.serialize();
    }

    @Test
    void methods_that_would_leak_are_refused_and_a_core_in_use_stays() {
        assertThatThrownBy(() -> apply(DOCUMENT.replace(", cut: true", ""))).hasMessageContaining("say cut: true");
        assertThatThrownBy(() -> apply(DOCUMENT.replace("core: guarded", "core: elsewhere")))
                .hasMessageContaining("there is no core elsewhere");
        assertThatThrownBy(() -> apply(DOCUMENT.replace("core: guarded", "core: guarded, core_version: v7")))
                .hasMessageContaining("has no version v7");
        assertThatThrownBy(() -> apply(WRITE)).hasMessageContaining("say idempotent: true beside it");
        assertThatThrownBy(() -> revisions.delete("core/v1", "guarded", Actor.HOUSE))
                .hasMessageContaining("guarded");
        assertThat(upstreams.find("guarded", null)).isNotNull();
    }

    private void apply(String document) {
        declarations.apply(List.of(new SourceFile("guarded.yaml", document)), Actor.HOUSE);
    }

    @Test
    void no_log_line_call_record_console_answer_or_table_tells_a_planted_number(CapturedOutput output)
            throws Exception {
        var caller = caller(true);
        call(caller, Map.of("phone", PLANTED, "what", PLANTED, "other", PLANTED));
        call(caller, Map.of("phone", "x" + PLANTED));
        call(caller, Map.of("access_token", PLANTED));
        get("/router/rest", Map.of("app_id", PLANTED, "method", PLANTED));
        get("/member/guarded/v" + PLANTED, Map.of("app_id", caller.app.value()));
        status = 422;
        answer = "{\"error\":{\"code\":\"taken\",\"message\":\"the phone " + PLANTED + " is taken\"}}";
        call(caller, Map.of("phone", PLANTED));
        var owner = approved();
        var merchant = merchant(owner);
        var contacts =
                "[{'name':'王小二','email':'e" + PLANTED + "@example.com','phone':'" + PLANTED + "','role':'FINANCE'}]";
        var changed = post("/portal/api/changes", owner, "{'kind':'contacts','after':" + contacts + ",'note':'new'}");
        assertThat(changed.status()).as(changed.body().toString()).isLessThan(300);
        assertThat(get("/portal/api/application", owner).body().toString())
                .as("his own")
                .contains(PLANTED);
        var admin = staff(Role.SUPER_ADMIN);
        await().until(() -> get("/api/calls?app_id=" + caller.app.value(), admin)
                        .body()
                        .path("calls")
                        .size()
                >= 5);
        for (var path : consolePaths(merchant, caller.app.value())) {
            assertThat(get(path, admin).body().toString()).as(path).doesNotContain(PLANTED);
        }
        assertThat(get("/api/merchants/" + merchant, admin).body().toString()).contains("139****0846", "王**");
        assertThat(output.getAll()).doesNotContain(PLANTED);
        assertThat(tablesThatTell(PLANTED)).isEmpty();
    }

    /** Every address of the console that can be read, with this merchant and app where one is named. */
    private List<String> consolePaths(String merchant, String app) {
        return routes.stream()
                .flatMap(mapping -> mapping.getHandlerMethods().keySet().stream())
                .flatMap(route -> route.getPatternValues().stream())
                .distinct()
                .filter(path -> path.startsWith("/api/") || path.equals("/metrics"))
                .map(path -> path.replaceAll("\\{(id|merchant|merchantId)}", merchant)
                        .replaceAll("\\{(app|appId)}", app))
                .filter(path -> !path.contains("{"))
                .toList();
    }

    private List<String> tablesThatTell(String text) {
        return db.sql("""
                        SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                          AND has_table_privilege(c.oid, 'SELECT')""").query((rs, _) -> rs.getString(1)).list().stream()
                .filter(table -> db.sql("SELECT EXISTS (SELECT 1 FROM " + table + " t WHERE t::text LIKE ?)")
                        .param("%" + text + "%")
                        .query(Boolean.class)
                        .single())
                .toList();
    }

    @Test
    void a_merchant_is_found_by_a_contacts_number_however_written_and_who_looks_at_it_says_why() throws Exception {
        var owner = registered();
        var merchant = merchant(owner);
        var manager = staff(Role.BUSINESS_MANAGER);
        for (var written : List.of("+86 21 5555 0000", "02155550000", "8602155550000", "21-5555-0000")) {
            var found = get(
                            "/api/merchants?limit=200&after=" + merchant.substring(0, merchant.length() - 1) + "&q="
                                    + URLEncoder.encode(written, StandardCharsets.UTF_8),
                            manager)
                    .body()
                    .toString();
            assertThat(found).as(written).contains(merchant).doesNotContain("5555 0000");
        }
        assertThat(get("/api/merchants?limit=200&q=55550000", manager).body().toString())
                .doesNotContain(merchant);
        var show = "/api/merchants/" + merchant + "/contacts/show";
        assertThat(post(show, manager, "{}").status()).isEqualTo(400);
        assertThat(post(show, staff(Role.OPERATIONS), "{'reason':'x'}").status())
                .isEqualTo(403);
        assertThat(post(show, manager, "{'reason':'a question about the licence'}")
                        .body()
                        .toString())
                .contains("+86 21 5555 0000");
        assertThat(get("/api/audit?limit=50", staff(Role.AUDITOR)).body().toString())
                .contains("merchant.contacts_shown", "a question about the licence")
                .doesNotContain("5555 0000");
    }

    @Test
    void the_cores_page_and_the_meters_tell_how_a_core_is() throws Exception {
        call(caller(false), Map.of());
        status = 500;
        call(caller(false), Map.of());
        var shown = get("/api/cores", staff(Role.AUDITOR))
                .body()
                .path("cores")
                .valueStream()
                .filter(one -> one.path("core").asString().equals("guarded"))
                .findFirst()
                .orElseThrow();
        var address = shown.path("versions").path(0).path("addresses").path(0);
        assertThat(address.path("state").asString()).isEqualTo("UNWATCHED");
        assertThat(address.path("failure").asString()).isEqualTo("HTTP 500");
        assertThat(address.path("failures").asLong()).isPositive();
        assertThat(shown.path("counts").path("in_flight").asInt()).isZero();
        var metrics = CLIENT.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                        + environment.getProperty("local.server.port") + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        assertThat(metrics).contains("serai_core_in_flight{core=\"guarded\"} 0.0", "serai_core_failures_total{");
    }
}
