package dev.serai.consent;

import dev.serai.consent.AccessTokens.Found;
import dev.serai.kernel.Json;
import dev.serai.merchant.App;
import dev.serai.merchant.Apps;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** Whom an access token acts for (OpenID Connect Core, 5.3): {@code sub}, and the nickname with the scope profile. */
@RestController
class UserInfo {
    private static final String BEARER = "Bearer ";

    private final AccessTokens tokens;
    private final Apps apps;
    private final Links links;
    private final Community community;

    UserInfo(AccessTokens tokens, Apps apps, Links links, Community community) {
        this.tokens = tokens;
        this.apps = apps;
        this.links = links;
        this.community = community;
    }

    @RequestMapping(
            path = "/oauth2/userinfo",
            method = {RequestMethod.GET, RequestMethod.POST})
    void info(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var shown = request.getHeader("Authorization");
        if (shown == null || !shown.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            refuse(response, 401, "", "");
            return;
        }
        if (!(tokens.find(shown.substring(BEARER.length()).strip()) instanceof Found.Live live)
                || apps.find(live.app().value())
                        .filter(app -> app.status() == App.Status.ACTIVE)
                        .isEmpty()) {
            refuse(response, 401, "invalid_token", "");
            return;
        }
        if (!live.scopes().contains(Scopes.OPENID)) {
            refuse(response, 403, "insufficient_scope", Scopes.OPENID);
            return;
        }
        var link = links.find(live.app(), live.user());
        if (link.isEmpty()) {
            refuse(response, 401, "invalid_token", "");
            return;
        }
        var answer = Json.object().put("sub", link.get().openId());
        if (live.scopes().contains("profile")) {
            community.nickname(live.user()).ifPresent(name -> answer.put("nickname", name));
        }
        Wire.send(response, 200, answer);
    }

    /** RFC 6750, 3: without a token no error is named. */
    private static void refuse(HttpServletResponse response, int status, String error, String scope)
            throws IOException {
        var text = new StringBuilder("Bearer realm=\"Serai\"");
        if (!error.isEmpty()) {
            text.append(", error=\"").append(error).append('"');
        }
        if (!scope.isEmpty()) {
            text.append(", scope=\"").append(scope).append('"');
        }
        response.setHeader("WWW-Authenticate", text.toString());
        Wire.send(response, status, error.isEmpty() ? null : Json.object().put("error", error));
    }
}
