package dev.serai.gateway;

import dev.serai.consent.AccessTokens;
import dev.serai.consent.AccessTokens.Found;
import dev.serai.openapi.Operation;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Calls of Serai's own paths that show a user's access token in place of a signature (RFC 6750):
/// `Authorization: Bearer …`.
///
/// | question | rule |
/// |---|---|
/// | who calls | the token's app; an `app_id` beside it must be the same |
/// | may he | where the app declared so, and only methods that act for a user: a token that a user's device holds must
/// not open
/// what is the merchant's |
/// | for whom | the token's user and nobody else, first-party app or not |
/// | a repetition | runs again, as whoever holds the token may call again anyway; with a `nonce` it is refused like a
/// signed one's |
///
/// With a signed call the token is what the parameter `access_token` is; only RFC 9421 can prove that it belongs there,
/// and so
/// must cover the field. Answers are not signed.
@Component
class BearerDialect implements HeaderDialect {
    private static final String SCHEME = "Bearer ";
    private static final int TOKEN_CHARS_MAX = 512;

    private final AccessTokens tokens;

    BearerDialect(AccessTokens tokens) {
        this.tokens = tokens;
    }

    /** Takes the token into the passage, whose parameters were read; without a signature beside it the call is in this dialect. */
    void hear(HttpServerRequest request, Passage passage) {
        var spoken = passage.spoken;
        if (spoken != null && !(spoken instanceof MessageDialect)) {
            return;
        }
        var token = token(request.headers());
        if (token == null) {
            return;
        }
        if (!passage.text("access_token").isEmpty()) {
            throw SeraiDialect.invalid("the access token came as a parameter and as a header field; send it once");
        }
        passage.bearer = token;
        if (spoken == null
                && passage.text("sign").isEmpty()
                && passage.text("sign_type").isEmpty()) {
            passage.spoken = this;
            passage.dialect = name();
            passage.said = new Call(token);
        }
    }

    /** Null where the call shows none. */
    static @Nullable String token(MultiMap headers) {
        var shown = headers.get("authorization");
        if (shown == null || !shown.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        var token = shown.substring(SCHEME.length()).strip();
        boolean plain = !token.isEmpty() && token.length() <= TOKEN_CHARS_MAX;
        for (int i = 0; plain && i < token.length(); i++) {
            char c = token.charAt(i);
            plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~+/=".indexOf(c) >= 0;
        }
        if (!plain || headers.getAll("authorization").size() > 1) {
            throw SeraiDialect.invalid("Authorization must be one field: Bearer, a space and the access token");
        }
        return token;
    }

    /** Refuses a bearer's call of a method that does not act for a user. */
    static void requireUserMethod(Passage passage, Operation operation) {
        if (passage.spoken instanceof BearerDialect
                && !operation.userNeeded()
                && !operation.parameterNames().contains(Operation.USER_PARAMETER)) {
            throw new Refusal(
                    SubCode.SIGN_MISSING,
                    operation.name() + " acts for the merchant and not for a user; sign the call as /docs/ shows");
        }
    }

    @Override
    public String name() {
        return "bearer";
    }

    /** Never by path and headers alone: a signature may still stand among the parameters. */
    @Override
    public boolean speaks(SeraiDialect.Target target, MultiMap headers) {
        return false;
    }

    @Override
    public Envelope envelope() {
        return Envelope.SERAI;
    }

    @Override
    public Said read(HttpServerRequest request, byte[] body) {
        throw new IllegalStateException("who calls was read with the parameters");
    }

    @Override
    public boolean slow(Passage passage) {
        return false;
    }

    @Override
    public AnswerSigner.Signed sign(Passage passage, Answer answer) {
        return AnswerSigner.UNSIGNED;
    }

    private final class Call implements Said {
        private final Found found;

        Call(String token) {
            this.found = tokens.find(token);
        }

        @Override
        public String appId() {
            return switch (found) {
                case Found.Live live -> live.app().value();
                case Found.Expired expired -> expired.app().value();
                case Found.Revoked revoked -> revoked.app().value();
                case Found.Unknown _ ->
                    throw new Refusal(
                            SubCode.TOKEN_REVOKED,
                            "the bearer token is not ours, or was forgotten; ask the user's consent again");
            };
        }

        /** The token stands where a signature would: one that does not hold opens nothing. */
        @Override
        public void verify(Passage passage, Instant now) {
            var named = passage.text("app_id");
            if (!named.isEmpty() && !named.equals(passage.appId().value())) {
                throw SeraiDialect.invalid("app_id is not the bearer token's app; leave it out");
            }
            if (!tokens.mayBear(passage.appId())) {
                throw new Refusal(
                        SubCode.SIGN_TYPE_NOT_ALLOWED,
                        "this app may not call by a bearer token alone; sign the call, or declare bearer calls in the portal");
            }
            if (found instanceof Found.Expired) {
                throw new Refusal(
                        SubCode.TOKEN_EXPIRED, "the access token has expired; use the refresh token, then repeat");
            }
            if (found instanceof Found.Revoked) {
                throw new Refusal(SubCode.TOKEN_REVOKED, "the access token was revoked; ask the user's consent again");
            }
            if (!passage.text("timestamp").isEmpty()) {
                Checks.requireInWindow(Checks.timestamp(passage.text("timestamp")), now);
            }
            if (!passage.text("nonce").isEmpty()) {
                Checks.requireNonce(passage, passage.text("nonce"));
            }
        }
    }
}
