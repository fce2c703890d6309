package dev.serai.consent;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import dev.serai.consent.Consents.Issue;
import dev.serai.kernel.DoorAddress;
import dev.serai.kernel.Json;
import dev.serai.merchant.App;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Tokens for a code or for a refresh token. The form is read by Nimbus' parser; what it may get is decided here. */
@RestController
class TokenEndpoint {
    static final String PATH = "/oauth2/token";

    private static final Duration ID_TOKEN_LIFE = Duration.ofMinutes(10);

    private final Wire wire;
    private final ClientCheck clients;
    private final Codes codes;
    private final Consents consents;
    private final SigningKey key;
    private final DoorAddress door;
    private final Clock clock;

    TokenEndpoint(
            Wire wire,
            ClientCheck clients,
            Codes codes,
            Consents consents,
            SigningKey key,
            DoorAddress door,
            Clock clock) {
        this.wire = wire;
        this.clients = clients;
        this.codes = codes;
        this.consents = consents;
        this.key = key;
        this.door = door;
        this.clock = clock;
    }

    @PostMapping(PATH)
    void token(HttpServletRequest request, HttpServletResponse response) throws IOException {
        wire.answer(request, response, form -> {
            var asked = TokenRequest.parse(form);
            var app = clients.found(asked.getClientAuthentication(), asked.getClientID(), request.getRemoteAddr());
            return switch (asked.getAuthorizationGrant()) {
                case AuthorizationCodeGrant code -> forCode(app, code);
                case RefreshTokenGrant refresh -> {
                    var scope = asked.getScope();
                    yield forRefreshToken(
                            app,
                            refresh.getRefreshToken().getValue(),
                            scope == null ? Set.of() : Set.copyOf(scope.toStringList()));
                }
                default ->
                    throw new Denied(
                            OAuth2Error.UNSUPPORTED_GRANT_TYPE,
                            "grant_type must be authorization_code or refresh_token");
            };
        });
    }

    private ObjectNode forCode(App app, AuthorizationCodeGrant grant) {
        var verifier = grant.getCodeVerifier();
        if (verifier == null) {
            throw Denied.request("code_verifier is required: PKCE with S256 is for every client");
        }
        var uri = grant.getRedirectionURI();
        return switch (codes.redeem(
                app.id(),
                grant.getAuthorizationCode().getValue(),
                uri == null ? "" : uri.toString(),
                CodeChallenge.compute(CodeChallengeMethod.S256, verifier).getValue())) {
            case Codes.Redeemed.Done done -> {
                var answer = answer(done.issued());
                if (done.issued().scopes().contains(Scopes.OPENID)) {
                    answer.put("id_token", idToken(app, done.issued().openId(), done.nonce(), done.signedInAt()));
                }
                yield answer;
            }
            case Codes.Redeemed.No no -> throw Denied.grant(no.why());
        };
    }

    private ObjectNode forRefreshToken(App app, String token, Set<String> wanted) {
        return switch (consents.renew(app.id(), token, wanted)) {
            case Issue.Issued issued -> answer(issued);
            case Issue.Invalid _ ->
                throw Denied.grant("the refresh token is not this app's, has ended or was revoked; let the user consent"
                        + " again");
            case Issue.Reused _ ->
                throw Denied.grant("the refresh token was used before, so one of its two users stole it; all tokens of"
                        + " its family have ended, let the user consent again");
            case Issue.TooMuch more ->
                throw new Denied(
                        OAuth2Error.INVALID_SCOPE,
                        "the user consented to " + String.join(" ", new TreeSet<>(more.consented())) + " alone");
        };
    }

    /** The open_id comes along, so that an app needs no OpenID Connect to know whom it got. */
    private static ObjectNode answer(Issue.Issued issued) {
        return Json.object()
                .put("access_token", issued.accessToken())
                .put("token_type", "Bearer")
                .put("expires_in", issued.expiresIn().toSeconds())
                .put("refresh_token", issued.refreshToken())
                .put("scope", String.join(" ", new TreeSet<>(issued.scopes())))
                .put("open_id", issued.openId());
    }

    private String idToken(App app, String openId, @Nullable String nonce, Instant signedInAt) {
        var now = clock.instant();
        var claims = new JWTClaimsSet.Builder()
                .issuer(door.url())
                .subject(openId)
                .audience(app.id().value())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(ID_TOKEN_LIFE)))
                .claim("auth_time", signedInAt.getEpochSecond());
        if (nonce != null) {
            claims.claim("nonce", nonce);
        }
        return key.signed(claims.build());
    }
}
