package dev.serai.gateway;

import dev.serai.consent.AccessTokens;
import dev.serai.merchant.App;
import dev.serai.merchant.Apps;
import dev.serai.openapi.Catalogue;
import dev.serai.openapi.Grants;
import dev.serai.openapi.Operation;
import dev.serai.openapi.StoreHealth;
import dev.serai.protocol.CanonicalText;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SignType;
import dev.serai.protocol.Signatures;
import dev.serai.protocol.SubCode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The checks between reading a call and running it, in the contract's order. Each either lets the call on or throws a
/// [Refusal] that names its cause. No message repeats what came in before the signature fitted, but for plain
/// characters.
@Component
class Checks {
    /** How far a timestamp may be from our clock, to either side. */
    static final Duration WINDOW = Duration.ofSeconds(300);

    private static final int NONCE_MIN = 8;
    private static final int NONCE_MAX = 64;
    private static final ZoneOffset PROTOCOL_ZONE = ZoneOffset.ofHours(8);
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);

    private final Apps apps;
    private final Grants grants;
    private final RateLimits limits;
    private final ReplayMemory replay;
    private final StoreHealth store;
    private final AccessTokens tokens;
    private final Clock clock;

    Checks(Apps apps, Grants grants, RateLimits limits, StoreHealth store, AccessTokens tokens, Clock clock) {
        this.apps = apps;
        this.grants = grants;
        this.limits = limits;
        this.replay = new ReplayMemory(clock);
        this.store = store;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** Everything up to the grant: who calls, whether it is really him, whether for the first time. */
    void identify(Passage passage) {
        app(passage);
        passage.step = Passage.Step.ALLOW_LIST;
        address(passage);
        passage.step = Passage.Step.SIGNATURE;
        if (passage.said == null) {
            signature(passage);
        } else {
            passage.said.verify(passage, clock.instant());
        }
        passage.step = Passage.Step.REPLAY;
        replay(passage);
    }

    /** Who calls a method that asks nobody for a signature, if he says so: his answer is signed and the record is his. */
    void recognize(Passage passage) {
        apps.find(passage.appIdSaid()).ifPresent(app -> known(passage, app));
    }

    /**
     * Everything from the method to the limits; page sessions enter here too.
     *
     * @return null when the call may go on at once; otherwise completes when it may, or with the refusal
     */
    @Nullable CompletableFuture<@Nullable Void> admit(Passage passage, Catalogue.Page catalogue) {
        passage.step = Passage.Step.METHOD;
        var method = catalogue
                .find(passage.methodName, passage.version, passage.appId())
                .orElseThrow(() -> new Refusal(
                        SubCode.API_UNKNOWN,
                        "there is no method " + SeraiDialect.shown(passage.methodName) + " in version "
                                + passage.version + "; see /docs/ for the methods"));
        passage.method = method;
        var operation = method.operation();
        BearerDialect.requireUserMethod(passage, operation);
        if (passage.bytesIn > operation.bodyBytesMax()) {
            throw new Refusal(
                    SubCode.BODY_TOO_LARGE,
                    operation.name() + " takes a body of at most " + operation.bodyBytesMax() + " bytes, found "
                            + passage.bytesIn);
        }
        passage.step = Passage.Step.GRANT;
        if (!grants.mayCall(passage.appId(), operation.name(), operation.version())) {
            var ended = grants.ended(passage.appId(), operation.name(), operation.version());
            throw new Refusal(
                    SubCode.API_NOT_GRANTED,
                    "app " + passage.appId()
                            + (ended == null ? " has no grant for " : " had until " + ended + " a grant for ")
                            + operation.key() + "; ask the platform for it");
        }
        passage.step = Passage.Step.LIMITS;
        return limits.take(passage);
    }

    /** The rest up to the schema, for a call that its limits let on. */
    void admitted(Passage passage) {
        var operation = passage.knownMethod().operation();
        passage.step = Passage.Step.TOKEN;
        token(passage, operation);
        if (operation.store() && !store.up()) {
            throw new Refusal(
                    SubCode.STORE_UNAVAILABLE, "our database is out of reach; repeat the call in a few seconds");
        }
        passage.step = Passage.Step.SCHEMA;
    }

    /** The call is over; one that was refused before it ran consumed nothing. */
    void over(Passage passage, boolean refused) {
        limits.end(passage, !refused || passage.step.compareTo(Passage.Step.RUN) >= 0);
    }

    private void app(Passage passage) {
        passage.step = Passage.Step.APP;
        var id = passage.appIdSaid();
        if (id.isEmpty()) {
            throw new Refusal(SubCode.PARAM_MISSING, "app_id is required and was absent or empty; the portal shows it");
        }
        var app = apps.find(id)
                .orElseThrow(() -> new Refusal(
                        SubCode.APP_UNKNOWN,
                        "there is no app " + SeraiDialect.shown(id) + "; copy app_id from the portal"));
        known(passage, app);
        if (app.status() != App.Status.ACTIVE) {
            throw new Refusal(SubCode.APP_NOT_ACTIVE, "the app is " + app.status() + "; ask the platform why");
        }
    }

    private static void known(Passage passage, App app) {
        passage.app = app;
        passage.signType = SignType.ofWire(passage.text("sign_type")).orElse(null);
    }

    private static void address(Passage passage) {
        var allowed = passage.knownApp().allowList();
        if (allowed.isEmpty()) {
            return;
        }
        var bytes = ClientAddress.bytes(passage.address);
        if (bytes != null && allowed.stream().anyMatch(range -> range.contains(bytes))) {
            return;
        }
        throw new Refusal(
                SubCode.IP_DENIED,
                "the call came from " + passage.address + ", which is not on the allow-list of " + allowed.size()
                        + " ranges; add it in the portal, or call from an address on the list");
    }

    private void signature(Passage passage) {
        var app = passage.knownApp();
        var sign = passage.text("sign");
        if (sign.isEmpty()) {
            throw new Refusal(SubCode.SIGN_MISSING, "sign is absent or empty; sign the call as /docs/ shows");
        }
        var typeSaid = passage.text("sign_type");
        if (typeSaid.isEmpty()) {
            throw new Refusal(
                    SubCode.PARAM_MISSING, "sign_type is required; say HMAC-SHA256, RSA2 or, for legacy apps, MD5");
        }
        var type = passage.signType;
        if (type == null) {
            throw SeraiDialect.invalid(
                    "sign_type must be HMAC-SHA256, RSA2 or MD5, found " + SeraiDialect.shown(typeSaid));
        }
        if (!app.maySign(type)) {
            throw new Refusal(
                    SubCode.SIGN_TYPE_NOT_ALLOWED,
                    "this app may not sign with " + type.wire()
                            + (type == SignType.MD5 ? ": MD5 is for apps flagged legacy" : ": it has no key for it"));
        }
        var at = timestamp(passage.text("timestamp"));
        requireNonce(passage, passage.text("nonce"));
        var now = clock.instant();
        if (!passage.bodyFits || !fits(passage, app, type, sign, now)) {
            throw new Refusal(SubCode.SIGN_MISMATCH, mismatch(passage) + hint(passage, app, type, sign, now));
        }
        requireInWindow(at, now);
    }

    /** Refuses a time too far from ours, to either side. */
    static void requireInWindow(Instant at, Instant now) {
        var off = Duration.between(now, at);
        if (off.abs().compareTo(WINDOW) > 0) {
            throw new Refusal(SubCode.SIGN_EXPIRED, expired(at, off));
        }
    }

    private static boolean fits(Passage passage, App app, SignType type, String sign, Instant now) {
        var text = signedText(passage);
        if (type == SignType.RSA2) {
            for (var key : app.rsaKeys()) {
                if (key.validity().holds(now) && Signatures.rsa2Fits(text, sign, key.key())) {
                    key.use().at(now);
                    return true;
                }
            }
            return false;
        }
        for (var secret : app.secrets()) {
            if (secret.validity().holds(now)) {
                var expected = type == SignType.MD5
                        ? Signatures.md5(text, secret.value())
                        : secret.hmac().sign(text);
                if (Signatures.sameHex(expected, sign)) {
                    secret.use().at(now);
                    passage.secret = secret;
                    return true;
                }
            }
        }
        return false;
    }

    private static String signedText(Passage passage) {
        var names = new String[passage.parameters.size()];
        var values = new String[names.length];
        int count = 0;
        for (var parameter : passage.parameters) {
            names[count] = parameter.name();
            values[count++] = parameter.text();
        }
        return CanonicalText.ofSorted(names, values, count);
    }

    private static String hint(Passage passage, App app, SignType type, String sign, Instant now) {
        return passage.bodyFits ? MismatchHint.of(app, type, sign, signedText(passage), now) : "";
    }

    private static String mismatch(Passage passage) {
        if (!passage.bodyFits) {
            return "body_sha256 is not the SHA-256 of the body received; hash the raw bytes that are sent";
        }
        var signed = new StringBuilder();
        for (var parameter : passage.parameters) {
            if (!parameter.name().equals("sign") && !parameter.text().isEmpty()) {
                signed.append(signed.isEmpty() ? "" : ", ").append(SeraiDialect.shown(parameter.name()));
            }
        }
        return "the signature does not fit; signed are, in this order and with their raw values: " + signed
                + "; check the secret or key, the order, and that values are not percent-encoded";
    }

    private static String expired(Instant at, Duration off) {
        long seconds = off.abs().toSeconds();
        return "timestamp is " + seconds + " s " + (off.isNegative() ? "behind" : "ahead of") + " our clock, at most "
                + WINDOW.toSeconds() + " s are allowed" + MismatchHint.ofTime(at, off);
    }

    /** Epoch milliseconds, or yyyy-MM-dd HH:mm:ss at GMT+8. */
    static Instant timestamp(String text) {
        if (text.isEmpty()) {
            throw new Refusal(
                    SubCode.PARAM_MISSING, "timestamp is required: epoch milliseconds or yyyy-MM-dd HH:mm:ss at GMT+8");
        }
        try {
            boolean digits = text.length() <= 15;
            for (int i = 0; digits && i < text.length(); i++) {
                digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
            }
            return digits
                    ? Instant.ofEpochMilli(Long.parseLong(text))
                    : LocalDateTime.parse(text, TIMESTAMP).toInstant(PROTOCOL_ZONE);
        } catch (DateTimeException e) {
            throw SeraiDialect.invalid("timestamp must be epoch milliseconds or yyyy-MM-dd HH:mm:ss at GMT+8, found "
                    + SeraiDialect.shown(text));
        }
    }

    /** Takes the nonce into the passage, where it has the form. */
    static void requireNonce(Passage passage, String nonce) {
        if (nonce.isEmpty()) {
            throw new Refusal(
                    SubCode.PARAM_MISSING, "nonce is required: 8 to 64 of A-Z a-z 0-9 _ -, new with every call");
        }
        boolean plain = nonce.length() >= NONCE_MIN && nonce.length() <= NONCE_MAX;
        for (int i = 0; plain && i < nonce.length(); i++) {
            char c = nonce.charAt(i);
            plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
        }
        if (!plain) {
            throw SeraiDialect.invalid("nonce must be 8 to 64 of A-Z a-z 0-9 _ -, found " + nonce.length()
                    + " characters: " + SeraiDialect.shown(nonce));
        }
        passage.nonce = nonce;
    }

    private void replay(Passage passage) {
        var method = passage.method;
        if (passage.repeatable() && (method == null || !method.operation().writes())) {
            return;
        }
        if (passage.bearerAlone() && passage.nonce.isEmpty()) {
            return; // whoever shows a token may call again anyway
        }
        switch (replay.use(passage.appId().value(), passage.nonce)) {
            case FIRST -> {}
            case AGAIN -> throw replayed();
            case FULL ->
                throw new Refusal(
                        SubCode.STORE_UNAVAILABLE,
                        "too many calls are remembered at the moment; try again in a minute");
        }
    }

    static Refusal replayed() {
        return new Refusal(
                SubCode.SIGN_REPLAYED,
                "this nonce was used within the last " + ReplayMemory.KEPT.toSeconds() + " s; send a new one");
    }

    private void token(Passage passage, Operation operation) {
        var token = passage.accessToken();
        if (!token.isEmpty()) {
            passage.userId = consented(passage, token, operation);
        }
        if (passage.bearerAlone() && !passage.text(Operation.USER_PARAMETER).isEmpty()) {
            throw new Refusal(
                    SubCode.ACTION_NOT_ALLOWED, "a bearer's call acts for the token's user; leave user_id out");
        }
        var named = operation.userNeeded() ? passage.text(Operation.USER_PARAMETER) : "";
        if (!named.isEmpty()) {
            if (!passage.knownApp().firstParty()) {
                throw new Refusal(
                        SubCode.ACTION_NOT_ALLOWED,
                        "only a first-party app may pass user_id; send the user's access_token instead");
            }
            if (!token.isEmpty() && !named.equals(passage.userId)) {
                throw new Refusal(
                        SubCode.PARAM_INVALID, "user_id and access_token name two users; send one of the two");
            }
            passage.userId = named;
        }
        if (operation.userNeeded() && passage.userId == null) {
            throw new Refusal(SubCode.TOKEN_MISSING, "this method acts for a user; send his access_token");
        }
    }

    /** The user whose token it is. Another app's token is none. */
    private String consented(Passage passage, String token, Operation operation) {
        return switch (tokens.find(token)) {
            case AccessTokens.Found.Live live
            when live.app().equals(passage.appId()) -> {
                for (var scope : operation.scopes()) {
                    if (!live.scopes().contains(scope)) {
                        throw new Refusal(
                                SubCode.SCOPE_MISSING,
                                operation.name() + " needs the user's consent to " + scope + ", found "
                                        + String.join(" ", new TreeSet<>(live.scopes())) + "; ask him for it");
                    }
                }
                yield live.user();
            }
            case AccessTokens.Found.Expired expired
            when expired.app().equals(passage.appId()) ->
                throw new Refusal(
                        SubCode.TOKEN_EXPIRED, "the access token has expired; use the refresh token, then repeat");
            default ->
                throw new Refusal(
                        SubCode.TOKEN_REVOKED,
                        "the access token was revoked or is not ours; leave it out or ask consent again");
        };
    }
}
