package dev.serai.consent;

import dev.serai.kernel.DoorAddress;
import dev.serai.kernel.Tokens;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Users who are signed in at the authorization server. The browser holds a random token, the table only its hash. A browser
 * that nobody is signed in with holds one too, which stands in no table: forms carry a text made from it, so that no foreign
 * page can send one, the sign-in form included.
 */
@Component
class UserSessions {
    /** The door lets this one through and takes it from no other path. */
    static final String COOKIE = "SERAI_CONSENT";

    static final Duration LIFETIME = Duration.ofHours(12);
    static final Duration IDLE_MAX = Duration.ofMinutes(30);
    static final int SESSIONS_MAX = 10;

    private static final Duration SEEN_PRECISION = Duration.ofMinutes(1);
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final JdbcClient db;
    private final DoorAddress door;
    private final Clock clock;

    UserSessions(JdbcClient db, DoorAddress door, Clock clock) {
        this.db = db;
        this.door = door;
        this.clock = clock;
    }

    /** @param signedInAt when he showed his password */
    record Session(String user, String nickname, Instant signedInAt, Instant seenAt) {}

    /** Who is signed in with this browser; null where nobody is any more. */
    @Nullable Session find(HttpServletRequest request) {
        var token = token(request);
        if (token == null) {
            return null;
        }
        var now = clock.instant();
        var hash = Tokens.hash(token);
        var session = db.sql(
                        "SELECT user_id, nickname, signed_in_at, seen_at FROM consent.user_session WHERE token_hash = ?")
                .param(hash)
                .query((rs, _) -> new Session(
                        rs.getString(1),
                        rs.getString(2),
                        rs.getTimestamp(3).toInstant(),
                        rs.getTimestamp(4).toInstant()))
                .optional()
                .orElse(null);
        if (session == null
                || !now.isBefore(session.signedInAt.plus(LIFETIME))
                || !now.isBefore(session.seenAt.plus(IDLE_MAX))) {
            return null;
        }
        if (now.isAfter(session.seenAt.plus(SEEN_PRECISION))) {
            db.sql("UPDATE consent.user_session SET seen_at = ? WHERE token_hash = ?")
                    .params(Timestamp.from(now), hash)
                    .update();
        }
        return session;
    }

    /** The browser's session begins under a new token; the one it had ends. */
    void begin(HttpServletRequest request, HttpServletResponse response, String user, String nickname) {
        end(request);
        var token = Tokens.fresh();
        var now = Timestamp.from(clock.instant());
        db.sql("DELETE FROM consent.user_session WHERE signed_in_at < ? OR seen_at < ?")
                .params(
                        Timestamp.from(clock.instant().minus(LIFETIME)),
                        Timestamp.from(clock.instant().minus(IDLE_MAX)))
                .update();
        db.sql("""
                DELETE FROM consent.user_session WHERE token_hash IN (
                  SELECT token_hash FROM consent.user_session WHERE user_id = ? ORDER BY signed_in_at DESC OFFSET ?)""").params(user, SESSIONS_MAX - 1).update();
        db.sql("INSERT INTO consent.user_session VALUES (?, ?, ?, ?, ?)")
                .params(Tokens.hash(token), user, nickname, now, now)
                .update();
        give(response, token);
    }

    void end(HttpServletRequest request) {
        var token = token(request);
        if (token != null) {
            db.sql("DELETE FROM consent.user_session WHERE token_hash = ?")
                    .param(Tokens.hash(token))
                    .update();
        }
    }

    /** What a form on a page for this browser must carry; gives the browser a token where it has none. */
    String csrf(HttpServletRequest request, HttpServletResponse response) {
        var token = token(request);
        if (token == null) {
            token = Tokens.fresh();
            give(response, token);
        }
        return csrf(token);
    }

    private static String csrf(String token) {
        // One way only: the page's text does not give the cookie away.
        return Tokens.hash("csrf " + token);
    }

    /** Whether a form came from a page of ours in the same browser. */
    boolean own(HttpServletRequest request, String csrf) {
        var token = token(request);
        var origin = request.getHeader("Origin");
        return token != null && Tokens.same(csrf(token), csrf) && (origin == null || ours(origin, request));
    }

    private static boolean ours(String origin, HttpServletRequest request) {
        try {
            var authority = URI.create(origin).getRawAuthority();
            return authority != null && authority.equals(request.getHeader("Host"));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void give(HttpServletResponse response, String token) {
        response.setHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(COOKIE, token)
                        .httpOnly(true)
                        // Lax: the user comes from a merchant's page and shall find himself signed in.
                        .sameSite("Lax")
                        .secure(door.secure())
                        .path("/oauth2")
                        .build()
                        .toString());
    }

    private static @Nullable String token(HttpServletRequest request) {
        Cookie @Nullable [] cookies = request.getCookies();
        return cookies == null
                ? null
                : Arrays.stream(cookies)
                        .filter(c -> c.getName().equals(COOKIE)
                                && TOKEN.matcher(c.getValue()).matches())
                        .map(Cookie::getValue)
                        .findFirst()
                        .orElse(null);
    }
}
