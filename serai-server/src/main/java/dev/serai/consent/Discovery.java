package dev.serai.consent;

import dev.serai.kernel.DoorAddress;
import dev.serai.kernel.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the authorization server offers, for clients that set themselves up (RFC 8414, OpenID Connect Discovery). */
@RestController
class Discovery {
    private static final List<String> PROOFS =
            List.of("client_secret_basic", "client_secret_post", "private_key_jwt", "none");
    private static final List<String> PROOF_ALGORITHMS = List.of("RS256", "PS256");

    private final DoorAddress door;
    private final Scopes scopes;
    private final SigningKey key;

    Discovery(DoorAddress door, Scopes scopes, SigningKey key) {
        this.door = door;
        this.scopes = scopes;
        this.key = key;
    }

    /** One document under both names: each reader leaves out what he does not know. */
    @GetMapping({"/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"})
    void offered(HttpServletResponse response) throws IOException {
        var at = door.url();
        var json = Json.object()
                .put("issuer", at)
                .put("authorization_endpoint", at + "/oauth2/authorize")
                .put("token_endpoint", at + TokenEndpoint.PATH)
                .put("revocation_endpoint", at + "/oauth2/revoke")
                .put("introspection_endpoint", at + "/oauth2/introspect")
                .put("userinfo_endpoint", at + "/oauth2/userinfo")
                .put("jwks_uri", at + "/oauth2/jwks")
                .put("service_documentation", at + "/docs/")
                .put("authorization_response_iss_parameter_supported", true)
                .put("request_parameter_supported", false)
                .put("request_uri_parameter_supported", false)
                .put("claims_parameter_supported", false);
        list(json.putArray("scopes_supported"), scopes.all());
        list(json.putArray("response_types_supported"), List.of("code"));
        list(json.putArray("response_modes_supported"), List.of("query"));
        list(json.putArray("grant_types_supported"), List.of("authorization_code", "refresh_token"));
        list(json.putArray("code_challenge_methods_supported"), List.of("S256"));
        list(json.putArray("token_endpoint_auth_methods_supported"), PROOFS);
        list(json.putArray("token_endpoint_auth_signing_alg_values_supported"), PROOF_ALGORITHMS);
        list(json.putArray("revocation_endpoint_auth_methods_supported"), PROOFS);
        list(json.putArray("revocation_endpoint_auth_signing_alg_values_supported"), PROOF_ALGORITHMS);
        list(json.putArray("introspection_endpoint_auth_methods_supported"), PROOFS.subList(0, 3));
        list(json.putArray("introspection_endpoint_auth_signing_alg_values_supported"), PROOF_ALGORITHMS);
        list(json.putArray("subject_types_supported"), List.of("pairwise"));
        list(json.putArray("id_token_signing_alg_values_supported"), List.of("RS256"));
        list(json.putArray("claims_supported"), List.of("sub", "nickname", "auth_time"));
        list(json.putArray("prompt_values_supported"), List.of("none", "login", "consent", "select_account"));
        list(json.putArray("ui_locales_supported"), List.of("zh-CN", "en"));
        send(response, json.toString());
    }

    @GetMapping("/oauth2/jwks")
    void keys(HttpServletResponse response) throws IOException {
        send(response, key.jwks());
    }

    private static void list(tools.jackson.databind.node.ArrayNode into, Collection<String> texts) {
        texts.forEach(into::add);
    }

    private static void send(HttpServletResponse response, String json) throws IOException {
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "public, max-age=300");
        // No credentials take part: a page of any origin may read what is public.
        response.setHeader("Access-Control-Allow-Origin", "*");
        response.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
    }
}
