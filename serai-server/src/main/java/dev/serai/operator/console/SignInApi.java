package dev.serai.operator.console;

import dev.serai.operator.Actor;
import dev.serai.operator.AllowedToStaff;
import dev.serai.operator.Audit;
import dev.serai.operator.Open;
import dev.serai.operator.Refused;
import dev.serai.operator.Session;
import dev.serai.operator.Sessions;
import dev.serai.operator.Sessions.SignIn;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Signing in and out. */
@RestController
class SignInApi {
    private final Sessions sessions;
    private final Audit audit;

    SignInApi(Sessions sessions, Audit audit) {
        this.sessions = sessions;
        this.audit = audit;
    }

    record Login(@Nullable String user, @Nullable String password) {}

    record Me(String user, String role, @Nullable String csrf) {}

    /** JSON only: a form of a foreign page can then not sign anybody in. */
    @Open
    @PostMapping(path = "/api/login", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> login(
            @RequestBody Login login,
            @CookieValue(name = Sessions.COOKIE, required = false) @Nullable String old,
            HttpServletRequest request) {
        if (login.user() == null || login.password() == null) {
            throw Refused.invalid("user and password are both required");
        }
        return switch (sessions.signIn(login.user(), login.password(), request.getRemoteAddr())) {
            case SignIn.In in -> {
                if (old != null) {
                    sessions.end(old);
                }
                yield ResponseEntity.ok()
                        .header(HttpHeaders.SET_COOKIE, cookie(in.token(), request, -1))
                        .body(new Me(
                                in.session().user(),
                                in.session().role().word(),
                                in.session().csrf()));
            }
            case SignIn.No no ->
                throw new Refused(401, "login.refused", "no operator has this name and this password; check both");
            case SignIn.Wait wait -> {
                long seconds = wait.time().toSeconds() + 1;
                yield ResponseEntity.status(429)
                        .header(HttpHeaders.RETRY_AFTER, Long.toString(seconds))
                        .body(ConsoleError.of(
                                "login.throttled", "too many tries; wait " + seconds + " seconds and try again"));
            }
        };
    }

    @AllowedToStaff
    @PostMapping("/api/logout")
    ResponseEntity<Void> logout(
            Actor by,
            @CookieValue(name = Sessions.COOKIE, required = false) @Nullable String token,
            HttpServletRequest request) {
        if (token != null) {
            sessions.end(token);
            audit.record(by, "operator.logout", by.name(), "");
        }
        return ResponseEntity.noContent()
                .header(HttpHeaders.SET_COOKIE, cookie("", request, 0))
                .build();
    }

    @AllowedToStaff
    @GetMapping("/api/me")
    Me me(Actor by, @Nullable Session session) {
        return new Me(by.name(), by.role(), session == null ? null : session.csrf());
    }

    private static String cookie(String token, HttpServletRequest request, long maxAge) {
        return ResponseCookie.from(Sessions.COOKIE, token)
                .httpOnly(true)
                .sameSite("Strict")
                .secure(request.isSecure())
                .path("/")
                .maxAge(maxAge)
                .build()
                .toString();
    }
}
