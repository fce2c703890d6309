package dev.serai.acceptance;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A partner that signs with HMAC-SHA256, after the letter of the contract. Many threads may use one. */
final class Merchant {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    /** Of the console: counting a million documents again takes its time. */
    private static final Duration PLAIN_LIMIT = Duration.ofMinutes(5);

    /** @param subCode empty for success */
    record Answer(int code, String subCode, JsonNode data, String text) {
        boolean ok() {
            return code == 200;
        }

        @Override
        public String toString() {
            return "HTTP " + code + " " + (text.length() > 300 ? text.substring(0, 300) + "…" : text);
        }
    }

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_LIMIT)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private final Demo demo;

    Merchant(Demo demo) {
        this.demo = demo;
    }

    /** One signed call. An answer that is not the envelope is an IOException, like no answer. */
    Answer call(String method, Map<String, String> params) throws IOException, InterruptedException {
        var all = new TreeMap<String, String>(params);
        all.put("app_id", demo.appId());
        all.put("timestamp", Long.toString(System.currentTimeMillis()));
        all.put("nonce", UUID.randomUUID().toString());
        all.put("sign_type", "HMAC-SHA256");
        var text = all.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("&"));
        all.put("sign", hmac(text));
        var body = all.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
        var request = HttpRequest.newBuilder(URI.create(demo.door() + "/" + method.replace('.', '/')))
                .timeout(ANSWER_LIMIT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        var response = http.send(request, HttpResponse.BodyHandlers.ofString());
        var tree = tree(response.body());
        if (tree == null || tree.path("code").asInt() != response.statusCode()) {
            throw new IOException("not the envelope: HTTP " + response.statusCode() + " " + response.body());
        }
        return new Answer(
                response.statusCode(), tree.path("sub_code").asString(""), tree.path("data"), response.body());
    }

    /** As call, again where the core was late; anything but success is a failure of the proof. */
    JsonNode data(String method, Map<String, String> params) throws IOException, InterruptedException {
        var answer = Caller.answered(() -> call(method, params), Answer::subCode);
        if (!answer.ok()) {
            throw new IOException(method + " " + params + ": " + answer);
        }
        return answer.data();
    }

    /** A plain GET of JSON elsewhere: the core or the console. */
    JsonNode get(String address, @Nullable String bearer) throws IOException, InterruptedException {
        return plain("GET", address, "", bearer);
    }

    JsonNode plain(String verb, String address, String body, @Nullable String bearer)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(address))
                .timeout(PLAIN_LIMIT)
                .header("Content-Type", "application/json")
                .method(verb, HttpRequest.BodyPublishers.ofString(body));
        if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer);
        }
        var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        var tree = response.body().isEmpty() ? Demo.JSON.createObjectNode() : tree(response.body());
        if (tree == null || response.statusCode() >= 300) {
            throw new IOException(verb + " " + address + ": HTTP " + response.statusCode() + " " + response.body());
        }
        return tree;
    }

    private static @Nullable JsonNode tree(String text) {
        try {
            return Demo.JSON.readTree(text);
        } catch (JacksonException e) {
            return null;
        }
    }

    private String hmac(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(demo.secret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
