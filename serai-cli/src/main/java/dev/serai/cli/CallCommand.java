package dev.serai.cli;

import dev.serai.protocol.CanonicalText;
import dev.serai.protocol.Signatures;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** {@code serai call METHOD k=v …}: one signed call as the demo's first app. */
final class CallCommand implements Main.Command {
    private final Clock clock = Clock.systemUTC();

    @Override
    public int run(List<String> arguments, Path data) throws IOException, InterruptedException, Main.Usage {
        if (arguments.isEmpty()) {
            throw new Main.Usage("call METHOD k=v …, for example: call serai.ping");
        }
        var access = Access.of(data);
        var app = access.file().path("apps").path(0);
        var id = env("SERAI_APP_ID", app.path("app_id").asString(""));
        var secret = env("SERAI_SECRET", app.path("secret").asString(""));
        if (id.isEmpty() || secret.isEmpty()) {
            throw new IOException("there is no demo app here; set SERAI_APP_ID and SERAI_SECRET");
        }
        var parameters = parameters(arguments);
        parameters.put("app_id", id);
        parameters.put("timestamp", Long.toString(clock.millis()));
        parameters.put("nonce", UUID.randomUUID().toString());
        parameters.put("sign_type", "HMAC-SHA256");
        parameters.put("sign", Signatures.hmacSha256(CanonicalText.of(parameters), secret));
        var request = HttpRequest.newBuilder(URI.create(access.door() + "/router/rest"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(parameters)))
                .build();
        var response = Http.CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        System.out.println(
                Access.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(Access.JSON.readTree(response.body())));
        return response.statusCode() == 200 ? 0 : 1;
    }

    private static Map<String, String> parameters(List<String> arguments) throws Main.Usage {
        var parameters = new HashMap<String, String>();
        parameters.put("method", arguments.getFirst());
        for (var pair : arguments.subList(1, arguments.size())) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new Main.Usage("a parameter is name=value, found " + pair);
            }
            parameters.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return parameters;
    }

    private static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String env(String name, String otherwise) {
        var value = System.getenv(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }
}
