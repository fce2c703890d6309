package dev.serai.gateway;

import dev.serai.kernel.Json;
import dev.serai.merchant.Apps;
import dev.serai.protocol.KeySerial;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.Signatures;
import dev.serai.protocol.SubCode;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Calls as clients of WeChat Pay v3 make them, at `/wx/{method as path}`: the data is the JSON body both ways, the
/// signature stands in `Authorization`, and answers carry `Wechatpay-Serial`, `-Timestamp`, `-Nonce`, `-Signature` and
/// `-Signature-Type` in exactly this case, because wechatpay-java looks them up so.
///
/// Every answer is signed with the platform's key, refusals of unknown callers too: these clients take no other.
@Component
@Order(1)
class WechatDialect implements PrefixedDialect {

    private final Apps apps;
    private final PlatformSigner platform;
    private final Clock clock;

    WechatDialect(Apps apps, PlatformSigner platform, Clock clock) {
        this.apps = apps;
        this.platform = platform;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "wechat";
    }

    @Override
    public String prefix() {
        return "/wx";
    }

    @Override
    public Envelope envelope() {
        return FORM;
    }

    private static final BareEnvelope FORM = (refusal, requestId) -> {
        var sub = refusal.subCode();
        var json = Json.object().put("code", sub.wire()).put("message", refusal.explanation());
        json.putObject("detail")
                .put("issue", sub.meaning())
                .put("remedy", sub.remedy())
                .put("request_id", requestId);
        return json;
    };

    @Override
    public Said read(HttpServerRequest request, byte[] body) {
        var said = WechatAuthorization.read(request.getHeader("authorization"));
        return new Call(said, said.callText(request.method().name(), request.uri(), Utf8.strict(body, "body")));
    }

    private record Call(WechatAuthorization said, String text) implements Said {
        @Override
        public String appId() {
            return said.mchid();
        }

        @Override
        public void verify(Passage passage, Instant now) {
            if (said.signature().isEmpty()) {
                throw new Refusal(
                        SubCode.SIGN_MISSING, "Authorization has no signature, or an empty one; sign the call");
            }
            var at = timestamp();
            Checks.requireNonce(passage, said.nonce());
            if (!fits(passage, now)) {
                throw new Refusal(
                        SubCode.SIGN_MISMATCH,
                        "the signature does not fit; signed are the method, the target as it is sent, the timestamp, the"
                                + " nonce and the body, each followed by a line feed; check the private key");
            }
            Checks.requireInWindow(at, now);
        }

        private Instant timestamp() {
            var text = said.timestamp();
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) < '0' || text.charAt(i) > '9' || text.length() > 12) {
                    throw SeraiDialect.invalid(
                            "timestamp must be whole seconds since 1970, found " + SeraiDialect.shown(text));
                }
            }
            return Instant.ofEpochSecond(Long.parseLong(text));
        }

        private boolean fits(Passage passage, Instant now) {
            boolean known = false;
            for (var key : passage.knownApp().rsaKeys()) {
                if (key.validity().holds(now) && KeySerial.of(key.key()).equals(said.serialNo())) {
                    known = true;
                    if (Signatures.rsa2Fits(text, said.signature(), key.key())) {
                        key.use().at(now);
                        return true;
                    }
                }
            }
            for (var certificate : passage.knownApp().keys().certificates()) {
                if (certificate.validity().holds(now) && certificate.serialNo().equals(said.serialNo())) {
                    known = true;
                    if (Signatures.rsa2Fits(text, said.signature(), certificate.key())) {
                        certificate.use().at(now);
                        return true;
                    }
                }
            }
            if (!known) {
                throw new Refusal(
                        SubCode.SIGN_MISMATCH,
                        "the app has no live key or certificate with serial_no " + SeraiDialect.shown(said.serialNo())
                                + "; the portal shows each key's");
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
            return headers -> headers.set("Request-ID", passage.requestId);
        }
        var timestamp = Long.toString(clock.instant().getEpochSecond());
        // The request id is new with every answer, and an answer needs no more of a nonce.
        var nonce = passage.requestId;
        var text = WechatAuthorization.answerText(timestamp, nonce, new String(answer.body(), StandardCharsets.UTF_8));
        var sign = platform.sign(text);
        var serial = apps.platformSerial();
        return headers -> headers.set("Request-ID", passage.requestId)
                .set("Wechatpay-Serial", serial)
                .set("Wechatpay-Timestamp", timestamp)
                .set("Wechatpay-Nonce", nonce)
                .set("Wechatpay-Signature", sign)
                .set("Wechatpay-Signature-Type", WechatAuthorization.SCHEME);
    }
}
