package dev.serai.gateway;

import dev.serai.protocol.SubCode;
import org.jspecify.annotations.Nullable;

/** What an answer tells a client of OAuth2 about its token, by RFC 6750, 3. */
final class BearerChallenge {
    private static final String REALM = "Bearer realm=\"Serai\"";

    private BearerChallenge() {}

    /** The field {@code WWW-Authenticate}; null where the answer is not about a token, or not in a form that has it. */
    static @Nullable String of(Passage passage, Answer answer) {
        var code = answer.subCode();
        if (code == null || passage.envelope != Envelope.SERAI) {
            return null;
        }
        return switch (code) {
            // Nothing was shown, so no error is named.
            case TOKEN_MISSING -> REALM;
            case TOKEN_EXPIRED, TOKEN_REVOKED -> REALM + ", error=\"invalid_token\"";
            case SCOPE_MISSING -> REALM + ", error=\"insufficient_scope\"" + scope(passage);
            default -> passage.spoken instanceof BearerDialect ? bearers(passage, code) : null;
        };
    }

    /** Only what is about the token: clients take any challenge for a token that must be had anew. */
    private static @Nullable String bearers(Passage passage, SubCode code) {
        if (code.code() == 401) {
            return REALM;
        }
        boolean whoCalls = passage.step.compareTo(Passage.Step.SIGNATURE) <= 0;
        return code.code() == 400 && whoCalls ? REALM + ", error=\"invalid_request\"" : null;
    }

    private static String scope(Passage passage) {
        var method = passage.method;
        return method == null
                ? ""
                : ", scope=\"" + String.join(" ", method.operation().scopes()) + "\"";
    }
}
