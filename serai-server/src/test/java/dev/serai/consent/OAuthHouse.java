package dev.serai.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.MovableClock;
import dev.serai.consent.Clients.Client;
import dev.serai.consent.Consents.Terms;
import dev.serai.kernel.AppId;
import dev.serai.kernel.DoorAddress;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.merchant.Apps;
import dev.serai.merchant.Joining;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.JsonNode;

/** The authorization server through the door, as apps and browsers use it. There is no core here, so users come signed in. */
@HouseTest
@Timeout(120)
abstract class OAuthHouse {
    static final String CALLBACK = "https://shop.example.com/callback?shop=7";
    static final String VERIFIER = "v".repeat(43);
    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([0-9a-f]{64})\"");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Autowired
    DoorAddress door;

    @Autowired
    Joining joining;

    @Autowired
    Apps apps;

    @Autowired
    Clients clients;

    @Autowired
    UserSessions sessions;

    @Autowired
    AccessTokens tokens;

    @Autowired
    MovableClock clock;

    record Party(AppId id, MerchantId merchant, String secret, KeyPair pair) {}

    /** One for all tests: making it takes longer than most of them. */
    private static final KeyPair PAIR = Joining.newPair();

    Party app = new Party(new AppId("none"), new MerchantId("none"), "", PAIR);
    String user = "";
    String cookie = "";

    @BeforeEach
    void anAppAndAUser() {
        app = app(client(false), PAIR);
        user = "u-" + UUID.randomUUID();
        cookie = signedIn(user);
    }

    static Client client(boolean publicClient) {
        return new Client(
                Set.of(CALLBACK, "com.example.shop:/back"),
                Set.of("profile", "posts.read", "posts.write", "openid"),
                publicClient,
                true,
                new Terms(Duration.ofMinutes(10), Duration.ofDays(7)));
    }

    Party app(Client client) {
        return app(client, Joining.newPair());
    }

    private Party app(Client client, KeyPair pair) {
        var id = new AppId("app-" + UUID.randomUUID());
        var merchant = new MerchantId("m-" + id);
        joining.merchant(merchant, "江南小店 <b>");
        joining.app(new Joining.NewApp(id, merchant, "Tea & Co", false, false, 100));
        var secret = joining.secret(id);
        joining.rsaKey(id, Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
        clients.declare(id, merchant, client);
        Awaitility.await()
                .until(() -> apps.find(id.value())
                        .filter(found -> !found.rsaKeys().isEmpty())
                        .isPresent());
        return new Party(id, merchant, secret, pair);
    }

    /** A browser's cookie after its user showed his password. */
    String signedIn(String who) {
        var response = new MockHttpServletResponse();
        sessions.begin(new MockHttpServletRequest(), response, who, "小明");
        return String.valueOf(response.getHeader("Set-Cookie")).split(";", 2)[0];
    }

    static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A good question of the app, in which a test changes what it is about; an empty value takes a parameter out. */
    Map<String, String> question(String... changed) {
        var params = new LinkedHashMap<String, String>();
        params.put("response_type", "code");
        params.put("client_id", app.id.value());
        params.put("redirect_uri", CALLBACK);
        params.put("scope", "profile posts.read");
        params.put("state", "s-1");
        params.put("code_challenge", challenge(VERIFIER));
        params.put("code_challenge_method", "S256");
        return changed(params, changed);
    }

    static Map<String, String> changed(Map<String, String> params, String... changed) {
        for (int i = 0; i < changed.length; i += 2) {
            params.put(changed[i], changed[i + 1]);
        }
        params.values().removeIf(String::isEmpty);
        return params;
    }

    static String form(Map<String, String> params) {
        return params.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(HttpRequest.newBuilder(URI.create(door.url() + path)), headers);
    }

    HttpResponse<String> post(String path, Map<String, String> form, String... headers) {
        return send(
                HttpRequest.newBuilder(URI.create(door.url() + path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form(form))),
                headers);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static String csrf(HttpResponse<String> page) {
        var found = CSRF.matcher(page.body());
        assertThat(found.find()).as(page.body()).isTrue();
        return found.group(1);
    }

    /** The user's yes or no on the page that the question leads to. */
    HttpResponse<String> decided(Map<String, String> question, String decision) {
        var query = form(question);
        var page = get("/oauth2/authorize?" + query, "Cookie", cookie);
        if (page.statusCode() == 303) {
            return page; // he consented to all of this before
        }
        return post("/oauth2/consent?" + query, Map.of("csrf", csrf(page), "decision", decision), "Cookie", cookie);
    }

    static Map<String, String> sentBack(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        var location = answer.headers().firstValue("Location").orElseThrow();
        var params = new LinkedHashMap<String, String>();
        params.put("to", location.split("[?]", 2)[0]);
        for (var part : location.split("[?]", 2)[1].split("&", -1)) {
            var pair = part.split("=", 2);
            params.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return params;
    }

    String code(Map<String, String> question) {
        return sentBack(decided(question, "allow")).getOrDefault("code", "");
    }

    String basic(Party by) {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((by.id.value() + ":" + by.secret).getBytes(StandardCharsets.UTF_8));
    }

    Map<String, String> exchange(String code, String... changed) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", CALLBACK);
        form.put("code_verifier", VERIFIER);
        return changed(form, changed);
    }

    HttpResponse<String> token(Map<String, String> form) {
        return post("/oauth2/token", form, "Authorization", basic(app));
    }

    JsonNode tokens(String... question) {
        return json(token(exchange(code(question(question)))), 200);
    }

    JsonNode refreshed(Party by, String refreshToken, String... changed) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", refreshToken);
        return Json.read(post("/oauth2/token", changed(form, changed), "Authorization", basic(by))
                .body());
    }

    static JsonNode json(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return Json.read(answer.body());
    }

    static String error(HttpResponse<String> answer, int status) {
        return json(answer, status).path("error").asString();
    }

    boolean lives(JsonNode issued) {
        return tokens.find(issued.path("access_token").asString()) instanceof AccessTokens.Found.Live;
    }
}
