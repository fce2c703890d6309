package dev.serai.protocol;

import java.util.Arrays;
import java.util.Optional;

/**
 * Why a call was turned away. The wire names never change and never change their meaning; {@code code} is the answer's
 * {@code code} and its HTTP status alike.
 */
public enum SubCode {
    SIGN_MISSING(401, "sign.missing", "The call has no sign, or an empty one.", "Sign the call and send sign."),
    SIGN_MISMATCH(
            401,
            "sign.mismatch",
            "The signature does not fit the parameters received.",
            "Compare your canonical text with the rules: raw values, sorted by name, empty ones left out, UTF-8."),
    CERT_UNKNOWN(
            401,
            "cert.unknown",
            "The certificate named is none of the app's, or the root is not ours.",
            "Name a certificate of this app; the portal shows them."),
    CERT_EXPIRED(
            401,
            "cert.expired",
            "The certificate named has ended, or does not begin yet.",
            "Get another in the portal."),
    SIGN_EXPIRED(
            401,
            "sign.expired",
            "The timestamp is more than 300 seconds before or after our clock.",
            "Set your clock; serai.time.get tells ours."),
    SIGN_REPLAYED(401, "sign.replayed", "This nonce was used before.", "Send a new nonce with every call."),
    APP_UNKNOWN(401, "app.unknown", "There is no app with this app_id.", "Copy app_id from the portal."),
    TOKEN_MISSING(
            401, "token.missing", "The method acts for a user and no access_token came.", "Ask the user's consent."),
    TOKEN_EXPIRED(401, "token.expired", "The access token has expired.", "Refresh it."),
    TOKEN_REVOKED(
            401, "token.revoked", "The access token was revoked, or is not ours.", "Ask the user's consent again."),
    SCOPE_MISSING(
            403,
            "scope.missing",
            "The user has not consented to what the method does.",
            "Ask his consent with the scope named."),
    SESSION_EXPIRED(
            401,
            "session.expired",
            "The page's session has ended, or there is none.",
            "Open the page from the app again."),
    APP_NOT_ACTIVE(403, "app.not_active", "The app is not active.", "Ask the platform why the app is suspended."),
    IP_DENIED(403, "ip.denied", "The call came from an address that is not on the app's list.", "Add the address."),
    API_NOT_GRANTED(403, "api.not_granted", "The app has no grant for this.", "Ask the platform for the grant."),
    SIGN_TYPE_NOT_ALLOWED(
            403, "sign.type_not_allowed", "The app may not sign this way.", "Use a sign_type the app is set up for."),
    ORIGIN_DENIED(403, "origin.denied", "The page call came from another site.", "Call from the page itself."),
    ACTION_NOT_ALLOWED(
            403, "action.not_allowed", "This user may not do this here.", "See the page for who may take part."),
    API_UNKNOWN(404, "api.unknown", "There is no method of this name and version.", "See /docs/ for the methods."),
    NOT_FOUND(404, "not.found", "What the call names does not exist, or is not yours.", "Check the number."),
    ACTIVITY_UNKNOWN(404, "activity.unknown", "There is no activity with this id.", "Check activity_id."),
    ACTION_UNKNOWN(
            404, "action.unknown", "The activity has no such action.", "See the activity's page for its actions."),
    HTTP_METHOD(405, "http.method", "Only GET and POST are served.", "Use GET or POST."),
    PARAM_MISSING(400, "param.missing", "A required parameter is absent or empty.", "Send it."),
    PARAM_INVALID(400, "param.invalid", "A parameter is not what the method declares.", "Correct it."),
    ORDER_CONFLICT(
            409,
            "order.conflict",
            "This out_order_no is taken by an order with other content.",
            "Use a new out_order_no, or send the same content."),
    ORDER_STATE(409, "order.state", "The order's state does not allow this.", "Query the order first."),
    CORE_REFUSED(409, "core.refused", "The core business system refused.", "See sub_msg for its reason."),
    ACTIVITY_ENDED(409, "activity.ended", "The activity is not running now.", "See its dates."),
    BODY_TOO_LARGE(413, "body.too_large", "The body is larger than the method allows.", "Send less at a time."),
    BODY_TYPE(415, "body.type", "The body's content type is not served.", "Use a form or JSON, in UTF-8."),
    LIMIT_RATE(429, "limit.rate", "More calls in a second than the app may make.", "Wait as Retry-After says."),
    LIMIT_QUOTA(429, "limit.quota", "The quota of the day or month is used up.", "Wait for its reset or ask for more."),
    LIMIT_CONCURRENT(
            429,
            "limit.concurrent",
            "The app has as many calls under way as it may.",
            "Await answers before you call again."),
    LIMIT_SHARE(
            429,
            "limit.share",
            "The house is full and the merchant has his share of it under way.",
            "Await answers before you call again."),
    INTERNAL(500, "internal", "A fault of ours.", "Try again later; tell us the request_id."),
    STORE_UNAVAILABLE(
            503,
            "store.unavailable",
            "Our database is out of reach.",
            "Try again later; nothing was changed, or repeat with the same numbers."),
    CORE_UNAVAILABLE(503, "core.unavailable", "The core business system is out of reach.", "Try again later."),
    CORE_TIMEOUT(504, "core.timeout", "The core business system did not answer in time.", "Try again later.");

    private final int code;
    private final String wire;
    private final String meaning;
    private final String remedy;

    SubCode(int code, String wire, String meaning, String remedy) {
        this.code = code;
        this.wire = wire;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    /** The answer's code, which is its HTTP status too. */
    public int code() {
        return code;
    }

    /** The stable name on the wire. */
    public String wire() {
        return wire;
    }

    /** The sub-code of this wire name. */
    public static Optional<SubCode> ofWire(String wire) {
        return Arrays.stream(values()).filter(code -> code.wire.equals(wire)).findFirst();
    }

    /** What was wrong, in general. */
    public String meaning() {
        return meaning;
    }

    /** What the caller can do. */
    public String remedy() {
        return remedy;
    }
}
