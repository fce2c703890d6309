package dev.serai.operator;

import dev.serai.kernel.Json;
import dev.serai.kernel.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * {@code <data>/access.json}: where everything is, and a token. Whoever can read it is the command line; only the user the
 * house runs as can. The token outlives restarts.
 */
@Component
class AccessFile {
    private static final String NAME = "access.json";
    private static final int TOKEN_BYTES = 32;

    private final byte[] token;

    AccessFile(@Value("${serai.data}") Path data, Environment environment) {
        var file = data.resolve(NAME);
        try {
            Files.createDirectories(data);
            var text = tokenIn(file);
            write(file, text, environment);
            this.token = text.getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " could not be written; the data folder must be ours to write", e);
        }
    }

    /** In constant time. */
    boolean opens(String given) {
        return MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8));
    }

    private static String tokenIn(Path file) throws IOException {
        if (Files.exists(file)) {
            try {
                JsonNode kept = Json.read(Files.readString(file)).path("access_token");
                if (kept.isString() && !kept.stringValue().isEmpty()) {
                    return kept.stringValue();
                }
            } catch (JacksonException e) {
                // Half a file from somebody's editor: a new token is safer than no start.
                return random();
            }
        }
        return random();
    }

    private static String random() {
        var bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static void write(Path file, String token, Environment environment) throws IOException {
        var content = Json.object();
        content.put("door", "http://" + address(environment, "serai.door.host", "serai.door.port"));
        content.put("console", "http://" + address(environment, "server.address", "server.port"));
        content.put("core", environment.getProperty("serai.core.url", ""));
        content.put("access_token", token);
        var db = content.putObject("db");
        var url = environment.getProperty("spring.datasource.url", "");
        db.put("url", url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url);
        db.put("user", environment.getProperty("spring.datasource.username", ""));
        db.put("password", environment.getProperty("spring.datasource.password", ""));

        PrivateFile.write(file, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n");
    }

    private static String address(Environment environment, String host, String port) {
        return environment.getProperty(host, "127.0.0.1") + ":" + environment.getProperty(port, "0");
    }
}
