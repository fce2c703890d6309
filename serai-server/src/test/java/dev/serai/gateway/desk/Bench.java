package dev.serai.gateway.desk;

import dev.serai.kernel.AppId;
import dev.serai.kernel.Json;
import dev.serai.kernel.MerchantId;
import dev.serai.merchant.App;
import dev.serai.merchant.Joining;
import dev.serai.merchant.KeyUse;
import dev.serai.protocol.HmacKey;
import dev.serai.protocol.Signatures;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Two apps with all kinds of keys, and the desk's answer about a call of the first as the portal gets it. */
final class Bench {
    static final Instant NOW = Instant.parse("2026-11-26T04:00:00Z");
    static final String SECRET = "5f1d7a84db00d2fce00b31a7fc73224fa1d0f1c7e49d5b0f7f3b9d8a6c5e4f30";
    static final String ENDED = "aa1d7a84db00d2fce00b31a7fc73224fa1d0f1c7e49d5b0f7f3b9d8a6c5e4f31";
    static final String OTHERS = "bb1d7a84db00d2fce00b31a7fc73224fa1d0f1c7e49d5b0f7f3b9d8a6c5e4f32";
    static final KeyPair PAIR = Joining.newPair();
    static final KeyPair STRANGE = Joining.newPair();

    private static final App.Validity LIVE =
            new App.Validity(NOW.minus(Duration.ofDays(9)), NOW.plus(Duration.ofDays(9)));
    private static final App.Validity OVER =
            new App.Validity(NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(1)));

    static final App APP = app("app-1", List.of(secret(SECRET, LIVE), secret(ENDED, OVER)), PAIR);
    static final App OTHER = app("app-2", List.of(secret(OTHERS, LIVE)), STRANGE);

    private Bench() {}

    private static App app(String id, List<App.Secret> secrets, KeyPair pair) {
        return new App(
                new AppId(id),
                new MerchantId("m1"),
                App.Status.ACTIVE,
                false,
                true,
                10,
                List.of(),
                new App.Keys(
                        secrets,
                        List.of(new App.RsaKey(pair.getPublic(), LIVE, new KeyUse())),
                        List.of(),
                        List.of(),
                        List.of()));
    }

    private static App.Secret secret(String value, App.Validity validity) {
        return new App.Secret(value, new HmacKey(value), validity, new KeyUse());
    }

    static SignatureDesk.Answer explain(Pasted pasted) {
        var call = SaidCall.read(pasted);
        return SignatureDesk.answer(Debugger.explain(call, APP, List.of(OTHER), NOW), APP);
    }

    static List<String> ids(SignatureDesk.Answer answer) {
        return answer.findings().stream().map(SignatureDesk.Found::id).toList();
    }

    /** Whether the answer holds a secret, or a valid signature of this text in any way of writing. */
    static boolean tells(SignatureDesk.Answer answer, byte[] rightText) {
        var all = Json.MAPPER.writeValueAsString(answer).toLowerCase(Locale.ROOT);
        for (var secret : List.of(SECRET, ENDED, OTHERS)) {
            if (all.contains(secret)) {
                return true;
            }
            for (var mac : Mac.values()) {
                var made = mac.of(rightText, secret.getBytes(StandardCharsets.US_ASCII));
                if (all.contains(HexFormat.of().formatHex(made))
                        || all.contains(Base64.getEncoder().encodeToString(made).toLowerCase(Locale.ROOT))) {
                    return true;
                }
            }
        }
        var text = new String(rightText, StandardCharsets.UTF_8);
        return all.contains(Signatures.rsa2(text, PAIR.getPrivate()).toLowerCase(Locale.ROOT));
    }
}
