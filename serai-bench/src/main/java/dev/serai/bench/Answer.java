package dev.serai.bench;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One HTTP answer as it came, and whether it is what a door must say. */
record Answer(String head, String body) {
    /** The answer in these bytes; null while there is less than one. Only answers with a length are read. */
    static @Nullable Answer of(byte[] bytes, int length) {
        var text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return null;
        }
        var head = text.substring(0, end + 2);
        var said = header(head, "content-length");
        if (said == null) {
            throw new IllegalStateException("an answer without Content-Length: " + head);
        }
        int from = end + 4;
        int to = from + Integer.parseInt(said);
        return length < to ? null : new Answer(head, text.substring(from, to));
    }

    /** Null when this is a right answer; otherwise what is wrong with it. */
    @Nullable String fault(Traffic.Kind kind) {
        if (!head.startsWith("HTTP/1.1 200")) {
            return "not 200: " + head.lines().findFirst().orElse("") + " " + body;
        }
        var begin = "{\"code\":200,\"msg\":\"OK\",\"data\":{"
                + switch (kind) {
                    case ANSWERING -> "\"app_id\":\"bench-";
                    case PROXYING -> Upstream.BODY.substring(1, 40);
                };
        if (!body.startsWith(begin) || !body.endsWith("\"}") || requestId() == null) {
            return "not the envelope: " + body;
        }
        return header(head, "serai-sign") == null ? "not signed: " + head : null;
    }

    /** Null when the signature fits. */
    @Nullable String signatureFault(BenchApp app) {
        var text = requestId() + "\n" + header(head, "serai-timestamp") + "\n" + body;
        return app.hmac().sign(text).equals(header(head, "serai-sign")) ? null : "the answer's signature does not fit";
    }

    private @Nullable String requestId() {
        var key = "\"request_id\":\"";
        int at = body.lastIndexOf(key);
        return at < 0 ? null : body.substring(at + key.length(), body.length() - 2);
    }

    private static @Nullable String header(String head, String name) {
        int at = head.toLowerCase(Locale.ROOT).indexOf("\r\n" + name + ":");
        if (at < 0) {
            return null;
        }
        int from = at + name.length() + 3;
        return head.substring(from, head.indexOf("\r\n", from)).strip();
    }
}
