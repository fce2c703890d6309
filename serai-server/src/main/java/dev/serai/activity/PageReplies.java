package dev.serai.activity;

import dev.serai.kernel.Json;
import dev.serai.openapi.PublicPage.Reply;
import dev.serai.protocol.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;

/** Answers to pages, in the door's own envelope. */
final class PageReplies {
    /** Nothing here may be kept by a cache or shown inside another site's frame. */
    private static final Map<String, String> HEADERS = Map.of(
            "cache-control", "no-store",
            "x-content-type-options", "nosniff",
            "referrer-policy", "no-referrer");

    private PageReplies() {}

    static Reply ok(JsonNode data, String requestId) {
        var envelope = Json.object().put("code", 200).put("msg", "OK");
        envelope.set("data", data);
        envelope.put("request_id", requestId);
        return json(200, envelope);
    }

    static Reply refused(Refusal refusal, String requestId) {
        var sub = refusal.subCode();
        var phrase = HttpStatus.resolve(sub.code());
        var envelope = Json.object()
                .put("code", sub.code())
                .put("msg", phrase == null ? "Refused" : phrase.getReasonPhrase())
                .put("sub_code", sub.wire())
                .put("sub_msg", refusal.explanation());
        envelope.putObject("data");
        return json(sub.code(), envelope.put("request_id", requestId));
    }

    private static Reply json(int status, JsonNode envelope) {
        return new Reply(
                status,
                "application/json; charset=utf-8",
                Json.MAPPER.writeValueAsString(envelope).getBytes(StandardCharsets.UTF_8),
                HEADERS);
    }
}
