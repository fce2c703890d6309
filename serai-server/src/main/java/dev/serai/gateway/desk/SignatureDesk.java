package dev.serai.gateway.desk;

import dev.serai.gateway.desk.Debugger.Diagnosis;
import dev.serai.kernel.MerchantId;
import dev.serai.kernel.MerchantScope;
import dev.serai.merchant.Account;
import dev.serai.merchant.App;
import dev.serai.merchant.AppKeys;
import dev.serai.merchant.Apps;
import dev.serai.operator.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The signature debugger of the portal. A merchant's people have calls of their own apps explained, and nobody else's. */
@RestController
class SignatureDesk {
    /** Together, in characters. */
    private static final int PASTED_MAX = 256 * 1024;

    private static final Duration SPELL = Duration.ofMinutes(1);
    private static final int PER_SPELL_MAX = 30;
    private static final String METHODS = "GET|POST";

    private final Apps apps;
    private final AppKeys keys;
    private final Clock clock;
    private final Map<MerchantId, Integer> asked = new HashMap<>();
    private Instant spellEnds = Instant.EPOCH;

    SignatureDesk(Apps apps, AppKeys keys, Clock clock) {
        this.apps = apps;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * @param appId whose call it is; null: as the call says
     * @param text what the caller's own code signed
     * @param at when it was sent; null: now
     */
    record Question(
            @Nullable String appId,
            @Nullable String httpMethod,
            @Nullable String url,
            @Nullable String headers,
            @Nullable String body,
            @Nullable String text,
            @Nullable OffsetDateTime at) {}

    record Found(String id, Map<String, String> values, Map<String, String> text) {}

    record Answer(
            String dialect,
            String appId,
            String signType,
            boolean fits,
            String canonicalText,
            String visibleText,
            String charset,
            @Nullable Boolean ownTextSame,
            @Nullable Difference difference,
            List<Found> findings) {}

    @PostMapping("/portal/api/signature")
    Answer explain(Account by, @RequestBody Question question) {
        var pasted = pasted(question);
        knock(by.merchant());
        var call = SaidCall.read(pasted);
        var wanted =
                Optional.ofNullable(question.appId).filter(id -> !id.isBlank()).orElse(call.appId());
        var mine = mine(by.merchant());
        var app = mine.stream()
                .filter(one -> one.id().value().equals(wanted))
                .findFirst()
                .orElseThrow(() -> Refused.notFound(
                        wanted.isEmpty()
                                ? "the call names no app and none was chosen; choose one"
                                : "you have no app of this id; choose one of yours"));
        var others = mine.stream().filter(one -> one != app).toList();
        return answer(Debugger.explain(call, app, others, pasted.at() == null ? clock.instant() : pasted.at()), app);
    }

    private List<App> mine(MerchantId merchant) {
        var mine = new ArrayList<App>();
        for (var app : MerchantScope.as(merchant, () -> keys.of(merchant))) {
            apps.find(app.appId()).ifPresent(mine::add);
        }
        return mine;
    }

    private static Pasted pasted(Question question) {
        var method = or(question.httpMethod, "POST").strip().toUpperCase(Locale.ROOT);
        if (!method.matches(METHODS)) {
            throw Refused.invalid("http_method must be GET or POST, was " + Difference.visible(method));
        }
        var pasted = new Pasted(
                method,
                or(question.url, "").strip(),
                or(question.headers, ""),
                or(question.body, ""),
                or(question.text, ""),
                question.at == null ? null : question.at.toInstant());
        int size = pasted.url().length()
                + pasted.headers().length()
                + pasted.body().length()
                + pasted.text().length();
        if (size > PASTED_MAX) {
            throw Refused.invalid("at most " + PASTED_MAX + " characters are taken together, found " + size);
        }
        if (pasted.url().isEmpty()) {
            throw Refused.invalid("url is required: the address you called, or from the path on");
        }
        if ((pasted.url() + pasted.headers() + pasted.body() + pasted.text()).contains("PRIVATE KEY-----")) {
            throw new Refused(
                    400,
                    "key.private",
                    "a private key was pasted; nobody but you may have it. Nothing of it was kept, but regard it as known to"
                            + " others: make a new pair");
        }
        return pasted;
    }

    private static String or(@Nullable String text, String otherwise) {
        return Objects.requireNonNullElse(text, otherwise);
    }

    private synchronized void knock(MerchantId merchant) {
        var now = clock.instant();
        // Asked of a clock that may have been moved back, too.
        if (!now.isBefore(spellEnds) || now.isBefore(spellEnds.minus(SPELL))) {
            asked.clear();
            spellEnds = now.plus(SPELL);
        }
        if (asked.merge(merchant, 1, Integer::sum) > PER_SPELL_MAX) {
            throw new Refused(
                    429,
                    "signature.throttled",
                    "at most " + PER_SPELL_MAX + " signatures a minute are explained; wait a minute");
        }
    }

    static Answer answer(Diagnosis it, App app) {
        var text = hidden(it.canonicalText(), app);
        var findings = new ArrayList<Found>();
        for (var finding : it.findings()) {
            findings.add(new Found(
                    finding.id(), finding.values(), Map.of("zh-CN", finding.text(true), "en", finding.text(false))));
        }
        return new Answer(
                it.speech().word(),
                it.appId(),
                it.signType(),
                it.fits(),
                text,
                Difference.visible(text),
                it.charset(),
                it.ownTextSame(),
                text.equals(it.canonicalText()) ? it.difference() : null,
                findings);
    }

    /** Who sends a secret as a parameter shall not see it again here. */
    private static String hidden(String text, App app) {
        var hidden = text;
        for (var secret : app.secrets()) {
            hidden = hidden.replace(secret.value(), "•••");
        }
        return hidden;
    }
}
