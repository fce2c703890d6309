package dev.serai.gateway;

import dev.serai.merchant.App;
import dev.serai.merchant.Apps;
import dev.serai.protocol.CanonicalText;
import dev.serai.protocol.SignType;
import dev.serai.protocol.Signatures;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Signs answers the way their call was signed: with the app's secret, or the platform's private key. */
@Component
class AnswerSigner {
    private final Apps apps;
    private final Clock clock;

    AnswerSigner(Apps apps, Clock clock) {
        this.apps = apps;
        this.clock = clock;
    }

    /** The three headers of a signed answer. */
    record Signed(String timestamp, SignType type, String sign) {}

    /** Whether signing this call's answer takes milliseconds, and so must not be done on the event loop. */
    boolean slow(Passage passage) {
        return passage.signType == SignType.RSA2 && passage.app != null;
    }

    /** Null where answers are not signed: to MD5 calls, and before the app is known. */
    @Nullable Signed sign(Passage passage, byte[] body) {
        var app = passage.app;
        var type = passage.signType;
        if (app == null || type == null || type == SignType.MD5) {
            return null;
        }
        var timestamp = Long.toString(clock.millis());
        var text = CanonicalText.ofAnswer(passage.requestId, timestamp, new String(body, StandardCharsets.UTF_8));
        if (type == SignType.RSA2) {
            var key = apps.platformKey();
            return key == null ? null : new Signed(timestamp, type, Signatures.rsa2(text, key));
        }
        var secret = passage.secret != null ? passage.secret : newestLive(app);
        return secret == null ? null : new Signed(timestamp, type, secret.hmac().sign(text));
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
