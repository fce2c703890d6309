package dev.serai.consent;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.PlainClientSecret;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import dev.serai.kernel.DoorAddress;
import dev.serai.kernel.Tokens;
import dev.serai.merchant.App;
import dev.serai.merchant.Apps;
import dev.serai.openapi.UsedNonces;
import java.net.InetAddress;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds out which app asks. An app proves itself by one of its live secrets or by a JWT signed with the private half of one of
 * its live RSA keys (RFC 7523); one that declared itself public proves nothing here, its PKCE does.
 */
@Component
class ClientCheck {
    /** How far ahead an assertion may end; it is remembered for longer. */
    private static final Duration ASSERTION_MAX = Duration.ofMinutes(10);

    /** How far clocks may differ. */
    private static final Duration LEEWAY = Duration.ofSeconds(30);

    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256);
    private static final int JTI_HASH_LENGTH = 48;

    private final Apps apps;
    private final Clients clients;
    private final UsedNonces nonces;
    private final DoorAddress door;
    private final Clock clock;

    ClientCheck(Apps apps, Clients clients, UsedNonces nonces, DoorAddress door, Clock clock) {
        this.apps = apps;
        this.clients = clients;
        this.nonces = nonces;
        this.door = door;
        this.clock = clock;
    }

    /** An app that proved itself, or one that declared itself public. */
    App found(@Nullable ClientAuthentication proof, @Nullable ClientID named, String address) {
        if (proof != null) {
            return proven(proof, address);
        }
        if (named == null) {
            throw Denied.client(
                    "say who you are: client_secret_basic, client_secret_post, private_key_jwt, or client_id"
                            + " where the app is declared public");
        }
        var app = active(named);
        if (!clients.find(app.id()).orElse(Clients.Client.NONE).publicClient()) {
            throw Denied.client("the app is not declared public; send its secret or an assertion");
        }
        return app;
    }

    /** An app that proved itself. */
    App proven(@Nullable ClientAuthentication proof, String address) {
        if (proof == null) {
            throw Denied.client("authenticate the client: client_secret_basic, client_secret_post or private_key_jwt");
        }
        var app = active(proof.getClientID());
        var now = clock.instant();
        switch (proof) {
            case PlainClientSecret plain -> secret(app, plain.getClientSecret().getValue(), now);
            case PrivateKeyJWT jwt -> assertion(app, jwt.getClientAssertion(), now);
            default ->
                throw Denied.client("this way of authenticating is not offered; use client_secret_basic,"
                        + " client_secret_post or private_key_jwt");
        }
        address(app, address);
        return app;
    }

    private App active(ClientID id) {
        var app = apps.find(id.getValue())
                .orElseThrow(() -> Denied.client("there is no such client; copy app_id from the portal"));
        if (app.status() != App.Status.ACTIVE) {
            throw Denied.client("the app is " + app.status() + "; ask the platform why");
        }
        return app;
    }

    private static void secret(App app, String given, Instant now) {
        for (var secret : app.secrets()) {
            if (secret.validity().holds(now) && Tokens.same(secret.value(), given)) {
                secret.use().at(now);
                return;
            }
        }
        throw Denied.client("the secret is none of the app's; copy it again, or make a new one in the portal");
    }

    private void assertion(App app, SignedJWT jwt, Instant now) {
        if (!ALGORITHMS.contains(jwt.getHeader().getAlgorithm())) {
            throw Denied.client("sign the assertion with RS256 or PS256");
        }
        var signer = app.rsaKeys().stream()
                .filter(key -> key.validity().holds(now) && fits(jwt, (RSAPublicKey) key.key()))
                .findFirst()
                .orElseThrow(() -> Denied.client("the assertion is not signed with one of the app's live RSA keys"));
        JWTClaimsSet claims;
        try {
            claims = jwt.getJWTClaimsSet();
        } catch (java.text.ParseException e) {
            throw Denied.client("the assertion's claims cannot be read");
        }
        var id = app.id().value();
        if (!id.equals(claims.getIssuer()) || !id.equals(claims.getSubject())) {
            throw Denied.client("the assertion's iss and sub must both be the app_id");
        }
        var audience = claims.getAudience();
        if (audience.stream().noneMatch(List.of(door.url(), door.url() + TokenEndpoint.PATH)::contains)) {
            throw Denied.client("the assertion's aud must be " + door.url() + " or its token endpoint");
        }
        var ends = claims.getExpirationTime() == null
                ? Instant.MIN
                : claims.getExpirationTime().toInstant();
        if (now.isAfter(ends.plus(ends.equals(Instant.MIN) ? Duration.ZERO : LEEWAY))
                || ends.isAfter(now.plus(ASSERTION_MAX))) {
            throw Denied.client(
                    "the assertion needs an exp in the next " + ASSERTION_MAX.toMinutes() + " minutes; see your clock");
        }
        var begins = claims.getNotBeforeTime();
        if (begins != null && begins.toInstant().isAfter(now.plus(LEEWAY))) {
            throw Denied.client("the assertion's nbf lies ahead; see your clock");
        }
        var number = claims.getJWTID();
        if (number == null || number.isEmpty()) {
            throw Denied.client("the assertion needs a jti, new with every request");
        }
        // Within the clock's leeway it is remembered for as long as it could be shown again: 630 of 660 s.
        if (!nonces.firstUse(app.id(), "jti_" + Tokens.hash(number).substring(0, JTI_HASH_LENGTH))) {
            throw Denied.client("this assertion was shown before; make a new one with every request");
        }
        signer.use().at(now);
    }

    private static boolean fits(SignedJWT jwt, RSAPublicKey key) {
        try {
            return jwt.verify(new RSASSAVerifier(key));
        } catch (JOSEException e) {
            return false;
        }
    }

    /** What holds for the app's calls holds where it proves itself. */
    private static void address(App app, String address) {
        if (app.allowList().isEmpty()) {
            return;
        }
        try {
            // A literal, as the door's socket saw it: nothing is looked up.
            var bytes = InetAddress.ofLiteral(address).getAddress();
            if (app.allowList().stream().anyMatch(range -> range.contains(bytes))) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // Not an address: on no list.
        }
        throw Denied.client("the request came from " + address + ", which is not on the app's allow-list");
    }
}
