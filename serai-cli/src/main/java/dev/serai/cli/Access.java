package dev.serai.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the data folder tells of the running system. Being able to read it is the authority. */
record Access(JsonNode file) {
    static final JsonMapper JSON = JsonMapper.shared();

    static Access of(Path data) throws IOException {
        for (var name : new String[] {"demo.json", "access.json"}) {
            var file = data.resolve(name);
            if (Files.isRegularFile(file)) {
                return new Access(JSON.readTree(Files.readString(file)));
            }
        }
        throw new IOException("there is no demo.json or access.json in " + data.toAbsolutePath()
                + "; name the data folder of a running system with --data DIR");
    }

    String door() {
        return file.path("door").asString();
    }

    String console() {
        return file.path("console").asString();
    }

    String token() {
        return file.path("access_token").asString();
    }
}
