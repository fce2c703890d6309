package dev.serai.consent;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.openid.connect.sdk.OIDCError;
import dev.serai.consent.AskPages.Trouble;
import dev.serai.consent.Asking.Asked;
import dev.serai.consent.Asking.Asked.Question;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where an app sends its user: he signs in, he consents, he goes back with a code. The question travels in the query from page
 * to page and is read anew at each, so that nothing is kept of a user who turns away.
 */
@RestController
class AuthorizeEndpoint {
    static final String PATH = "/oauth2/authorize";

    private final Asking asking;
    private final AskPages pages;
    private final UserSessions sessions;
    private final Community community;
    private final Links links;
    private final Codes codes;
    private final Clock clock;

    AuthorizeEndpoint(
            Asking asking,
            AskPages pages,
            UserSessions sessions,
            Community community,
            Links links,
            Codes codes,
            Clock clock) {
        this.asking = asking;
        this.pages = pages;
        this.sessions = sessions;
        this.community = community;
        this.links = links;
        this.codes = codes;
        this.clock = clock;
    }

    @GetMapping(PATH)
    void ask(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (asking.read(request.getQueryString())) {
            case Asked.Stray stray -> pages.stray(request, response, stray.why());
            case Asked.Back back -> Pages.redirect(response, back.to().toString());
            case Question question -> ask(request, response, question);
        }
    }

    private void ask(HttpServletRequest request, HttpServletResponse response, Question question) throws IOException {
        var session = sessions.find(request);
        boolean silent = question.prompt().contains("none");
        if (session == null || mustSignInAgain(question, session)) {
            if (silent) {
                Pages.redirect(
                        response,
                        asking.no(question, OIDCError.LOGIN_REQUIRED).to().toString());
            } else {
                pages.signIn(request, response, question, null, "");
            }
        } else if (consented(question, session.user())) {
            goBack(response, question, session);
        } else if (silent) {
            Pages.redirect(
                    response,
                    asking.no(question, OIDCError.CONSENT_REQUIRED).to().toString());
        } else {
            pages.consent(request, response, question, session);
        }
    }

    private boolean mustSignInAgain(Question question, UserSessions.Session session) {
        var age = question.maxAge();
        return question.prompt().contains("login")
                || question.prompt().contains("select_account")
                || age != null && clock.instant().isAfter(session.signedInAt().plus(age));
    }

    /**
     * Whether he said yes to all of this before and it still holds. Never for a public app: anything on a device may use its
     * name (RFC 6749, 10.2).
     */
    private boolean consented(Question question, String user) {
        return !question.client().publicClient()
                && !question.prompt().contains("consent")
                && links.find(question.app().id(), user)
                        .filter(link -> link.holds() && link.scopes().containsAll(question.scopes()))
                        .isPresent();
    }

    private void goBack(HttpServletResponse response, Question question, UserSessions.Session session) {
        var code = codes.give(new Codes.Given(
                question.app().id(),
                question.app().merchant(),
                session.user(),
                question.scopes(),
                question.redirectUri(),
                question.challenge(),
                question.nonce(),
                session.signedInAt()));
        Pages.redirect(response, asking.yes(question, code).toString());
    }

    /** OpenID Connect lets an app send its question as a form, too. */
    @PostMapping(PATH)
    void askByForm(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var form = new String(
                request.getInputStream().readNBytes(Asking.QUERY_CHARS_MAX + 1),
                java.nio.charset.StandardCharsets.UTF_8);
        if (form.length() > Asking.QUERY_CHARS_MAX || form.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            pages.stray(request, response, Asking.Why.UNREADABLE);
        } else {
            Pages.redirect(response, PATH + "?" + form);
        }
    }

    @PostMapping("/oauth2/login")
    void signIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var query = request.getQueryString() == null ? "" : request.getQueryString();
        // A query without a client is on the way to his own page.
        Question question = null;
        if (query.contains("client_id=")) {
            if (!(asking.read(query) instanceof Question asked)) {
                Pages.redirect(response, PATH + "?" + query);
                return;
            }
            question = asked;
        }
        var form = PostedForm.read(request);
        var trouble = trouble(request, response, form);
        if (trouble == null) {
            Pages.redirect(
                    response,
                    question == null ? "/oauth2/account" + languageOf(query) : PATH + "?" + afterSignIn(query));
        } else {
            pages.signIn(request, response, question, trouble, form.text("login"));
        }
    }

    /** Null: he is signed in. */
    private @Nullable Trouble trouble(HttpServletRequest request, HttpServletResponse response, PostedForm form) {
        if (!sessions.own(request, form.text("csrf"))) {
            return Trouble.FOREIGN;
        }
        return switch (community.signIn(form.text("login"), form.text("password"), request.getRemoteAddr())) {
            case Community.SignIn.In in -> {
                sessions.begin(request, response, in.user(), in.nickname());
                yield null;
            }
            case Community.SignIn.No _ -> Trouble.WRONG;
            case Community.SignIn.Wait wait -> Trouble.later(wait.time().toSeconds() + 1);
            case Community.SignIn.Unknown _ -> Trouble.AWAY;
        };
    }

    private static String languageOf(String query) {
        return query.equals("lang=en") || query.equals("lang=zh") ? "?" + query : "";
    }

    /** The same question; what it wanted the user to show again he has shown now. */
    private static String afterSignIn(String query) {
        return Arrays.stream(query.split("&", -1))
                .map(part -> part.startsWith("prompt=") ? part.contains("consent") ? "prompt=consent" : "" : part)
                .filter(part -> !part.isEmpty() && !part.startsWith("max_age="))
                .collect(Collectors.joining("&"));
    }

    @PostMapping("/oauth2/consent")
    void decide(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var query = request.getQueryString() == null ? "" : request.getQueryString();
        if (!(asking.read(query) instanceof Question question)) {
            Pages.redirect(response, PATH + "?" + query);
            return;
        }
        var form = PostedForm.read(request);
        var session = sessions.find(request);
        if (session == null) {
            Pages.redirect(response, PATH + "?" + query);
        } else if (!sessions.own(request, form.text("csrf"))) {
            pages.foreign(request, response, PATH + "?" + query);
        } else if (form.text("decision").equals("allow")) {
            goBack(response, question, session);
        } else {
            Pages.redirect(
                    response,
                    asking.no(question, OAuth2Error.ACCESS_DENIED.setDescription("the user said no"))
                            .to()
                            .toString());
        }
    }

    /** He is somebody else: the same question is put to whoever signs in next. */
    @PostMapping("/oauth2/logout")
    void signOut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var query = request.getQueryString() == null ? "" : request.getQueryString();
        var next = query.contains("client_id=") ? PATH + "?" + query : "/oauth2/account" + languageOf(query);
        if (sessions.own(request, PostedForm.read(request).text("csrf"))) {
            sessions.end(request);
            Pages.redirect(response, next);
        } else {
            pages.foreign(request, response, next);
        }
    }
}
