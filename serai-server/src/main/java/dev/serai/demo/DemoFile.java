package dev.serai.demo;

import dev.serai.kernel.AppId;
import dev.serai.kernel.Json;
import dev.serai.kernel.PrivateFile;
import dev.serai.merchant.Joining;
import dev.serai.operator.Role;
import dev.serai.protocol.KeySerial;
import dev.serai.protocol.Signatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The credentials of the demo. They are drawn once and kept in {@code secrets/demo-draft.json} before anything is made with
 * them, so that a first start that was killed goes on with the same ones; {@code demo.json} appears when all is in.
 */
final class DemoFile {
    /** Users of the sample core that the pages may be opened for; none of them has repaid anything. */
    private static final Map<String, String[]> USERS = Map.of(
            "u1001", new String[] {"alice", "plaza-1001"},
            "u1002", new String[] {"bob", "plaza-1002"},
            "u1003", new String[] {"chen", "plaza-1003"},
            "u1004", new String[] {"dora", "plaza-1004"});

    private final Path draft;
    private final Path file;
    private final ObjectNode content;

    private DemoFile(Path data, ObjectNode content) {
        this.draft = data.resolve("secrets").resolve("demo-draft.json");
        this.file = data.resolve("demo.json");
        this.content = content;
    }

    /** The one of an earlier start, finished or not; or a new one. */
    static DemoFile of(Path data, Joining joining) throws IOException {
        var kept = read(data.resolve("secrets").resolve("demo-draft.json"));
        if (kept.isPresent()) {
            var file = new DemoFile(data, kept.get());
            file.drawWhatIsNewer(joining);
            return file;
        }
        var made = new DemoFile(data, drawn(joining));
        Files.createDirectories(made.draft.getParent());
        write(made.draft, made.content);
        return made;
    }

    /** A demo that an earlier version began has no AES keys yet. */
    private void drawWhatIsNewer(Joining joining) throws IOException {
        boolean drawn = false;
        for (var app : content.path("apps")) {
            if (!app.has("aes_key")) {
                ((ObjectNode) app).put("aes_key", joining.newAesKey());
                drawn = true;
            }
        }
        if (drawn) {
            write(draft, content);
        }
    }

    static boolean started(Path data) {
        return Files.exists(data.resolve("secrets").resolve("demo-draft.json"));
    }

    private static Optional<ObjectNode> read(Path file) throws IOException {
        return Files.exists(file) ? Optional.of((ObjectNode) Json.read(Files.readString(file))) : Optional.empty();
    }

    private static ObjectNode drawn(Joining joining) {
        var content = Json.object();
        var apps = content.putArray("apps");
        for (var app : List.of(DemoApp.first(joining), DemoApp.second(joining))) {
            var entry = apps.addObject()
                    .put("app_id", app.appId())
                    .put("secret", app.secret())
                    .put("private_key", app.privateKey())
                    .put("public_key", app.publicKey())
                    .put("aes_key", app.aesKey())
                    .put("merchant_id", app.merchantId())
                    .put("limit_per_s", app.limitPerS());
            app.signTypes().forEach(entry.putArray("sign_types")::add);
        }
        var users = content.putArray("users");
        USERS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(user -> users.addObject()
                        .put("user_id", user.getKey())
                        .put("login", user.getValue()[0])
                        .put("password", user.getValue()[1]));
        content.putObject("activities").put("contest", 301).put("campaign", 201);
        var operators = content.putArray("operators");
        for (var role : Role.values()) {
            operators
                    .addObject()
                    .put("user", role.word().replace('_', '-'))
                    .put("password", joining.newSecret().substring(0, 20))
                    .put("role", role.word());
        }
        return content;
    }

    ObjectNode content() {
        return content;
    }

    List<DemoApp> apps() {
        var apps = new ArrayList<DemoApp>();
        for (var app : content.path("apps")) {
            var signTypes = new ArrayList<String>();
            app.path("sign_types").forEach(type -> signTypes.add(type.asString()));
            apps.add(new DemoApp(
                    app.path("app_id").asString(),
                    app.path("secret").asString(),
                    app.path("private_key").asString(),
                    app.path("public_key").asString(),
                    app.path("aes_key").asString(),
                    app.path("merchant_id").asString(),
                    signTypes,
                    app.path("limit_per_s").asInt()));
        }
        return apps;
    }

    /** When the demo was first started: the campaign runs since the day before. */
    Instant since() {
        return Instant.parse(content.path("since").asString());
    }

    boolean hasSince() {
        return content.has("since");
    }

    void since(Instant first) throws IOException {
        content.put("since", first.toString());
        write(draft, content);
    }

    void products(JsonNode products) throws IOException {
        content.set("products", products);
        write(draft, content);
    }

    /** Writes demo.json as the contract describes it: the addresses of this start, then the credentials. */
    void publish(JsonNode access, Joining joining, JsonNode products) throws IOException {
        var shown = Json.object();
        for (var name : List.of("door", "console", "core", "db", "access_token")) {
            shown.set(name, access.path(name));
        }
        var platformPublicKey = joining.platformPublicKey();
        var certificates = joining.platformCertificates();
        var apps = shown.putArray("apps");
        var known = apps();
        for (var app : content.path("apps")) {
            var entry = ((ObjectNode) app).deepCopy();
            known.get(apps.size()).redirectUris().forEach(entry.putArray("redirect_uris")::add);
            var publicKey = entry.remove("public_key").asString();
            entry.put("platform_public_key", platformPublicKey);
            entry.put("serial_no", publicKey.isEmpty() ? "" : KeySerial.of(Signatures.publicKey(publicKey)));
            entry.put("platform_serial_no", KeySerial.of(Signatures.publicKey(platformPublicKey)));
            var certificate =
                    joining.liveCertificate(new AppId(app.path("app_id").asString()));
            entry.put("app_cert", certificate.map(Joining.AppCertificate::pem).orElse(""));
            entry.put("app_cert_sn", certificate.map(Joining.AppCertificate::sn).orElse(""));
            entry.put("platform_cert", certificates.certificate());
            entry.put("root_cert", certificates.rootCertificate());
            apps.add(entry);
        }
        shown.set("products", products);
        for (var name : List.of("users", "activities", "operators")) {
            shown.set(name, content.path(name));
        }
        write(file, shown);
    }

    static void write(Path file, JsonNode content) throws IOException {
        PrivateFile.write(file, content.toPrettyString() + "\n");
    }
}
