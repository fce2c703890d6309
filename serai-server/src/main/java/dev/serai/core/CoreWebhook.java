package dev.serai.core;

import dev.serai.kernel.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Where the core tells what happened there. A 2xx means that it is durable here, or that nobody here cares; the core tells
 * again what got any other answer. Forged, old or unreadable events change nothing.
 */
@RestController
final class CoreWebhook {
    private static final Logger LOG = LoggerFactory.getLogger(CoreWebhook.class);

    /** A longer event is not read. */
    static final int EVENT_BYTES_MAX = 1 << 20;

    private final WebhookSignature signature;
    private final Map<String, CoreEventListener> listeners;

    CoreWebhook(@Value("${serai.core.webhook-secret:}") String secret, Clock clock, List<CoreEventListener> listeners) {
        this.signature = new WebhookSignature(secret, clock);
        this.listeners = listeners.stream().collect(Collectors.toMap(CoreEventListener::type, Function.identity()));
    }

    @PostMapping("/core/webhook")
    ResponseEntity<Map<String, String>> hear(HttpServletRequest request) throws IOException {
        var body = request.getInputStream().readNBytes(EVENT_BYTES_MAX + 1);
        if (body.length > EVENT_BYTES_MAX) {
            return no(HttpStatus.CONTENT_TOO_LARGE, "an event may have at most " + EVENT_BYTES_MAX + " bytes");
        }
        var fault = signature.fault(request.getHeader("Plaza-Timestamp"), request.getHeader("Plaza-Signature"), body);
        if (fault != null) {
            LOG.warn("an event at /core/webhook was refused: {}", fault);
            return no(HttpStatus.UNAUTHORIZED, fault);
        }
        JsonNode event;
        try {
            event = Json.MAPPER.readTree(body);
        } catch (JacksonException e) {
            return no(HttpStatus.BAD_REQUEST, "the body is not JSON: " + e.getOriginalMessage());
        }
        return hand(event);
    }

    private ResponseEntity<Map<String, String>> hand(JsonNode event) {
        var type = event.path("type").asString("");
        var listener = listeners.get(type);
        if (listener == null) {
            return ResponseEntity.ok(Map.of("result", "ignored"));
        }
        try {
            listener.take(event);
            return ResponseEntity.ok(Map.of("result", "taken"));
        } catch (IllegalArgumentException e) {
            LOG.warn("an event {} of the core cannot be understood: {}", type, e.getMessage());
            return no(HttpStatus.UNPROCESSABLE_CONTENT, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("an event {} of the core could not be kept; the core will tell it again", type, e);
            return no(HttpStatus.SERVICE_UNAVAILABLE, "not kept; send it again");
        }
    }

    private static ResponseEntity<Map<String, String>> no(HttpStatus status, String reason) {
        return ResponseEntity.status(status).body(Map.of("reason", reason));
    }
}
