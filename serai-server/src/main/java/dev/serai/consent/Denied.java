package dev.serai.consent;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;

/** What a client asked is answered with an error of OAuth2 (RFC 6749, 5.2). Its description says what to do. */
final class Denied extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ErrorObject error;

    Denied(ErrorObject error, String description) {
        super(description, null, false, false);
        this.error = error.setDescription(ErrorObject.removeIllegalChars(description));
    }

    static Denied client(String description) {
        return new Denied(OAuth2Error.INVALID_CLIENT, description);
    }

    static Denied grant(String description) {
        return new Denied(OAuth2Error.INVALID_GRANT, description);
    }

    static Denied request(String description) {
        return new Denied(OAuth2Error.INVALID_REQUEST, description);
    }

    /** What the parser found wrong. */
    static Denied unread(ParseException e) {
        var error = e.getErrorObject();
        return new Denied(
                error == null || error.getCode() == null ? OAuth2Error.INVALID_REQUEST : error,
                String.valueOf(e.getMessage()));
    }

    ErrorObject error() {
        return error;
    }
}
