package dev.serai.push;

import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A merchant's receiver, in a form that every reader understands alike.
 *
 * @param host a name, dotted IPv4 or IPv6 without brackets
 * @param target path and query
 */
record ReceiverUrl(boolean tls, String host, int port, String target) {
    /** The longest URL taken. */
    static final int URL_MAX_CHARS = 2048;

    private static final Pattern NUMERIC = Pattern.compile("[0-9.]+");

    /** Without leading zeros: 0177 is 177 to some readers and 127 to others. */
    private static final Pattern DOTTED = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");

    /** Throws a Refusal that says what is wrong with the text. */
    static ReceiverUrl parse(String text) {
        if (text.length() > URL_MAX_CHARS) {
            throw refused("has at most " + URL_MAX_CHARS + " characters, was " + text.length());
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw refused("is not a URL: " + e.getReason() + " at character " + (e.getIndex() + 1));
        }
        var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw refused("begins with http:// or https://");
        }
        if (uri.getRawUserInfo() != null
                || (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@"))) {
            throw refused("carries no user and password; check the signature instead");
        }
        if (uri.getRawFragment() != null) {
            throw refused("has no fragment; leave out # and what follows");
        }
        // Null too for 2130706433, 0x7f.1, 127.1 and the like, which readers understand differently.
        var host = uri.getHost();
        if (host == null || host.isEmpty() || host.contains("%")) {
            throw refused("names a host: a DNS name (in its xn-- form), a dotted IPv4 or a bracketed IPv6 address");
        }
        if (NUMERIC.matcher(host).matches() && !DOTTED.matcher(host).matches()) {
            throw refused("has an IPv4 address as four plain decimal numbers, was " + host);
        }
        int port = uri.getPort() < 0 ? (scheme.equals("https") ? 443 : 80) : uri.getPort();
        if (port < 1 || port > 65_535) {
            throw refused("has a port from 1 to 65535, was " + port);
        }
        var bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        var path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        // toASCIIString escapes what is not ASCII in path and query.
        return new ReceiverUrl(
                scheme.equals("https"), bare, port, URI.create(path + query).toASCIIString());
    }

    /**
     * The one address to connect to. All addresses of the name must be allowed: which of several would be used is the
     * name server's choice, not ours.
     */
    InetAddress resolve(Addresses allowed) throws ForbiddenAddress, UnknownHostException {
        var all = InetAddress.getAllByName(host);
        for (var address : all) {
            if (!allowed.allow(address)) {
                throw new ForbiddenAddress();
            }
        }
        return all[0];
    }

    private static Refusal refused(String rule) {
        return new Refusal(SubCode.PARAM_INVALID, "a receiver's url " + rule);
    }

    /** The name leads to an address that is not public. Which one is not told: that would map our network. */
    static final class ForbiddenAddress extends Exception {
        private static final long serialVersionUID = 1L;

        ForbiddenAddress() {
            super("the url leads to an address that is not public", null, false, false);
        }
    }
}
