package dev.serai.gateway;

import dev.serai.kernel.Json;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.Signatures;
import dev.serai.protocol.SubCode;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Calls as clients of Alipay's OpenAPI v3 make them, at `/v3/{method as path}`: the data is the JSON body both ways,
/// the
/// signature stands in `Authorization: ALIPAY-SHA256withRSA …`. Every answer is signed with the platform's key in
/// `alipay-signature`, refusals too.
@Component
@Order(1)
class AlipayRestDialect implements PrefixedDialect {
    private static final String SCHEME = "ALIPAY-SHA256withRSA ";

    private final PlatformSigner platform;
    private final Clock clock;

    AlipayRestDialect(PlatformSigner platform, Clock clock) {
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
        if (request.getHeader("alipay-encrypt-type") != null) {
            throw SeraiDialect.invalid("alipay-encrypt-type is not served yet; send the body plain");
        }
        var token = request.getHeader("alipay-app-auth-token");
        return new Call(
                items,
                text.substring(sign + ",sign=".length()),
                said + "\n" + request.method().name() + "\n" + request.uri() + "\n" + Utf8.strict(body, "body") + "\n"
                        + (token == null || token.isEmpty() ? "" : token + "\n"));
    }

    private record Call(Map<String, String> items, String sign, String text) implements Said {
        @Override
        public String appId() {
            return items.getOrDefault("app_id", "");
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
        }

        private boolean fits(Passage passage, Instant now) {
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
        if (!platform.ready()) {
            return headers -> headers.set("alipay-trace-id", passage.requestId);
        }
        var timestamp = Long.toString(clock.millis());
        var nonce = passage.requestId;
        var text = timestamp + "\n" + nonce + "\n" + new String(answer.body(), StandardCharsets.UTF_8) + "\n";
        var sign = platform.sign(text);
        return headers -> headers.set("alipay-trace-id", passage.requestId)
                .set("alipay-timestamp", timestamp)
                .set("alipay-nonce", nonce)
                .set("alipay-signature", sign);
    }
}
