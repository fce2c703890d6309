package dev.serai.activity;

import dev.serai.kernel.Json;
import dev.serai.openapi.PublicPage.Reply;
import dev.serai.openapi.PublicPage.Visit;
import dev.serai.protocol.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;

/** Answers to pages, in the door's own envelope. */
final class PageReplies {
    /** Nothing here may be kept by a cache or shown inside another site's frame. */
    private static final Map<String, String> HEADERS = Map.of(
            "cache-control", "no-store",
            "x-content-type-options", "nosniff",
            "referrer-policy", "no-referrer");

    private static final String JSON = "application/json; charset=utf-8";
    private static final byte[] BEGIN = "{\"code\":200,\"msg\":\"OK\",\"data\":".getBytes(StandardCharsets.UTF_8);

    private PageReplies() {}

    static Reply ok(JsonNode data, String requestId) {
        var envelope = Json.object().put("code", 200).put("msg", "OK");
        envelope.set("data", data);
        envelope.put("request_id", requestId);
        return json(200, envelope);
    }

    /**
     * An answer whose asker may have it already. The tag is a weak one: the bytes differ by their request_id.
     */
    static Reply kept(Play.Page page, Visit visit) {
        var etag = "W/\"" + page.tag() + "\"";
        var headers = new HashMap<>(HEADERS);
        headers.put("cache-control", "no-cache");
        headers.put("etag", etag);
        if (has(visit.header("if-none-match"), page.tag())) {
            return new Reply(304, JSON, new byte[0], headers);
        }
        var data = page.data().get();
        var end = (",\"request_id\":\"" + visit.requestId() + "\"}").getBytes(StandardCharsets.UTF_8);
        var body = ByteBuffer.allocate(BEGIN.length + data.length + end.length)
                .put(BEGIN)
                .put(data)
                .put(end);
        return new Reply(200, JSON, body.array(), headers);
    }

    /** RFC 9110 §13.1.2: a list of tags, compared weakly, or a star. */
    private static boolean has(@Nullable String ifNoneMatch, String tag) {
        if (ifNoneMatch == null) {
            return false;
        }
        for (var one : ifNoneMatch.split(",")) {
            var given = one.strip();
            var bare = given.startsWith("W/") ? given.substring(2) : given;
            if (given.equals("*") || bare.equals('"' + tag + '"')) {
                return true;
            }
        }
        return false;
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
                status, JSON, Json.MAPPER.writeValueAsString(envelope).getBytes(StandardCharsets.UTF_8), HEADERS);
    }
}
