package dev.serai.acceptance;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A member of the community and his browser, which keeps cookies, sends forms and runs no script. */
final class Shopper {
    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([0-9a-f]{64})\"");

    private final String door;
    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    Shopper(String door) {
        this.door = door;
    }

    /** Signs in where the app sent him, and lets it act for him. Returns the code that goes back to the app. */
    String consents(JsonNode user, Map<String, String> question) throws IOException, InterruptedException {
        var query = form(question);
        var login = Map.of(
                "login",
                user.path("login").asString(),
                "password",
                user.path("password").asString());
        var signIn = ask("/oauth2/authorize?" + query);
        send("/oauth2/login?" + query, with(login, csrf(signIn)));
        var consent = ask("/oauth2/authorize?" + query);
        var back = send("/oauth2/consent?" + query, with(Map.of("decision", "allow"), csrf(consent)));
        var to = URI.create(back.headers().firstValue("Location").orElseThrow(() -> new IOException(back.body())));
        for (var part : to.getRawQuery().split("&", -1)) {
            if (part.startsWith("code=")) {
                return URLDecoder.decode(part.substring(5), StandardCharsets.UTF_8);
            }
        }
        throw new IOException("no code came back: " + to);
    }

    /** The app's own server trades the code for tokens. */
    JsonNode tokens(Account app, Map<String, String> form) throws IOException, InterruptedException {
        var basic =
                Base64.getEncoder().encodeToString((app.appId() + ":" + app.secret()).getBytes(StandardCharsets.UTF_8));
        var answer = browser.send(
                posted("/oauth2/token", form)
                        .header("Authorization", "Basic " + basic)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return Demo.JSON.readTree(answer.body());
    }

    private String ask(String path) throws IOException, InterruptedException {
        return browser.send(
                        HttpRequest.newBuilder(URI.create(door + path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private HttpResponse<String> send(String path, Map<String, String> form) throws IOException, InterruptedException {
        return browser.send(posted(path, form).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder posted(String path, Map<String, String> form) {
        return HttpRequest.newBuilder(URI.create(door + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form(form)));
    }

    private static Map<String, String> with(Map<String, String> fields, String csrf) {
        var all = new LinkedHashMap<>(fields);
        all.put("csrf", csrf);
        return all;
    }

    private static String csrf(String page) throws IOException {
        var found = CSRF.matcher(page);
        if (!found.find()) {
            throw new IOException("a page without a form: " + page);
        }
        return found.group(1);
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
