package dev.serai.bench;

import dev.serai.protocol.Signatures;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One HTTP answer as it came, and whether it is what a door must say. */
record Answer(String head, String body) {
    private static final String ALIPAY_HEAD = "{\"serai_ping_response\":";
    private static final String ALIPAY_SIGN = ",\"sign\":\"";

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
        if (kind == Traffic.Kind.ALIPAY) {
            return body.startsWith(ALIPAY_HEAD + "{\"code\":\"10000\"") && body.contains(ALIPAY_SIGN)
                    ? null
                    : "not the envelope: " + body;
        }
        var begin = "{\"code\":200,\"msg\":\"OK\",\"data\":{"
                + switch (kind) {
                    case ANSWERING, RSA2, ALIPAY -> "\"app_id\":\"bench-";
                    case PROXYING -> Upstream.BODY.substring(1, 40);
                };
        if (!body.startsWith(begin) || !body.endsWith("\"}") || requestId() == null) {
            return "not the envelope: " + body;
        }
        return header(head, "serai-sign") == null ? "not signed: " + head : null;
    }

    /**
     * Null when the signature fits.
     *
     * @param platform whose signatures by RSA are; null where none are
     */
    @Nullable String signatureFault(Traffic.Kind kind, BenchApp app, @Nullable PublicKey platform) {
        return fits(kind, app, platform) ? null : "the answer's signature does not fit";
    }

    private boolean fits(Traffic.Kind kind, BenchApp app, @Nullable PublicKey platform) {
        if (kind == Traffic.Kind.ALIPAY) {
            int end = body.indexOf(ALIPAY_SIGN);
            var sign = body.substring(end + ALIPAY_SIGN.length(), body.length() - 2);
            return platform != null && Signatures.rsa2Fits(body.substring(ALIPAY_HEAD.length(), end), sign, platform);
        }
        var text = requestId() + "\n" + header(head, "serai-timestamp") + "\n" + body;
        var sign = header(head, "serai-sign");
        if (kind == Traffic.Kind.RSA2) {
            return sign != null && platform != null && Signatures.rsa2Fits(text, sign, platform);
        }
        return app.hmac().sign(text).equals(sign);
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
