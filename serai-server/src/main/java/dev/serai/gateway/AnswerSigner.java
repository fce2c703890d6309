package dev.serai.gateway;

import dev.serai.merchant.App;
import dev.serai.protocol.CanonicalText;
import dev.serai.protocol.SignType;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Signs answers the way their call was signed: with the app's secret, or the platform's private key. */
@Component
class AnswerSigner {
    private final PlatformSigner platform;
    private final Clock clock;

    AnswerSigner(PlatformSigner platform, Clock clock) {
        this.platform = platform;
        this.clock = clock;
    }

    /** Puts the header fields of a signed answer among the others. */
    interface Signed {
        void into(MultiMap headers);

        /** The bytes that are sent: the answer's own, but where the signature stands inside the body. */
        default byte[] body(Answer answer) {
            return answer.body();
        }
    }

    static final Signed UNSIGNED = _ -> {};

    // Checked and turned into bytes once, not with every answer.
    private static final CharSequence TIMESTAMP = HttpHeaders.createOptimized("Serai-Timestamp");
    private static final CharSequence SIGN_TYPE = HttpHeaders.createOptimized("Serai-Sign-Type");
    private static final CharSequence SIGN = HttpHeaders.createOptimized("Serai-Sign");

    private record Serai(String timestamp, SignType type, String sign) implements Signed {
        @Override
        public void into(MultiMap headers) {
            headers.set(TIMESTAMP, timestamp);
            headers.set(SIGN_TYPE, type.wire());
            headers.set(SIGN, sign);
        }
    }

    /** Whether signing this call's answer takes milliseconds, and so must not be done on the event loop. */
    boolean slow(Passage passage) {
        var spoken = passage.spoken;
        return spoken == null ? passage.signType == SignType.RSA2 && passage.app != null : spoken.slow(passage);
    }

    /** Unsigned are answers to MD5 calls, and those given before the app is known. */
    Signed sign(Passage passage, Answer answer) {
        var spoken = passage.spoken;
        if (spoken != null) {
            return spoken.sign(passage, answer);
        }
        var app = passage.app;
        var type = passage.signType;
        if (app == null || type == null || type == SignType.MD5) {
            return UNSIGNED;
        }
        var timestamp = Long.toString(clock.millis());
        var text =
                CanonicalText.ofAnswer(passage.requestId, timestamp, new String(answer.body(), StandardCharsets.UTF_8));
        if (type == SignType.RSA2) {
            return platform.ready() ? new Serai(timestamp, type, platform.sign(text)) : UNSIGNED;
        }
        var secret = passage.secret != null ? passage.secret : newestLive(app);
        return secret == null
                ? UNSIGNED
                : new Serai(timestamp, type, secret.hmac().sign(text));
    }

    private App.@Nullable Secret newestLive(App app) {
        var now = clock.instant();
        for (var secret : app.secrets()) {
            if (secret.validity().holds(now)) {
                return secret;
            }
        }
        return null;
    }
}
