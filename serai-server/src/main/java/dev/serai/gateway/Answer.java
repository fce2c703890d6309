package dev.serai.gateway;

import dev.serai.kernel.Json;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call gets: the envelope's bytes and its code, which is the HTTP status.
 *
 * @param subCode null on success
 */
record Answer(
        int code,
        byte[] body,
        @Nullable SubCode subCode,
        @Nullable String subMsg) {
    static final String CONTENT_TYPE = "application/json; charset=utf-8";

    private static final Map<Integer, String> PHRASES = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(409, "Conflict"),
            Map.entry(413, "Content Too Large"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(500, "Internal Error"),
            Map.entry(502, "Bad Gateway"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(504, "Gateway Timeout"));

    private static final byte[] HEAD = "{\"code\":200,\"msg\":\"OK\",\"data\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TAIL = ",\"request_id\":\"".getBytes(StandardCharsets.US_ASCII);

    /** Success, around data that is JSON already. */
    static Answer ok(byte[] dataJson, String requestId) {
        var body = new byte[HEAD.length + dataJson.length + TAIL.length + requestId.length() + 2];
        int at = append(body, 0, HEAD);
        at = append(body, at, dataJson);
        at = append(body, at, TAIL);
        at = append(body, at, requestId.getBytes(StandardCharsets.US_ASCII));
        body[at] = '"';
        body[at + 1] = '}';
        return new Answer(200, body, null, null);
    }

    static Answer refused(Refusal refusal, String requestId) {
        var sub = refusal.subCode();
        var json = Json.object()
                .put("code", sub.code())
                .put("msg", PHRASES.getOrDefault(sub.code(), "Refused"))
                .put("sub_code", sub.wire())
                .put("sub_msg", refusal.explanation());
        json.set("data", Json.object());
        json.put("request_id", requestId);
        return new Answer(sub.code(), Json.MAPPER.writeValueAsBytes(json), sub, refusal.explanation());
    }

    private static int append(byte[] into, int at, byte[] bytes) {
        System.arraycopy(bytes, 0, into, at, bytes.length);
        return at + bytes.length;
    }
}
