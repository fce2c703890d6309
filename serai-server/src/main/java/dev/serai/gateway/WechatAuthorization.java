package dev.serai.gateway;

import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the {@code Authorization} field of a call in the style of WeChat Pay v3:
 * {@code WECHATPAY2-SHA256-RSA2048 mchid="…",nonce_str="…",timestamp="…",serial_no="…",signature="…"}.
 *
 * @param mchid the app id
 * @param timestamp seconds since 1970, as its characters: they are signed
 * @param serialNo which of the app's keys signed
 * @param signature Base64
 */
public record WechatAuthorization(String mchid, String nonce, String timestamp, String serialNo, String signature) {
    static final String SCHEME = "WECHATPAY2-SHA256-RSA2048";

    private static final int LENGTH_MAX = 2_048;

    /** Reads the field, strictly: each of the five once, quoted, in any order, and nothing else. */
    public static WechatAuthorization read(@Nullable String field) {
        if (field == null || field.isBlank()) {
            throw new Refusal(
                    SubCode.SIGN_MISSING,
                    "the Authorization header is absent; send " + SCHEME
                            + " mchid=\"…\",nonce_str=\"…\",timestamp=\"…\",serial_no=\"…\",signature=\"…\"");
        }
        int space = field.indexOf(' ');
        if (space < 0 || !field.substring(0, space).equals(SCHEME)) {
            throw new Refusal(
                    SubCode.SIGN_TYPE_NOT_ALLOWED,
                    "Authorization must begin with " + SCHEME + ", found "
                            + SeraiDialect.shown(space < 0 ? field : field.substring(0, space)));
        }
        if (field.length() > LENGTH_MAX) {
            throw SeraiDialect.invalid(
                    "Authorization may have at most " + LENGTH_MAX + " characters, found " + field.length());
        }
        var parts = parts(field.substring(space + 1));
        return new WechatAuthorization(
                require(parts, "mchid"),
                require(parts, "nonce_str"),
                require(parts, "timestamp"),
                require(parts, "serial_no"),
                parts.getOrDefault("signature", ""));
    }

    private static String require(Map<String, String> parts, String name) {
        var value = parts.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new Refusal(SubCode.PARAM_MISSING, "Authorization needs " + name + ", and it was absent or empty");
        }
        return value;
    }

    private static Map<String, String> parts(String text) {
        var parts = new HashMap<String, String>();
        int at = 0;
        while (at < text.length()) {
            int equals = text.indexOf("=\"", at);
            int end = equals < 0 ? -1 : text.indexOf('"', equals + 2);
            if (end < 0) {
                throw SeraiDialect.invalid("Authorization must hold name=\"value\" pairs with commas between");
            }
            var name = text.substring(at, equals).strip();
            if (parts.put(name, text.substring(equals + 2, end)) != null) {
                throw SeraiDialect.invalid("Authorization has " + SeraiDialect.shown(name) + " twice; send it once");
            }
            at = end + 1;
            if (at < text.length() && text.charAt(at) != ',') {
                throw SeraiDialect.invalid("Authorization needs a comma after " + SeraiDialect.shown(name));
            }
            at++;
        }
        return parts;
    }

    /** What a call's signature covers: method, target as it came, timestamp, nonce and body, each with a line's end. */
    public String callText(String method, String target, String body) {
        return method + "\n" + target + "\n" + timestamp + "\n" + nonce + "\n" + body + "\n";
    }

    /** What an answer's signature covers. */
    static String answerText(String timestamp, String nonce, String body) {
        return timestamp + "\n" + nonce + "\n" + body + "\n";
    }
}
