package dev.serai.consent;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationErrorResponse;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.AuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import dev.serai.kernel.DoorAddress;
import dev.serai.merchant.App;
import dev.serai.merchant.Apps;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Understands what an app asks a user for. First comes whom an answer may go to at all: until the app and its redirect URI are
 * known nobody is sent anywhere (RFC 6749, 4.1.2.1). Everything found wrong after that goes back to the app.
 */
@Component
class Asking {
    static final int QUERY_CHARS_MAX = 8 << 10;

    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Set<String> PROMPTS = Set.of("none", "login", "consent", "select_account");

    private final Apps apps;
    private final Clients clients;
    private final DoorAddress door;

    Asking(Apps apps, Clients clients, DoorAddress door) {
        this.apps = apps;
        this.clients = clients;
        this.door = door;
    }

    /** What a request turned out to be. */
    sealed interface Asked {
        /** Nobody may be sent back with it; the user is told. */
        record Stray(Why why) implements Asked {}

        /** Wrong, and the app is told there. */
        record Back(URI to) implements Asked {}

        /**
         * A question to put to the user.
         *
         * @param prompt what the app wants to be asked again, or not at all
         * @param maxAge how long ago the user may have shown his password
         */
        record Question(
                App app,
                Clients.Client client,
                String redirectUri,
                Set<String> scopes,
                @Nullable State state,
                @Nullable String nonce,
                String challenge,
                Set<String> prompt,
                @Nullable Duration maxAge)
                implements Asked {}
    }

    enum Why {
        UNREADABLE,
        CLIENT,
        REDIRECT_URI
    }

    Asked read(@Nullable String query) {
        if (query == null || query.length() > QUERY_CHARS_MAX) {
            return new Asked.Stray(Why.UNREADABLE);
        }
        var params = URLUtils.parseParameters(query);
        var id = single(params, "client_id");
        var app = id == null ? null : apps.find(id).orElse(null);
        if (app == null) {
            return new Asked.Stray(Why.CLIENT);
        }
        var client = clients.find(app.id()).orElse(Clients.Client.NONE);
        var uri = single(params, "redirect_uri");
        if (uri == null || !client.redirectUris().contains(uri)) {
            return new Asked.Stray(Why.REDIRECT_URI);
        }
        var stated = single(params, "state");
        var state = stated == null ? null : new State(stated);
        try {
            return question(params, AuthorizationRequest.parse(params), app, client, uri, state);
        } catch (ParseException e) {
            return back(uri, state, Denied.unread(e).error());
        } catch (Denied e) {
            return back(uri, state, e.error());
        }
    }

    private static Asked.Question question(
            Map<String, List<String>> params,
            AuthorizationRequest parsed,
            App app,
            Clients.Client client,
            String uri,
            @Nullable State state) {
        if (app.status() != App.Status.ACTIVE) {
            throw new Denied(OAuth2Error.UNAUTHORIZED_CLIENT, "the app is " + app.status() + "; ask the platform why");
        }
        if (parsed.specifiesRequestObject()) {
            throw new Denied(
                    params.containsKey("request")
                            ? OAuth2Error.REQUEST_NOT_SUPPORTED
                            : OAuth2Error.REQUEST_URI_NOT_SUPPORTED,
                    "send the request's parameters themselves");
        }
        if (!ResponseType.CODE.equals(parsed.getResponseType())) {
            throw new Denied(OAuth2Error.UNSUPPORTED_RESPONSE_TYPE, "response_type must be code");
        }
        var mode = parsed.getResponseMode();
        if (mode != null && !mode.equals(ResponseMode.QUERY)) {
            throw Denied.request("response_mode must be query, or left out");
        }
        var challenge = parsed.getCodeChallenge();
        if (challenge == null
                || !CodeChallengeMethod.S256.equals(parsed.getCodeChallengeMethod())
                || !CHALLENGE.matcher(challenge.getValue()).matches()) {
            throw Denied.request("code_challenge with code_challenge_method=S256 is required: 43 characters");
        }
        var prompt = prompt(single(params, "prompt"));
        return new Asked.Question(
                app,
                client,
                uri,
                scopes(parsed, client),
                state,
                single(params, "nonce"),
                challenge.getValue(),
                prompt,
                maxAge(single(params, "max_age")));
    }

    private static Set<String> scopes(AuthorizationRequest parsed, Clients.Client client) {
        var asked = parsed.getScope();
        if (asked == null || asked.isEmpty()) {
            throw new Denied(
                    OAuth2Error.INVALID_SCOPE,
                    "scope is required; the app may ask for " + String.join(" ", new TreeSet<>(client.scopes())));
        }
        var scopes = Set.copyOf(asked.toStringList());
        if (!client.scopes().containsAll(scopes)) {
            throw new Denied(
                    OAuth2Error.INVALID_SCOPE,
                    "the app may ask for " + String.join(" ", new TreeSet<>(client.scopes()))
                            + " alone; its merchant declares more in the portal");
        }
        return scopes;
    }

    private static Set<String> prompt(@Nullable String said) {
        var words = said == null
                ? Set.<String>of()
                : Arrays.stream(said.split(" ", -1))
                        .filter(word -> !word.isEmpty())
                        .collect(Collectors.toSet());
        if (!PROMPTS.containsAll(words) || words.contains("none") && words.size() > 1) {
            throw Denied.request("prompt must be none, or of login, consent and select_account");
        }
        return words;
    }

    private static @Nullable Duration maxAge(@Nullable String said) {
        if (said == null) {
            return null;
        }
        if (!said.matches("[0-9]{1,9}")) {
            throw Denied.request("max_age must be a number of seconds");
        }
        return Duration.ofSeconds(Long.parseLong(said));
    }

    /** Null where it is absent, empty or stands twice. */
    private static @Nullable String single(Map<String, List<String>> params, String name) {
        var values = params.getOrDefault(name, List.of());
        return values.size() == 1 && !values.getFirst().isEmpty() ? values.getFirst() : null;
    }

    /** Where the user goes with his yes. */
    URI yes(Asked.Question question, String code) {
        return new AuthorizationSuccessResponse(
                        URI.create(question.redirectUri),
                        new AuthorizationCode(code),
                        null,
                        question.state,
                        new Issuer(door.url()),
                        ResponseMode.QUERY)
                .toURI();
    }

    Asked.Back no(Asked.Question question, ErrorObject error) {
        return back(question.redirectUri, question.state, error);
    }

    private Asked.Back back(String redirectUri, @Nullable State state, ErrorObject error) {
        return new Asked.Back(new AuthorizationErrorResponse(
                        URI.create(redirectUri),
                        new ErrorObject(error.getCode(), error.getDescription()),
                        state,
                        new Issuer(door.url()),
                        ResponseMode.QUERY)
                .toURI());
    }
}
