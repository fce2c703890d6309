package dev.serai.gateway;

import dev.serai.kernel.Json;
import dev.serai.openapi.Catalogue;
import dev.serai.openapi.RawParameter;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import io.vertx.core.MultiMap;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Calls as clients of Alipay's OpenAPI v2 make them, at `/gateway.do`: parameters in query and form, in UTF-8, GBK or
/// GB2312; the business ones as JSON in `biz_content`, or flat. The HTTP status is 200 always, for these clients read
/// no other; the answer is signed inside its body, refusals too.
@Component
@Order(1)
class AlipayDialect extends ParameterDialect {
    private static final Set<String> OWN = Set.of(
            "app_id",
            "method",
            "format",
            "charset",
            "sign_type",
            "sign",
            "timestamp",
            "version",
            "biz_content",
            "alipay_sdk",
            "notify_url",
            "return_url",
            "terminal_type",
            "terminal_info",
            "target_app_id",
            "auth_token",
            "app_auth_token",
            "prod_code",
            "encrypt_type",
            "app_cert_sn",
            "alipay_root_cert_sn");

    /** What means the same in Serai's own dialect. */
    private static final Set<String> KEPT = Set.of("app_id", "method", "sign_type", "sign", "timestamp");

    private final PlatformSigner platform;

    AlipayDialect(PlatformSigner platform) {
        super("/gateway.do");
        this.platform = platform;
    }

    @Override
    public String name() {
        return "alipay";
    }

    @Override
    Set<String> ownNames() {
        return OWN;
    }

    @Override
    public Envelope envelope() {
        return new Inner(StandardCharsets.UTF_8, "");
    }

    @Override
    public void parameters(
            Passage passage,
            SeraiDialect dialect,
            SeraiDialect.Target target,
            @Nullable String contentType,
            byte[] body,
            Catalogue.Page catalogue) {
        passage.bytesIn = body.length;
        if (body.length > 0 && !isForm(contentType)) {
            throw new Refusal(SubCode.BODY_TYPE, "the body must be application/x-www-form-urlencoded");
        }
        var charset = charset(target, body);
        var flat = flat(target, body, charset);
        var method = text(flat, "method");
        passage.envelope = new Inner(charset, method);
        passage.said = new Call(flat, charset);
        passage.parameters = translated(flat);
        settle(passage, flat, catalogue);
    }

    /** The charset is said in ASCII, before anything can be decoded by it. */
    private static Charset charset(SeraiDialect.Target target, byte[] body) {
        var said = "";
        for (var part : (target.query() + "&" + new String(body, StandardCharsets.ISO_8859_1)).split("&", -1)) {
            if (part.startsWith("charset=")) {
                said = part.substring("charset=".length());
                break;
            }
        }
        return switch (said.toLowerCase(Locale.ROOT)) {
            case "", "utf-8", "utf8" -> StandardCharsets.UTF_8;
            case "gbk" -> Charset.forName("GBK");
            case "gb2312" -> Charset.forName("GB2312");
            default ->
                throw SeraiDialect.invalid("charset must be UTF-8, GBK or GB2312, found " + SeraiDialect.shown(said));
        };
    }

    private static List<RawParameter> translated(List<RawParameter> flat) {
        var parameters = new ArrayList<RawParameter>(flat.size());
        for (var parameter : flat) {
            var name = parameter.name();
            if (name.equals("biz_content")) {
                if (!text(flat, "encrypt_type").isEmpty()) {
                    throw SeraiDialect.invalid("encrypt_type is not served yet; send biz_content plain");
                }
                if (!parameter.text().isEmpty()) {
                    JsonBody.read(parameter.text().getBytes(StandardCharsets.UTF_8), parameters);
                }
            } else if (name.equals("auth_token")) {
                parameters.add(new RawParameter("access_token", parameter.text(), null));
            } else if (name.equals("version")) {
                if (!parameter.text().equals("1.0") && !parameter.text().isEmpty()) {
                    parameters.add(new RawParameter("version", version(parameter.text()), null));
                }
            } else if (KEPT.contains(name) || !OWN.contains(name)) {
                parameters.add(parameter);
            }
        }
        parameters.sort(Comparator.comparing(RawParameter::name));
        return parameters;
    }

    /** {@code 2.0} is our v2. */
    private static String version(String said) {
        return said.endsWith(".0") ? "v" + said.substring(0, said.length() - 2) : said;
    }

    private record Call(List<RawParameter> flat, Charset charset) implements Said {
        @Override
        public String appId() {
            return text(flat, "app_id");
        }

        @Override
        public void verify(Passage passage, Instant now) {
            var sign = requireSign(flat);
            var type = text(flat, "sign_type");
            if (type.isEmpty()) {
                throw new Refusal(SubCode.PARAM_MISSING, "sign_type is required; say RSA2 or RSA");
            }
            var algorithm = algorithm(type);
            if (algorithm == null) {
                throw SeraiDialect.invalid("sign_type must be RSA2 or RSA, found " + SeraiDialect.shown(type));
            }
            if (passage.knownApp().rsaKeys().isEmpty()) {
                throw new Refusal(
                        SubCode.SIGN_TYPE_NOT_ALLOWED,
                        "this app may not sign with " + type + ": it has no key for it; upload one in the portal");
            }
            var at = Checks.timestamp(text(flat, "timestamp"));
            // Java clients leave empty values out of the text, Node's signs them.
            if (!fits(passage, now, algorithm, sign, false) && !fits(passage, now, algorithm, sign, true)) {
                throw new Refusal(
                        SubCode.SIGN_MISMATCH,
                        "the signature does not fit; signed are all parameters of query and form but sign, sorted by name,"
                                + " as k=v joined by &, with their raw values in the charset said; check the private key");
            }
            Checks.requireInWindow(at, now);
            useAsNonce(passage, sign);
        }

        private boolean fits(Passage passage, Instant now, String algorithm, String sign, boolean empties) {
            var text = new StringBuilder();
            for (var parameter : flat) {
                if (!parameter.name().equals("sign")
                        && (empties || !parameter.text().isEmpty())) {
                    text.append(text.isEmpty() ? "" : "&")
                            .append(parameter.name())
                            .append('=')
                            .append(parameter.text());
                }
            }
            var bytes = text.toString().getBytes(charset);
            for (var key : passage.knownApp().rsaKeys()) {
                if (key.validity().holds(now) && verified(algorithm, bytes, sign, key.key())) {
                    key.use().at(now);
                    return true;
                }
            }
            return false;
        }
    }

    private static @Nullable String algorithm(String signType) {
        return switch (signType) {
            case "RSA2" -> "SHA256withRSA";
            case "RSA" -> "SHA1withRSA";
            default -> null;
        };
    }

    private static boolean verified(String algorithm, byte[] text, String sign, PublicKey key) {
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initVerify(key);
            signature.update(text);
            return signature.verify(Base64.getDecoder().decode(sign));
        } catch (IllegalArgumentException | SignatureException e) {
            return false; // not Base64, or not the length of a signature of this key
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this key cannot verify " + algorithm, e);
        }
    }

    /** Whoever signs with SHA-1 verifies with it too; everything else is signed as all our answers are. */
    private String signed(@Nullable String algorithm, byte[] text) {
        var signature = "SHA1withRSA".equals(algorithm) ? platform.signSha1(text) : platform.signOnce(text);
        return Base64.getEncoder().encodeToString(signature);
    }

    @Override
    public boolean slow(Passage passage) {
        return true;
    }

    @Override
    public AnswerSigner.Signed sign(Passage passage, Answer answer) {
        var form = passage.envelope instanceof Inner mine ? mine : new Inner(StandardCharsets.UTF_8, "");
        var inner = encoded(new String(answer.body(), StandardCharsets.UTF_8), form.charset);
        var type = passage.said instanceof Call call ? algorithm(text(call.flat, "sign_type")) : null;
        var tail = platform.ready() ? ",\"sign\":\"" + signed(type, inner) + "\"}" : "}";
        var head = "{\"" + root(form.method) + "\":";
        var body = new byte[head.length() + inner.length + tail.length()];
        System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, body, 0, head.length());
        System.arraycopy(inner, 0, body, head.length(), inner.length);
        System.arraycopy(
                tail.getBytes(StandardCharsets.US_ASCII), 0, body, head.length() + inner.length, tail.length());
        return new AnswerSigner.Signed() {
            @Override
            public void into(MultiMap headers) {
                headers.set("trace_id", passage.requestId);
            }

            @Override
            public byte[] body(Answer plain) {
                return body;
            }
        };
    }

    /** JSON in a charset that may not have all its characters: those stand as JSON's own escapes. */
    private static byte[] encoded(String json, Charset charset) {
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

    /** The inner object; the signing puts the rest around it. */
    private record Inner(Charset charset, String method) implements Envelope {
        private static final byte[] HEAD =
                "{\"code\":\"10000\",\"msg\":\"Success\"".getBytes(StandardCharsets.US_ASCII);

        @Override
        public Answer ok(byte[] dataJson, String requestId) {
            var data = Json.read(new String(dataJson, StandardCharsets.UTF_8));
            boolean empty = data.isObject() && data.isEmpty();
            var body = new byte[HEAD.length + (empty ? 1 : dataJson.length)];
            System.arraycopy(HEAD, 0, body, 0, HEAD.length);
            if (empty) {
                body[HEAD.length] = '}';
            } else {
                System.arraycopy(dataJson, 0, body, HEAD.length, dataJson.length);
                body[HEAD.length] = ',';
            }
            return new Answer(200, body, null, null);
        }

        @Override
        public Answer refused(Refusal refusal, String requestId) {
            var sub = refusal.subCode();
            var code = code(sub);
            var json = Json.object()
                    .put("code", code)
                    .put("msg", message(code))
                    .put("sub_code", subCode(sub))
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
}
