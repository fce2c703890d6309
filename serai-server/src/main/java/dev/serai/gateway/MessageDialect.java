package dev.serai.gateway;

import dev.serai.merchant.App;
import dev.serai.merchant.Apps;
import dev.serai.protocol.ContentDigest;
import dev.serai.protocol.HttpMessage;
import dev.serai.protocol.MessageSignature;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SignatureAlgorithm;
import dev.serai.protocol.SubCode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// Calls of Serai's own paths that are signed by RFC 9421: those with a `Signature-Input` field. Answers have Serai's
/// envelope and are signed likewise, over their status, type, body and the signature of the call they answer.
///
/// An answer is signed in kind: with the app's secret where that signed the call, otherwise with the platform's key. A
/// call whose signature did not fit is answered under the platform's key, which proves nothing to who has not asked.
@Component
@Order(2) // after those that have addresses of their own
class MessageDialect implements HeaderDialect {
    private static final String LABEL = "serai";

    private final Apps apps;
    private final PlatformSigner platform;
    private final Clock clock;

    MessageDialect(Apps apps, PlatformSigner platform, Clock clock) {
        this.apps = apps;
        this.platform = platform;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "rfc9421";
    }

    @Override
    public boolean speaks(SeraiDialect.Target target, MultiMap headers) {
        return headers.contains("signature-input");
    }

    @Override
    public Envelope envelope() {
        return Envelope.SERAI;
    }

    @Override
    public Said read(HttpServerRequest request, byte[] body) {
        var fields = new ArrayList<HttpMessage.Field>();
        for (var field : request.headers()) {
            fields.add(new HttpMessage.Field(field.getKey(), field.getValue()));
        }
        var host = request.getHeader("host");
        var message =
                HttpMessage.request(request.method().name(), "http", host == null ? "" : host, request.uri(), fields);
        return new Call(message, MessageCheck.read(message, body));
    }

    private static final class Call implements Said {
        private final HttpMessage message;
        private final MessageCheck check;
        private MessageCheck.@Nullable Fit fit;

        Call(HttpMessage message, MessageCheck check) {
            this.message = message;
            this.check = check;
        }

        @Override
        public String appId() {
            return check.appId();
        }

        @Override
        public void verify(Passage passage, Instant now) {
            var created = check.created();
            passage.nonce = check.nonce();
            fit = check.fit(passage.knownApp(), now);
            Checks.requireInWindow(created, now);
            var expires = check.expires();
            if (expires != null && !now.isBefore(expires)) {
                throw new Refusal(SubCode.SIGN_EXPIRED, "the signature's own expires has passed; sign the call anew");
            }
        }
    }

    @Override
    public boolean slow(Passage passage) {
        return passage.said instanceof Call call
                && passage.app != null
                && (call.fit == null || call.fit.secret() == null);
    }

    @Override
    public AnswerSigner.Signed sign(Passage passage, Answer answer) {
        if (!(passage.said instanceof Call call) || passage.app == null) {
            return AnswerSigner.UNSIGNED;
        }
        var by = by(passage.app, call.fit);
        if (by == null) {
            return AnswerSigner.UNSIGNED;
        }
        var digest = ContentDigest.of(answer.body());
        var message = HttpMessage.answer(
                answer.code(),
                List.of(
                        new HttpMessage.Field("content-type", Answer.CONTENT_TYPE),
                        new HttpMessage.Field("content-digest", digest)),
                call.message);
        var parameters = new LinkedHashMap<String, Object>();
        parameters.put("created", clock.instant().getEpochSecond());
        parameters.put("keyid", by.keyid);
        parameters.put("alg", by.algorithm.wire());
        var covered = List.of(
                "@status", "content-type", "content-digest", "signature;req;key=\"" + call.check.label() + "\"");
        var fields = MessageSignature.sign(message, LABEL, covered, parameters, by.signer);
        return headers -> headers.set("Content-Digest", digest)
                .set("Signature-Input", fields.input())
                .set("Signature", fields.signature());
    }

    private record By(String keyid, SignatureAlgorithm algorithm, UnaryOperator<byte[]> signer) {}

    private @Nullable By by(App app, MessageCheck.@Nullable Fit fit) {
        var secret = fit == null ? null : fit.secret();
        if (secret != null) {
            var key = new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
            return new By(
                    app.id().value(),
                    SignatureAlgorithm.HMAC_SHA256,
                    base -> SignatureAlgorithm.HMAC_SHA256.sign(base, key));
        }
        var key = apps.platformKey();
        if (key == null) {
            return null;
        }
        // The platform's pair is RSA: in the scheme of the call where that is one of RSA's.
        boolean pss = fit != null && fit.algorithm() == SignatureAlgorithm.RSA_PSS_SHA512;
        return pss
                ? new By(
                        apps.platformSerial(),
                        SignatureAlgorithm.RSA_PSS_SHA512,
                        base -> SignatureAlgorithm.RSA_PSS_SHA512.sign(base, key))
                : new By(apps.platformSerial(), SignatureAlgorithm.RSA_V1_5_SHA256, platform::sign);
    }
}
