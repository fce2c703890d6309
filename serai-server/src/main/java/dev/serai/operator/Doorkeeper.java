package dev.serai.operator;

import dev.serai.kernel.Tokens;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Stands before every console method under {@code /api/}: who is it, does the request come from our own page, may his role
 * do this.
 */
@Component
class Doorkeeper implements HandlerInterceptor {
    static final String ACTOR = "dev.serai.actor";
    static final String SESSION = "dev.serai.session";

    private static final String BEARER = "Bearer ";
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final Sessions sessions;
    private final AccessFile access;

    Doorkeeper(Sessions sessions, AccessFile access) {
        this.sessions = sessions;
        this.access = access;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod method) || method.hasMethodAnnotation(Open.class)) {
            return true;
        }
        var actor = actor(request);
        if (!allowed(method, actor)) {
            throw new Refused(
                    403, "role.denied", "the role " + actor.role() + " may not do this; ask somebody whose role may");
        }
        request.setAttribute(ACTOR, actor);
        return true;
    }

    private Actor actor(HttpServletRequest request) {
        var header = request.getHeader("Authorization");
        if (header != null) {
            if (header.startsWith(BEARER) && access.opens(header.substring(BEARER.length()))) {
                return Actor.COMMAND_LINE;
            }
            throw new Refused(
                    401, "token.invalid", "this is not the access_token of <data>/access.json; read it again");
        }
        var token = token(request);
        if (token == null) {
            throw new Refused(401, "session.missing", "nobody is signed in; POST /api/login first");
        }
        var session = sessions.find(token);
        if (session == null) {
            throw new Refused(401, "session.expired", "the session has ended; sign in again");
        }
        if (!READING.contains(request.getMethod())
                && !Tokens.same(session.csrf(), request.getHeader(Sessions.CSRF_HEADER))) {
            throw new Refused(
                    403,
                    "csrf.mismatch",
                    "the header " + Sessions.CSRF_HEADER + " must carry the csrf value of GET /api/me");
        }
        request.setAttribute(SESSION, session);
        return new Actor(session.user(), session.role().word());
    }

    private static boolean allowed(HandlerMethod method, Actor actor) {
        if (method.hasMethodAnnotation(AllowedToStaff.class) || actor.role().equals(Role.SUPER_ADMIN.word())) {
            return true;
        }
        var allowed = method.getMethodAnnotation(Allowed.class);
        return allowed != null
                && Arrays.stream(allowed.value()).anyMatch(r -> r.word().equals(actor.role()));
    }

    static @Nullable String token(HttpServletRequest request) {
        Cookie @Nullable [] cookies = request.getCookies();
        if (cookies == null) {
            return null;
        }
        return Arrays.stream(cookies)
                .filter(c -> c.getName().equals(Sessions.COOKIE))
                .map(Cookie::getValue)
                .findFirst()
                .orElse(null);
    }
}
