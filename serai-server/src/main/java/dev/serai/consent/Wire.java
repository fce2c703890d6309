package dev.serai.consent;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import dev.serai.kernel.DoorAddress;
import dev.serai.kernel.Json;
import dev.serai.openapi.StoreTrouble;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** How OAuth2 clients are heard and answered: forms in, JSON out, never kept by anybody on the way (RFC 6749, 5.1). */
@Component
class Wire {
    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);

    /** A token request with an assertion signed by a large key has a few kilobytes. */
    static final int FORM_BYTES_MAX = 64 << 10;

    private final DoorAddress door;

    Wire(DoorAddress door) {
        this.door = door;
    }

    /** What answers a form; null: an empty answer. */
    interface Work {
        @Nullable JsonNode answer(HTTPRequest form) throws ParseException;
    }

    /** Hears a form, does the work, and answers with what comes of it or with the error. */
    void answer(HttpServletRequest request, HttpServletResponse response, Work work) throws IOException {
        try {
            send(response, 200, work.answer(read(request)));
        } catch (ParseException e) {
            refuse(request, response, Denied.unread(e));
        } catch (Denied e) {
            refuse(request, response, e);
        } catch (RuntimeException e) {
            if (StoreTrouble.isOutage(e)) {
                LOG.warn("{} could not reach the database: {}", request.getRequestURI(), e.toString());
                send(response, 503, error(OAuth2Error.TEMPORARILY_UNAVAILABLE.getCode(), "try again in a few seconds"));
            } else {
                LOG.error("{} failed", request.getRequestURI(), e);
                send(response, 500, error(OAuth2Error.SERVER_ERROR.getCode(), "a fault of ours; it is logged"));
            }
        }
    }

    private HTTPRequest read(HttpServletRequest request) throws IOException, ParseException {
        var body = request.getInputStream().readNBytes(FORM_BYTES_MAX + 1);
        if (body.length > FORM_BYTES_MAX) {
            throw Denied.request("the form may have at most " + FORM_BYTES_MAX + " bytes");
        }
        var form = new HTTPRequest(HTTPRequest.Method.POST, URI.create(door.url() + request.getRequestURI()));
        form.setContentType(String.valueOf(request.getContentType()));
        var authorization = request.getHeader("Authorization");
        if (authorization != null) {
            form.setAuthorization(authorization);
        }
        var text = new String(body, StandardCharsets.UTF_8);
        requireOneProof(authorization != null, URLUtils.parseParameters(text));
        form.setBody(text);
        return form;
    }

    /** RFC 6749, 2.3: not two ways of authenticating in one request. Nimbus would take the one that fits. */
    private static void requireOneProof(boolean header, Map<String, List<String>> fields) {
        int proofs = (header ? 1 : 0)
                + (fields.containsKey("client_secret") ? 1 : 0)
                + (fields.containsKey("client_assertion") ? 1 : 0);
        if (proofs > 1) {
            throw Denied.request(
                    "authenticate the client in one way: Authorization, client_secret or client_assertion");
        }
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, Denied denied)
            throws IOException {
        var error = denied.error();
        int status = error.getHTTPStatusCode() >= 400 ? error.getHTTPStatusCode() : 400;
        // RFC 6749, 5.2, asks for it there; a client that sent its secret in the form would read it as a demand for
        // Basic.
        if (status == 401 && request.getHeader("Authorization") != null) {
            response.setHeader("WWW-Authenticate", "Basic realm=\"Serai\"");
        }
        send(response, status, error(error.getCode(), String.valueOf(error.getDescription())));
    }

    private static JsonNode error(String code, String description) {
        return Json.object().put("error", code).put("error_description", description);
    }

    static void send(HttpServletResponse response, int status, @Nullable JsonNode body) throws IOException {
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Pragma", "no-cache");
        if (body != null) {
            response.setContentType("application/json");
            response.getOutputStream().write(Json.MAPPER.writeValueAsBytes(body));
        }
    }
}
