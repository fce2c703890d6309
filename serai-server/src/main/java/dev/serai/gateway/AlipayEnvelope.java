package dev.serai.gateway;

import dev.serai.kernel.Json;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** The inner object of an answer of Alipay's OpenAPI v2; the signing puts the rest around it. */
record AlipayEnvelope(Charset charset, String method) implements Envelope {
    /** By this name clients ask for a certificate of the platform that they don't know yet. */
    static final String DOWNLOAD = "alipay.open.app.alipaycert.download";

    private static final byte[] HEAD = "{\"code\":\"10000\",\"msg\":\"Success\"".getBytes(StandardCharsets.US_ASCII);

    @Override
    public Answer ok(byte[] dataJson, String requestId) {
        var data = method.equals(DOWNLOAD) ? downloaded(dataJson) : dataJson;
        var read = Json.read(new String(data, StandardCharsets.UTF_8));
        boolean empty = read.isObject() && read.isEmpty();
        var body = new byte[HEAD.length + (empty ? 1 : data.length)];
        System.arraycopy(HEAD, 0, body, 0, HEAD.length);
        if (empty) {
            body[HEAD.length] = '}';
        } else {
            System.arraycopy(data, 0, body, HEAD.length, data.length);
            body[HEAD.length] = ',';
        }
        return new Answer(200, body, null, null);
    }

    /** These clients want the PEM file once more in Base64. */
    private static byte[] downloaded(byte[] dataJson) {
        var pem = Json.read(new String(dataJson, StandardCharsets.UTF_8))
                .path("certificate")
                .asString();
        return Json.MAPPER.writeValueAsBytes(Json.object()
                .put(
                        "alipay_cert_content",
                        Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII))));
    }

    @Override
    public Answer refused(Refusal refusal, String requestId) {
        var sub = refusal.subCode();
        var code = code(sub);
        var json = Json.object()
                .put("code", code)
                .put("msg", message(code))
                .put("sub_code", ParameterDialect.subCode(sub))
                .put("sub_msg", refusal.explanation());
        return new Answer(sub.code(), Json.MAPPER.writeValueAsBytes(json), sub, refusal.explanation());
    }

    @Override
    public int status(Answer answer) {
        return 200;
    }

    @Override
    public String contentType() {
        return "text/html;charset=" + charset.name();
    }

    /** JSON in a charset that may not have all its characters: those stand as JSON's own escapes. */
    byte[] encoded(String json) {
        if (charset.equals(StandardCharsets.UTF_8)) {
            return json.getBytes(charset);
        }
        var encoder = charset.newEncoder();
        var text = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (encoder.canEncode(c)) {
                text.append(c);
            } else {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return text.toString().getBytes(charset);
    }

    private static String code(SubCode sub) {
        if (sub == SubCode.PARAM_MISSING || sub == SubCode.SIGN_MISSING) {
            return "40001";
        }
        if (sub.wire().startsWith("token.")) {
            return "20001";
        }
        return switch (sub.code()) {
            case 409, 429 -> "40004";
            case 403 -> "40006";
            default -> sub.code() >= 500 ? "20000" : "40002";
        };
    }

    private static String message(String code) {
        return switch (code) {
            case "20000" -> "Service Currently Unavailable";
            case "20001" -> "Insufficient Token Permissions";
            case "40001" -> "Missing Required Arguments";
            case "40002" -> "Invalid Arguments";
            case "40006" -> "Insufficient Permissions";
            default -> "Business Failed";
        };
    }
}
