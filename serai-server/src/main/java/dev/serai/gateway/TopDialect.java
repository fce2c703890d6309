package dev.serai.gateway;

import dev.serai.kernel.Json;
import dev.serai.merchant.App;
import dev.serai.openapi.Catalogue;
import dev.serai.openapi.RawParameter;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SignType;
import dev.serai.protocol.Signatures;
import dev.serai.protocol.SubCode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/// Calls as clients of Taobao's TOP make them, at `/top/router/rest`: protocol and business parameters in query and
/// form,
/// signed by the app's secret. The HTTP status is 200 always; answers are not signed, for these clients check none.
@Component
@Order(1)
class TopDialect extends ParameterDialect {
    private static final Set<String> OWN = Set.of(
            "app_key",
            "method",
            "v",
            "version",
            "timestamp",
            "sign_method",
            "sign",
            "format",
            "session",
            "simplify",
            "partner_id",
            "target_app_key");

    private static final Set<String> KEPT = Set.of("method", "version", "timestamp", "sign");

    TopDialect() {
        super("/top/router/rest");
    }

    @Override
    public String name() {
        return "top";
    }

    @Override
    Set<String> ownNames() {
        return OWN;
    }

    @Override
    public Envelope envelope() {
        return new Form("", false);
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
        boolean form = body.length == 0 || isForm(contentType);
        var flat = flat(target, form ? body : new byte[0], StandardCharsets.UTF_8);
        passage.envelope = new Form(text(flat, "method"), text(flat, "simplify").equals("true"));
        passage.said = new Call(flat, form ? "" : Utf8.strict(body, "body"));
        passage.parameters = translated(flat, form ? new byte[0] : body);
        settle(passage, flat, catalogue);
        var format = text(flat, "format");
        if (!format.isEmpty() && !format.equals("json")) {
            throw SeraiDialect.invalid("format must be json, found " + SeraiDialect.shown(format));
        }
    }

    private static List<RawParameter> translated(List<RawParameter> flat, byte[] json) {
        var parameters = new ArrayList<RawParameter>(flat.size());
        for (var parameter : flat) {
            var name = parameter.name();
            if (name.equals("app_key")) {
                parameters.add(new RawParameter("app_id", parameter.text(), null));
            } else if (name.equals("session")) {
                parameters.add(new RawParameter("access_token", parameter.text(), null));
            } else if (KEPT.contains(name) || !OWN.contains(name)) {
                parameters.add(parameter);
            }
        }
        if (json.length > 0) {
            JsonBody.read(json, parameters);
        }
        parameters.sort(Comparator.comparing(RawParameter::name));
        return parameters;
    }

    private record Call(List<RawParameter> flat, String body) implements Said {
        @Override
        public String appId() {
            return text(flat, "app_key");
        }

        @Override
        public void verify(Passage passage, Instant now) {
            var sign = requireSign(flat);
            var app = passage.knownApp();
            var method = text(flat, "sign_method");
            if (method.isEmpty()) {
                throw new Refusal(SubCode.PARAM_MISSING, "sign_method is required; say hmac-sha256, hmac or md5");
            }
            boolean md5 = method.equals("md5");
            if (!md5 && !method.equals("hmac") && !method.equals("hmac-sha256")) {
                throw SeraiDialect.invalid(
                        "sign_method must be hmac-sha256, hmac or md5, found " + SeraiDialect.shown(method));
            }
            if (!app.maySign(md5 ? SignType.MD5 : SignType.HMAC_SHA256)) {
                throw new Refusal(
                        SubCode.SIGN_TYPE_NOT_ALLOWED,
                        "this app may not sign with " + method
                                + (md5 ? ": md5 is for apps flagged legacy" : ": it has no secret"));
            }
            var at = Checks.timestamp(text(flat, "timestamp"));
            if (!fits(app, method, sign, now)) {
                throw new Refusal(
                        SubCode.SIGN_MISMATCH,
                        "the signature does not fit; signed are all parameters of query and form but sign and the empty"
                                + " ones, sorted by name, as name and raw value without separators, then a body that is"
                                + " not a form; check the secret");
            }
            Checks.requireInWindow(at, now);
            useAsNonce(passage, sign);
        }

        private boolean fits(App app, String method, String sign, Instant now) {
            var text = new StringBuilder();
            for (var parameter : flat) {
                if (!parameter.name().equals("sign") && !parameter.text().isEmpty()) {
                    text.append(parameter.name()).append(parameter.text());
                }
            }
            text.append(body);
            for (var secret : app.secrets()) {
                if (secret.validity().holds(now)
                        && Signatures.sameHex(signed(method, text.toString(), secret.value()), sign)) {
                    secret.use().at(now);
                    return true;
                }
            }
            return false;
        }
    }

    /** The signature in lower hex; on the wire its case does not matter. */
    static String signed(String method, String text, String secret) {
        try {
            var key = secret.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of()
                    .formatHex(
                            switch (method) {
                                case "md5" ->
                                    MessageDigest.getInstance("MD5")
                                            .digest((secret + text + secret).getBytes(StandardCharsets.UTF_8));
                                case "hmac" -> mac("HmacMD5", key, text);
                                default -> mac("HmacSHA256", key, text);
                            });
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + method, e);
        }
    }

    private static byte[] mac(String algorithm, byte[] key, String text) throws GeneralSecurityException {
        var mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean slow(Passage passage) {
        return false;
    }

    @Override
    public AnswerSigner.Signed sign(Passage passage, Answer answer) {
        return AnswerSigner.UNSIGNED;
    }

    /** @param simplify whether a success is the data alone, its lists plain arrays */
    private record Form(String method, boolean simplify) implements Envelope {
        @Override
        public Answer ok(byte[] dataJson, String requestId) {
            var data = (ObjectNode) Json.read(new String(dataJson, StandardCharsets.UTF_8));
            var whole = Json.object();
            if (simplify) {
                whole = data;
            } else {
                TopLists.wrap(data);
                whole.set(root(method), data);
            }
            data.put("request_id", requestId);
            return new Answer(200, Json.MAPPER.writeValueAsBytes(whole), null, null);
        }

        @Override
        public Answer refused(Refusal refusal, String requestId) {
            var sub = refusal.subCode();
            var root = Json.object();
            int code = code(sub);
            root.putObject("error_response")
                    .put("code", code)
                    .put("msg", message(code))
                    .put("sub_code", subCode(sub))
                    .put("sub_msg", refusal.explanation())
                    .put("request_id", requestId);
            return new Answer(sub.code(), Json.MAPPER.writeValueAsBytes(root), sub, refusal.explanation());
        }

        @Override
        public int status(Answer answer) {
            return 200;
        }

        private static int code(SubCode sub) {
            return switch (sub) {
                case PARAM_MISSING -> 40;
                case PARAM_INVALID -> 41;
                case SIGN_MISSING -> 24;
                case SIGN_MISMATCH, SIGN_REPLAYED -> 25;
                case SIGN_EXPIRED -> 31;
                case APP_UNKNOWN -> 29;
                case API_UNKNOWN -> 22;
                case TOKEN_MISSING -> 26;
                case HTTP_METHOD -> 9;
                default ->
                    switch (sub.code()) {
                        case 401 -> 27;
                        case 403 -> 11;
                        case 429 -> 7;
                        case 400, 413, 415 -> 41;
                        case 503 -> 10;
                        default -> 15;
                    };
            };
        }

        private static String message(int code) {
            return switch (code) {
                case 7 -> "App Call Limited";
                case 9 -> "HTTP Action Not Allowed";
                case 10 -> "Service Currently Unavailable";
                case 11 -> "Insufficient ISV Permissions";
                case 22 -> "Invalid Method";
                case 24 -> "Missing Signature";
                case 25 -> "Invalid Signature";
                case 26 -> "Missing Session";
                case 27 -> "Invalid Session";
                case 29 -> "Invalid App Key";
                case 31 -> "Invalid Timestamp";
                case 40 -> "Missing Required Arguments";
                case 41 -> "Invalid Arguments";
                default -> "Remote Service Error";
            };
        }
    }
}
