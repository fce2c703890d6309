package dev.serai.gateway.desk;

import dev.serai.merchant.App;
import dev.serai.protocol.ContentDigest;
import dev.serai.protocol.MalformedMessage;
import dev.serai.protocol.SignType;
import dev.serai.protocol.Signatures;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Explains a signature: which text it should cover, where the caller's own text parts from that, and which of the
/// usual
/// mistakes makes it fit.
///
/// It makes signatures only to compare them with the one that came in, and tells none. What it tells of a text that the
/// caller shows is whether one of his own keys signed it, and how.
final class Debugger {
    private static final int BODY_HASH_LENGTH = 32;

    private Debugger() {}

    /**
     * What was found.
     *
     * @param fits whether the door takes the signature; time, nonce and grants are other questions
     * @param canonicalText the text the door checks the signature over
     * @param ownTextSame whether the caller's own text is that; null where he showed none
     */
    record Diagnosis(
            Speech speech,
            String appId,
            String signType,
            boolean fits,
            String canonicalText,
            String charset,
            @Nullable Boolean ownTextSame,
            @Nullable Difference difference,
            List<Finding> findings) {}

    /**
     * @param app whose call it is
     * @param others the same merchant's other apps
     * @param at when it was sent
     */
    static Diagnosis explain(SaidCall call, App app, List<App> others, Instant at) {
        var findings = new ArrayList<>(call.troubles());
        var canonical =
                call.speech().ofParameters() ? Draft.right(call).getFirst().text() : call.lines();
        boolean fits = false;
        if (call.sign().isEmpty()) {
            findings.add(Finding.of(Mistake.SIGN_MISSING));
        } else {
            findings.addAll(type(call, app));
            boolean inOrder = findings.isEmpty();
            fits = signature(call, KeyRing.of(app, others, at), canonical, findings) && inOrder;
        }
        findings.addAll(body(call));
        if (call.speech() != Speech.ALIPAY
                && call.speech() != Speech.TOP
                && call.nonce().isEmpty()) {
            findings.add(Finding.of(Mistake.NONCE_MISSING));
        }
        findings.addAll(Clocks.look(call, at));
        if (fits) {
            findings.addFirst(Finding.of(Mistake.FITS));
        }
        var own = call.pasted().text();
        var difference = own.isEmpty() ? null : Difference.of(canonical, own, call.charset());
        return new Diagnosis(
                call.speech(),
                app.id().value(),
                call.type(),
                fits,
                canonical,
                call.charset().name(),
                own.isEmpty() ? null : difference == null,
                difference,
                findings);
    }

    private static boolean signature(SaidCall call, KeyRing ring, String canonical, List<Finding> findings) {
        var search = new Search(call, ring);
        var explained = search.explain(Wordings.of(call));
        if (!explained.isEmpty()) {
            explained.stream().flatMap(List::stream).distinct().forEach(findings::add);
            if (explained.getFirst().isEmpty() && isUpperHex(call)) {
                findings.add(Finding.of(Mistake.SIGN_UPPER));
                return true;
            }
            return explained.getFirst().isEmpty();
        }
        var own = call.pasted().text();
        if (!own.isEmpty()) {
            var byOwn = search.explain(List.of(new Wording(List.of(), own.getBytes(call.charset()))));
            if (!byOwn.isEmpty()) {
                findings.add(Finding.of(Mistake.OWN_TEXT_SIGNED));
                byOwn.stream().flatMap(List::stream).distinct().forEach(findings::add);
            } else if (own.equals(canonical)) {
                findings.add(Finding.of(Mistake.OWN_TEXT_SAME));
            }
        }
        var key = search.openedBy();
        if (key != null) {
            findings.add(Finding.of(Mistake.TEXT_OTHER, "key", key));
        } else if (!own.isEmpty()
                && !own.equals(canonical)
                && findings.stream().noneMatch(f -> f.mistake() == Mistake.OWN_TEXT_SIGNED)) {
            findings.add(Finding.of(Mistake.OWN_TEXT_NOT_SIGNED));
        }
        if (isRsa(call) && key == null) {
            findings.add(Finding.of(Mistake.KEY_OTHER));
        } else if (findings.stream().allMatch(f -> f.mistake() == Mistake.CALL_SECRET)) {
            findings.add(Finding.of(Mistake.UNKNOWN));
        }
        return false;
    }

    private static boolean isRsa(SaidCall call) {
        return call.type().toLowerCase(Locale.ROOT).startsWith("rsa")
                || !call.speech().ofParameters() && call.type().isEmpty();
    }

    private static boolean isUpperHex(SaidCall call) {
        return call.sign().matches("[0-9A-F]+") && call.sign().matches(".*[A-F].*");
    }

    private static List<Finding> type(SaidCall call, App app) {
        return switch (call.speech()) {
            case SERAI -> serai(call, app);
            case ALIPAY -> oneOf(call, "RSA2 or RSA", List.of("RSA2", "RSA"));
            case TOP -> top(call, app);
            case WECHAT, ALIPAY_V3, RFC9421 -> List.of();
        };
    }

    private static List<Finding> serai(SaidCall call, App app) {
        var type = SignType.ofWire(call.type()).orElse(null);
        if (type == null) {
            return oneOf(call, "HMAC-SHA256, RSA2 or MD5", List.of());
        }
        return app.maySign(type)
                ? List.of()
                : List.of(Finding.of(
                        Mistake.TYPE_NOT_ALLOWED,
                        "found",
                        type.wire(),
                        "why",
                        type == SignType.MD5 ? "MD5 is for apps flagged legacy" : "it has no key for it"));
    }

    private static List<Finding> top(SaidCall call, App app) {
        if (call.type().equals("md5") && !app.maySign(SignType.MD5)) {
            return List.of(
                    Finding.of(Mistake.TYPE_NOT_ALLOWED, "found", "md5", "why", "md5 is for apps flagged legacy"));
        }
        return oneOf(call, "hmac-sha256, hmac or md5", List.of("hmac-sha256", "hmac", "md5"));
    }

    private static List<Finding> oneOf(SaidCall call, String wanted, List<String> known) {
        return known.contains(call.type())
                ? List.of()
                : List.of(Finding.of(
                        Mistake.TYPE_UNKNOWN,
                        "name",
                        call.typeName(),
                        "found",
                        call.type().isEmpty() ? "nothing" : Difference.visible(call.type()),
                        "wanted",
                        wanted));
    }

    private static List<Finding> body(SaidCall call) {
        var body = call.pasted().body();
        if (call.speech() == Speech.RFC9421 && !body.isEmpty()) {
            try {
                return ContentDigest.fits(call.pasted().header("content-digest"), body.getBytes(StandardCharsets.UTF_8))
                        ? List.of()
                        : List.of(Finding.of(Mistake.BODY_HASH_OTHER));
            } catch (MalformedMessage e) {
                return List.of(Finding.of(Mistake.CALL_REFUSED, "why", e.explanation()));
            }
        }
        if (call.speech() != Speech.SERAI) {
            return List.of();
        }
        var said = call.parts().stream()
                .filter(part -> part.name().equals("body_sha256"))
                .map(Part::value)
                .findFirst()
                .orElse("");
        if (said.isEmpty()) {
            return call.parts().stream().anyMatch(Part::isStructure)
                    ? List.of(Finding.of(Mistake.BODY_HASH_MISSING))
                    : List.of();
        }
        return bodyHash(said, body);
    }

    private static List<Finding> bodyHash(String said, String body) {
        var right = hash(body);
        if (Signatures.sameHex(right, said)) {
            return List.of();
        }
        if (said.equals(Base64.getEncoder().encodeToString(HexFormat.of().parseHex(right)))) {
            return List.of(Finding.of(Mistake.BODY_HASH_FORM));
        }
        if (said.length() == 2 * BODY_HASH_LENGTH) {
            for (var form : Wordings.reformatted(body)) {
                if (Signatures.sameHex(hash(form[1]), said)) {
                    return List.of(Finding.of(Mistake.BODY_REFORMATTED, "how", form[0]));
                }
            }
        }
        return List.of(Finding.of(Mistake.BODY_HASH_OTHER));
    }

    private static String hash(String body) {
        return Signatures.sha256Hex(body.getBytes(StandardCharsets.UTF_8));
    }
}
