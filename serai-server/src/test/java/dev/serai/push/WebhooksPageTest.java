package dev.serai.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.serai.kernel.Json;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the receiver that docs/webhooks.md shows, as it stands there. */
class WebhooksPageTest {
    private static final Path PAGE = Path.of("../docs/webhooks.md");

    private final WebhookSecret secret = WebhookSecret.make();
    private final Vertx vertx = Vertx.vertx();
    private final WebhookClient client = new WebhookClient(vertx, new Addresses(true), Duration.ofMinutes(1));

    @TempDir
    Path folder;

    private Process receiver;
    private BufferedReader printed;
    private ReceiverUrl url;

    @BeforeEach
    void startsTheReceiver() throws IOException {
        var page = Files.readString(PAGE);
        int from = page.indexOf("```python\n") + "```python\n".length();
        Files.writeString(folder.resolve("receiver.py"), page.substring(from, page.indexOf("```", from)));
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "this machine has no python3");
        receiver = new ProcessBuilder("/usr/bin/python3", "receiver.py", "0", secret.forReceiver())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        printed = receiver.inputReader();
        var port = line().substring("listening on ".length());
        url = ReceiverUrl.parse(URI.create("http://127.0.0.1:" + port + "/hook").toString());
    }

    @AfterEach
    void stopsTheReceiver() throws InterruptedException {
        if (receiver != null) {
            receiver.destroyForcibly().waitFor();
        }
        client.close();
        vertx.close().await();
    }

    @Test
    void the_receiver_on_the_page_verifies_keeps_one_of_each_and_orders_them() throws IOException {
        var now = InstantSource.system().instant();
        assertThat(post(secret, 1, now)).isEqualTo(204);
        assertThat(post(secret, 3, now)).isEqualTo(204);
        assertThat(post(secret, 3, now)).isEqualTo(204);
        assertThat(post(WebhookSecret.make(), 2, now)).isEqualTo(401);
        assertThat(post(secret, 2, now.minusSeconds(400))).isEqualTo(401);
        assertThat(post(secret, 2, now.plusSeconds(400))).isEqualTo(401);
        assertThat(post(secret, 2, now)).isEqualTo(204);
        assertThat(post(secret, 1, now)).isEqualTo(204);
        assertThat(post(secret, 4, now)).isEqualTo(204);
        for (int seq = 1; seq <= 4; seq++) {
            assertThat(line()).isEqualTo(seq + " evt_" + seq + " order.changed {\"n\": " + seq + "}");
        }
    }

    private int post(WebhookSecret with, long seq, Instant at) {
        var body = Json.object().put("type", "order.changed").put("timestamp", "2026-11-21T03:00:00Z");
        body.set("data", Json.object().put("n", seq));
        var text = Json.MAPPER.writeValueAsString(body);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("webhook-id", "evt_" + seq);
        headers.put("webhook-timestamp", Long.toString(at.getEpochSecond()));
        headers.put("webhook-signature", with.sign("evt_" + seq, at, text));
        headers.put("serai-seq", Long.toString(seq));
        headers.put("serai-prev", Long.toString(seq - 1));
        return switch (client.post(url, headers, text)) {
            case WebhookClient.Outcome.Answered(int status, var ignored) -> status;
            case WebhookClient.Outcome.Unanswered(String cause) -> throw new AssertionError(cause);
        };
    }

    private String line() throws IOException {
        var line = printed.readLine();
        if (line == null) {
            throw new AssertionError("the receiver ended");
        }
        return line;
    }
}
