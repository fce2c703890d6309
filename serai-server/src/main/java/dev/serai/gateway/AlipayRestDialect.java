package dev.serai.gateway;

import dev.serai.kernel.Json;
import dev.serai.merchant.Apps;
import dev.serai.merchant.Platform;
import dev.serai.openapi.Catalogue;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.Signatures;
import dev.serai.protocol.SubCode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Calls as clients of Alipay's OpenAPI v3 make them, at `/v3/{method as path}`: the data is the JSON body both ways,
/// encrypted where the caller says so; the signature stands in `Authorization: ALIPAY-SHA256withRSA …`. Every answer is
/// signed with the platform's key in `alipay-signature`, refusals too.
@Component
@Order(1)
class AlipayRestDialect implements PrefixedDialect {
    private static final String SCHEME = "ALIPAY-SHA256withRSA ";

    private final Apps apps;
    private final PlatformSigner platform;
    private final Clock clock;

    AlipayRestDialect(Apps apps, PlatformSigner platform, Clock clock) {
        this.apps = apps;
        this.platform = platform;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "alipay-v3";
    }

    @Override
    public String prefix() {
        return "/v3";
    }

    @Override
    public Envelope envelope() {
        return FORM;
    }

    private static final BareEnvelope FORM = (refusal, requestId) -> {
        var sub = refusal.subCode();
        var json = Json.object().put("code", sub.wire()).put("message", refusal.explanation());
        json.putArray("links").addObject().put("link", "/docs/#" + sub.wire()).put("desc", sub.remedy());
        return json;
    };

    @Override
    public Said read(HttpServerRequest request, byte[] body) {
        var field = request.getHeader("authorization");
        if (field == null || !field.startsWith(SCHEME)) {
            throw new Refusal(
                    SubCode.SIGN_MISSING,
                    "Authorization must be ALIPAY-SHA256withRSA app_id=…,timestamp=…,nonce=…,sign=…");
        }
        var text = field.substring(SCHEME.length());
        int sign = text.lastIndexOf(",sign=");
        if (sign < 0) {
            throw new Refusal(SubCode.SIGN_MISSING, "Authorization must end in ,sign= and the signature");
        }
        var said = text.substring(0, sign);
        var items = new HashMap<String, String>();
        for (var item : said.split(",", -1)) {
            int equals = item.indexOf('=');
            if (equals < 0 || items.put(item.substring(0, equals), item.substring(equals + 1)) != null) {
                throw SeraiDialect.invalid("Authorization must hold each item once, as name=value joined by commas");
            }
        }
        boolean encrypted = encrypted(request, body);
        var token = request.getHeader("alipay-app-auth-token");
        var root = request.getHeader("alipay-root-cert-sn");
        return new Call(
                items,
                root == null ? "" : root,
                encrypted ? new String(body, StandardCharsets.ISO_8859_1) : null,
                apps::platform,
                text.substring(sign + ",sign=".length()),
                said + "\n" + request.method().name() + "\n" + request.uri() + "\n" + Utf8.strict(body, "body") + "\n"
                        + (token == null || token.isEmpty() ? "" : token + "\n"));
    }

    /** Whether the body is encrypted and the answer is to be; these clients then say text/plain. */
    private static boolean encrypted(HttpServerRequest request, byte[] body) {
        var type = request.getHeader("alipay-encrypt-type");
        boolean asked = AesContent.asked(type == null ? "" : type);
        if (body.length > 0 && asked != isPlainText(request.getHeader("content-type"))) {
            throw new Refusal(
                    SubCode.BODY_TYPE,
                    "an encrypted body is sent as text/plain with alipay-encrypt-type: AES, any other as JSON without it");
        }
        return asked;
    }

    private static boolean isPlainText(@Nullable String contentType) {
        return contentType != null && contentType.regionMatches(true, 0, "text/plain", 0, "text/plain".length());
    }

    /** An encrypted body is opened when the signature over it fitted; until then the path alone tells the method. */
    @Override
    public void parameters(
            Passage passage,
            SeraiDialect dialect,
            SeraiDialect.Target target,
            @Nullable String contentType,
            byte[] body,
            Catalogue.Page catalogue) {
        dialect.read(passage, target, contentType, isPlainText(contentType) ? new byte[0] : body, catalogue);
        passage.bytesIn = body.length;
    }

    /**
     * @param rootSn of the root certificate that the caller trusts; empty where he does not say
     * @param ciphertext the body where it is encrypted, otherwise null
     */
    private record Call(
            Map<String, String> items,
            String rootSn,
            @Nullable String ciphertext,
            Supplier<Platform> platform,
            String sign,
            String text)
            implements Said {
        @Override
        public String appId() {
            return items.getOrDefault("app_id", "");
        }

        String certSn() {
            return items.getOrDefault("app_cert_sn", "");
        }

        @Override
        public void verify(Passage passage, Instant now) {
            if (sign.isEmpty()) {
                throw new Refusal(SubCode.SIGN_MISSING, "Authorization has an empty sign; sign the call");
            }
            var at = Checks.timestamp(items.getOrDefault("timestamp", ""));
            Checks.requireNonce(passage, items.getOrDefault("nonce", ""));
            if (!fits(passage, now)) {
                throw new Refusal(
                        SubCode.SIGN_MISMATCH,
                        "the signature does not fit; signed are the Authorization up to ,sign=, the HTTP method, the target"
                                + " as it is sent and the body, each followed by a line feed; check the private key");
            }
            Checks.requireInWindow(at, now);
            if (ciphertext != null) {
                AesContent.open(passage, ciphertext, StandardCharsets.UTF_8, now);
            }
        }

        private boolean fits(Passage passage, Instant now) {
            if (!certSn().isEmpty()) {
                var certificate = NamedCertificate.of(passage.knownApp(), platform.get(), certSn(), rootSn, now);
                boolean fits = Signatures.rsa2Fits(text, sign, certificate.key());
                if (fits) {
                    certificate.use().at(now);
                }
                return fits;
            }
            for (var key : passage.knownApp().rsaKeys()) {
                if (key.validity().holds(now) && Signatures.rsa2Fits(text, sign, key.key())) {
                    key.use().at(now);
                    return true;
                }
            }
            return false;
        }
    }

    @Override
    public boolean slow(Passage passage) {
        return true;
    }

    @Override
    public AnswerSigner.Signed sign(Passage passage, Answer answer) {
        var call = passage.said instanceof Call it ? it : null;
        var body = body(passage, call, answer);
        var headers = new HashMap<String, String>();
        headers.put("alipay-trace-id", passage.requestId);
        if (platform.ready()) {
            var timestamp = Long.toString(clock.millis());
            var nonce = passage.requestId;
            headers.put("alipay-timestamp", timestamp);
            headers.put("alipay-nonce", nonce);
            headers.put(
                    "alipay-signature",
                    platform.sign(timestamp + "\n" + nonce + "\n" + new String(body, StandardCharsets.UTF_8) + "\n"));
            if (call != null && !call.certSn().isEmpty()) {
                headers.put("alipay-sn", apps.platform().certSn());
            }
        }
        return new AnswerSigner.Signed() {
            @Override
            public void into(MultiMap fields) {
                headers.forEach(fields::set);
            }

            @Override
            public byte[] body(Answer plain) {
                return body;
            }
        };
    }

    /** Refusals stay readable: these clients decrypt successes alone. */
    private byte[] body(Passage passage, @Nullable Call call, Answer answer) {
        if (call == null || call.ciphertext == null || answer.subCode() != null) {
            return answer.body();
        }
        var key = AesContent.answerKey(passage, clock.instant());
        return key == null
                ? answer.body()
                : AesContent.closed(answer.body(), key).getBytes(StandardCharsets.US_ASCII);
    }
}
