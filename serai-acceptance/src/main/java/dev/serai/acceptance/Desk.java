package dev.serai.acceptance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Portal and console as their pages and the command line use them. Many threads may use one. */
final class Desk {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    /**
     * Who asks.
     *
     * @param cookie {@code NAME=value}; empty for none
     * @param bearer the token instead of a cookie; empty for none
     */
    record Visitor(String name, String cookie, String csrf, String bearer) {
        static final Visitor NOBODY = new Visitor("nobody", "", "", "");

        static Visitor bearing(String name, String token) {
            return new Visitor(name, "", "", token);
        }

        Visitor withCsrf(String other) {
            return new Visitor(name + " with another X-Serai-CSRF", cookie, other, bearer);
        }

        String cookieValue() {
            return cookie.substring(cookie.indexOf('=') + 1);
        }
    }

    /** @param all status line, fields and body, to look for what must not be there */
    record Answer(int status, String code, JsonNode body, String text, String cookie, String all) {
        boolean ok() {
            return status / 100 == 2;
        }

        @Override
        public String toString() {
            return "HTTP " + status + " " + (text.length() > 300 ? text.substring(0, 300) + "…" : text);
        }
    }

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_LIMIT)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    Answer send(String verb, String address, Visitor who, String json) throws IOException, InterruptedException {
        return send(verb, address, who, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
    }

    Answer send(String verb, String address, Visitor who, BodyPublisher body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(address))
                .timeout(ANSWER_LIMIT)
                .header("Content-Type", "application/json")
                .method(verb, body);
        if (!who.cookie().isEmpty()) {
            request.header("Cookie", who.cookie());
        }
        if (!who.csrf().isEmpty()) {
            request.header("X-Serai-CSRF", who.csrf());
        }
        if (!who.bearer().isEmpty()) {
            request.header("Authorization", "Bearer " + who.bearer());
        }
        var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        var tree = tree(response.body());
        var error = tree.path("error").path("code").asString("");
        return new Answer(
                response.statusCode(),
                error.isEmpty() ? tree.path("sub_code").asString("") : error,
                tree,
                response.body(),
                response.headers().firstValue("set-cookie").orElse("").split(";", 2)[0],
                response.headers().map() + "\n" + response.body());
    }

    /** As send, and anything but success is a failure of the proof. */
    JsonNode must(String verb, String address, Visitor who, String json) throws IOException, InterruptedException {
        var answer = send(verb, address, who, json);
        if (!answer.ok()) {
            throw new IOException(verb + " " + address + " by " + who.name() + ": " + answer);
        }
        return answer.body();
    }

    /** A session at portal or console. @param json what its login takes */
    Visitor signIn(String name, String address, String json) throws IOException, InterruptedException {
        var answer = send("POST", address, Visitor.NOBODY, json);
        if (!answer.ok()) {
            throw new IOException("POST " + address + " for " + name + ": " + answer);
        }
        return new Visitor(name, answer.cookie(), answer.body().path("csrf").asString(), "");
    }

    /** @param operator as demo.json lists them */
    Visitor signIn(Demo demo, JsonNode operator) throws IOException, InterruptedException {
        return signIn(
                operator.path("role").asString(),
                demo.console() + "/api/login",
                Newcomer.object(
                        "user",
                        operator.path("user").asString(),
                        "password",
                        operator.path("password").asString()));
    }

    private static JsonNode tree(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return Demo.JSON.createObjectNode();
        }
        try {
            return Demo.JSON.readTree(text);
        } catch (JacksonException e) {
            return Demo.JSON.createObjectNode();
        }
    }
}
