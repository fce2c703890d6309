package dev.serai.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import tools.jackson.databind.JsonNode;

class CoreWebhookTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final String EVENT = "{\"type\":\"thing.changed\",\"id\":\"1\",\"thing\":{\"名\":\"值\"}}";

    private final List<JsonNode> taken = new ArrayList<>();
    private final WebhookSignature signature = new WebhookSignature("secret", CLOCK);
    private RuntimeException trouble = new IllegalStateException("unset");
    private boolean inTrouble;

    private final CoreWebhook webhook = new CoreWebhook("secret", CLOCK, List.of(new CoreEventListener() {
        @Override
        public String type() {
            return "thing.changed";
        }

        @Override
        public void take(JsonNode event) {
            if (inTrouble) {
                throw trouble;
            }
            taken.add(event);
        }
    }));

    @Test
    void a_signed_event_reaches_its_listener() throws IOException {
        assertThat(post(EVENT, NOW)).isEqualTo(200);
        assertThat(taken).hasSize(1);
    }

    @Test
    void an_event_nobody_here_cares_for_is_answered_with_2xx() throws IOException {
        assertThat(post("{\"type\":\"other\"}", NOW)).isEqualTo(200);
        assertThat(taken).isEmpty();
    }

    @Test
    void an_event_that_could_not_be_kept_is_not_acknowledged() throws IOException {
        inTrouble = true;
        assertThat(post(EVENT, NOW)).isEqualTo(503);
        trouble = new IllegalArgumentException("no id");
        assertThat(post(EVENT, NOW)).isEqualTo(422);
    }

    @Test
    void forged_and_unsigned_events_are_refused() throws IOException {
        var forged = request(EVENT, Long.toString(NOW.toEpochMilli()), signature.of("1", bytes(EVENT)));
        assertThat(status(forged)).isEqualTo(401);
        assertThat(status(request(EVENT, Long.toString(NOW.toEpochMilli()), null)))
                .isEqualTo(401);
        var changed = request(
                EVENT.replace("值", "假"),
                Long.toString(NOW.toEpochMilli()),
                signature.of(Long.toString(NOW.toEpochMilli()), bytes(EVENT)));
        assertThat(status(changed)).isEqualTo(401);
        assertThat(taken).isEmpty();
    }

    @Test
    void events_from_more_than_300_seconds_before_or_after_are_refused() throws IOException {
        assertThat(post(EVENT, NOW.minusSeconds(300))).isEqualTo(200);
        assertThat(post(EVENT, NOW.minusSeconds(301))).isEqualTo(401);
        assertThat(post(EVENT, NOW.plusSeconds(300))).isEqualTo(200);
        assertThat(post(EVENT, NOW.plusSeconds(301))).isEqualTo(401);
    }

    @Test
    void without_a_secret_nothing_is_believed() throws IOException {
        var open = new CoreWebhook("", CLOCK, List.of());
        assertThat(open.hear(request(EVENT, Long.toString(NOW.toEpochMilli()), "00"))
                        .getStatusCode()
                        .value())
                .isEqualTo(401);
    }

    @Test
    void what_is_not_json_or_too_long_is_refused() throws IOException {
        assertThat(post("{\"type\":", NOW)).isEqualTo(400);
        assertThat(post("[" + " ".repeat(CoreWebhook.EVENT_BYTES_MAX) + "]", NOW))
                .isEqualTo(413);
    }

    private int post(String event, Instant sent) throws IOException {
        var timestamp = Long.toString(sent.toEpochMilli());
        return status(request(event, timestamp, signature.of(timestamp, bytes(event))));
    }

    private int status(MockHttpServletRequest request) throws IOException {
        return webhook.hear(request).getStatusCode().value();
    }

    private static MockHttpServletRequest request(String body, String timestamp, @Nullable String signature) {
        var request = new MockHttpServletRequest("POST", "/core/webhook");
        request.setContent(bytes(body));
        request.addHeader("Plaza-Timestamp", timestamp);
        if (signature != null) {
            request.addHeader("Plaza-Signature", signature);
        }
        return request;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
