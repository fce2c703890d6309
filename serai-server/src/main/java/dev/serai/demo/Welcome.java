package dev.serai.demo;

import dev.serai.kernel.PrivateFile;
import dev.serai.protocol.CanonicalText;
import dev.serai.protocol.Signatures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** What {@code ./serai run} prints when everything is up: written anew with every start, because a signed call ages. */
@Component
class Welcome {
    private final Path data;
    private final Clock clock;

    Welcome(@Value("${serai.data}") Path data, Clock clock) {
        this.data = data;
        this.clock = clock;
    }

    void write(JsonNode access, DemoFile file) throws IOException {
        var door = access.path("door").asString();
        var app = file.apps().getFirst();
        var text = new StringBuilder("\n")
                .append(addresses(access))
                .append("  board    ")
                .append(door)
                .append("/h5/?activity_id=301   (on a phone, too)\n\n")
                .append("Staff logins for the console\n");
        for (var operator : file.content().path("operators")) {
            text.append("  %-18s %s%n"
                    .formatted(
                            operator.path("user").asString(),
                            operator.path("password").asString()));
        }
        text.append("\nDemo app  ")
                .append(app.appId())
                .append("   secret  ")
                .append(app.secret())
                .append("\nAll credentials: ")
                .append(data.resolve("demo.json"))
                .append("\n\nYour first signed call (good for 5 minutes and one use):\n  curl '")
                .append(door)
                .append("/serai/ping?")
                .append(signed(app))
                .append("'\n")
                .append("Any other:  ./serai call activity.handle activity_id=301 action=board\n\n");
        PrivateFile.write(data.resolve("welcome.txt"), text.toString());
    }

    void writeWithoutDemo(JsonNode access) throws IOException {
        PrivateFile.write(
                data.resolve("welcome.txt"),
                "\n" + addresses(access) + "\nNo demo was loaded. The command line's access: "
                        + data.resolve("access.json") + "\n\n");
    }

    private static String addresses(JsonNode access) {
        return """
                Addresses
                  door     %s   (merchants; documentation at /docs/)
                  console  %s   (staff)
                  core     %s   (the sample community and shop)
                """.formatted(
                        access.path("door").asString(),
                        access.path("console").asString(),
                        access.path("core").asString());
    }

    private String signed(DemoApp app) {
        var parameters = new TreeMap<String, String>();
        parameters.put("app_id", app.appId());
        parameters.put("timestamp", Long.toString(clock.millis()));
        parameters.put("nonce", UUID.randomUUID().toString());
        parameters.put("sign_type", "HMAC-SHA256");
        parameters.put("sign", Signatures.hmacSha256(CanonicalText.of(parameters), app.secret()));
        return parameters.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining("&"));
    }
}
