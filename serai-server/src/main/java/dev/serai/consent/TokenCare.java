package dev.serai.consent;

import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import dev.serai.kernel.DoorAddress;
import dev.serai.kernel.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.TreeSet;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What an app does with its own tokens besides using them: gives them back (RFC 7009), asks what they are worth (RFC 7662). */
@RestController
class TokenCare {
    private final Wire wire;
    private final ClientCheck clients;
    private final Consents consents;
    private final Links links;
    private final DoorAddress door;

    TokenCare(Wire wire, ClientCheck clients, Consents consents, Links links, DoorAddress door) {
        this.wire = wire;
        this.clients = clients;
        this.consents = consents;
        this.links = links;
        this.door = door;
    }

    /** All that grew with the token ends. A token that is not the app's is answered alike, and nothing happens to it. */
    @PostMapping("/oauth2/revoke")
    void revoke(HttpServletRequest request, HttpServletResponse response) throws IOException {
        wire.answer(request, response, form -> {
            var asked = TokenRevocationRequest.parse(form);
            var app = clients.found(asked.getClientAuthentication(), asked.getClientID(), request.getRemoteAddr());
            consents.giveBack(app.id(), asked.getToken().getValue());
            return null;
        });
    }

    @PostMapping("/oauth2/introspect")
    void introspect(HttpServletRequest request, HttpServletResponse response) throws IOException {
        wire.answer(request, response, form -> {
            var asked = TokenIntrospectionRequest.parse(form);
            // By a bearer token, which the RFC allows too, nobody may ask: a user's token says nothing of other tokens.
            var app = clients.proven(asked.getClientAuthentication(), request.getRemoteAddr());
            return links.shown(app.id(), asked.getToken().getValue())
                    .map(shown -> Json.object()
                            .put("active", true)
                            .put("iss", door.url())
                            .put("client_id", app.id().value())
                            .put("sub", shown.openId())
                            .put("scope", String.join(" ", new TreeSet<>(shown.scopes())))
                            .put("token_type", shown.refresh() ? "refresh_token" : "Bearer")
                            .put("exp", shown.endsAt().getEpochSecond()))
                    .orElseGet(() -> Json.object().put("active", false));
        });
    }
}
