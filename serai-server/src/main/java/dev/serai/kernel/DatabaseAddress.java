package dev.serai.kernel;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL is, read from libpq's URI form ({@code postgresql://user:password@host:port/name?params}, PostgreSQL
 * manual §34.1.1.2).
 *
 * @param jdbcUrl for the driver, without user and password
 */
public record DatabaseAddress(
        String jdbcUrl, @Nullable String user, @Nullable String password) {
    private static final int DEFAULT_PORT = 5432;

    /** Throws IllegalArgumentException, without repeating the password, when the text is not of that form. */
    public static DatabaseAddress parse(String uri) {
        String plain = uri.startsWith("jdbc:") ? uri.substring("jdbc:".length()) : uri;
        URI parsed;
        try {
            parsed = URI.create(plain);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a URI; expected postgresql://user:password@host:port/name", e);
        }
        if (!"postgresql".equals(parsed.getScheme()) && !"postgres".equals(parsed.getScheme())) {
            throw new IllegalArgumentException(
                    "expected postgresql://user:password@host:port/name, found scheme " + parsed.getScheme());
        }
        if (parsed.getHost() == null
                || parsed.getPath() == null
                || parsed.getPath().length() < 2) {
            throw new IllegalArgumentException(
                    "expected postgresql://user:password@host:port/name, found no host or no name");
        }
        int port = parsed.getPort() < 0 ? DEFAULT_PORT : parsed.getPort();
        var query = parsed.getRawQuery() == null ? "" : "?" + parsed.getRawQuery();
        var info = parsed.getRawUserInfo();
        String user = null;
        String password = null;
        if (info != null) {
            int colon = info.indexOf(':');
            user = decode(colon < 0 ? info : info.substring(0, colon));
            password = colon < 0 ? null : decode(info.substring(colon + 1));
        }
        return new DatabaseAddress(
                "jdbc:postgresql://" + parsed.getHost() + ":" + port + parsed.getPath() + query, user, password);
    }

    private static String decode(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
