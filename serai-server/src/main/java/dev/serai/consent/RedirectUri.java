package dev.serai.consent;

import dev.serai.kernel.Excerpt;
import dev.serai.operator.Refused;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * Where a browser may be sent with a code. Compared character by character (RFC 9700, 2.1): the port of a loopback address is
 * part of it. https anywhere, http on loopback alone, or an own scheme with a dot in it for native apps (RFC 8252, 7.1).
 */
final class RedirectUri {
    private static final int CHARS_MAX = 500;
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    /** Names that our answer has: a URI that brings its own could confuse the app about who said them. */
    private static final Set<String> OURS = Set.of("code", "state", "iss", "error", "error_description", "response");

    private RedirectUri() {}

    /** The same text, where an app may declare it. */
    static String checked(String text) {
        if (text.length() > CHARS_MAX) {
            throw no(text, "may have at most " + CHARS_MAX + " characters");
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw no(text, "must be a URI");
        }
        var scheme = uri.getScheme();
        if (scheme == null || uri.isOpaque() || !scheme.equals(scheme.toLowerCase(Locale.ROOT))) {
            throw no(text, "must be absolute, its scheme in lower case and followed by a slash");
        }
        if (text.contains("#") || text.contains("*") || uri.getRawUserInfo() != null) {
            throw no(text, "must have no fragment, no * and no user name");
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                throw no(text, "must be ASCII; write other characters percent-encoded");
            }
        }
        var query = uri.getRawQuery();
        for (var part : query == null ? new String[0] : query.split("&", -1)) {
            if (OURS.contains(part.split("=", 2)[0])) {
                throw no(text, "must not bring " + part.split("=", 2)[0] + ", which our answer adds");
            }
        }
        switch (scheme) {
            case "https" -> requireHost(uri, text);
            case "http" -> {
                requireHost(uri, text);
                if (!LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT))) {
                    throw no(text, "may be plain http on 127.0.0.1, localhost or [::1] alone");
                }
            }
            default -> {
                if (!scheme.contains(".")) {
                    throw no(text, "must be https, or an own scheme made of a domain such as com.example.app");
                }
            }
        }
        return text;
    }

    private static void requireHost(URI uri, String text) {
        if (uri.getHost() == null) {
            throw no(text, "must name a host");
        }
    }

    /** What {@code form-action} must name so that a form's answer may lead there: a scheme, or scheme, host and port. */
    static String source(String checked) {
        var uri = URI.create(checked);
        var host = uri.getHost();
        return host == null || uri.getScheme().contains(".")
                ? uri.getScheme() + ":"
                : uri.getScheme() + "://" + host + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    private static Refused no(String text, String why) {
        return Refused.invalid("a redirect URI " + why + ", found " + Excerpt.of(text, 100));
    }
}
