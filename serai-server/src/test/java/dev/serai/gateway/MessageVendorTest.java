package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.kernel.Json;
import dev.serai.merchant.Apps;
import dev.serai.merchant.Joining;
import dev.serai.openapi.Granting;
import dev.serai.openapi.Grants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

/** Two npm clients of RFC 9421, unmodified, against the door: test/rfc9421/check.mjs. */
@HouseTest
@Timeout(300)
class MessageVendorTest {
    private static final Path SCRIPTS = Path.of("..", "test", "rfc9421");

    @Autowired
    Door door;

    @Autowired
    Joining joining;

    @Autowired
    Granting granting;

    @Autowired
    Apps apps;

    @Autowired
    Grants grants;

    @Test
    void both_clients_call_and_are_answered_and_refused_as_the_docs_say(@TempDir Path folder) throws Exception {
        if (!Files.isDirectory(SCRIPTS.resolve("node_modules"))) {
            assertThat(said(folder, "npm", "ci", "--no-audit", "--no-fund")).isNotNull();
        }
        var account = VendorAccount.made(joining, granting, apps, grants);
        var file = folder.resolve("account.json");
        Files.writeString(
                file,
                Json.object()
                        .put("door", "http://127.0.0.1:" + door.port())
                        .put("app_id", account.app())
                        .put("secret", account.secret())
                        .put(
                                "private_key",
                                VendorAccount.base64(account.pair().getPrivate().getEncoded()))
                        .put(
                                "platform_public_key",
                                VendorAccount.base64(account.platformKey().getEncoded()))
                        .put("platform_serial_no", account.platformSerial())
                        .toString());
        var said = said(folder, "node", "check.mjs", file.toString());
        assertThat(said).doesNotContain("FAIL").endsWith(" passed, 0 failed\n");
    }

    /** What a command wrote; its lines go through a file, so that a silent one is bounded by the test's own time. */
    private static String said(Path folder, String... command) throws IOException, InterruptedException {
        var out = folder.resolve("out.txt");
        var process = new ProcessBuilder(command)
                .directory(SCRIPTS.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(240, TimeUnit.SECONDS);
        var text = Files.readString(out);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended && process.exitValue() == 0)
                .as(String.join(" ", command) + " said: " + text)
                .isTrue();
        return text;
    }
}
