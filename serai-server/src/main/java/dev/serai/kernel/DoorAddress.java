package dev.serai.kernel;

import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The address at which the outside reaches the door: the authorization server's issuer. Never taken from a request, whose
 * sender could name any. Declared by {@code SERAI_ISSUER} where a proxy stands before the door, otherwise where it listens.
 */
@Component
public final class DoorAddress {
    private final String declared;
    private final String host;
    private volatile int port;

    public DoorAddress(
            @Value("${serai.issuer:}") String declared,
            @Value("${serai.door.host}") String host,
            @Value("${serai.door.port}") int port) {
        this.declared = declared.isBlank() ? "" : checked(declared.strip());
        this.host = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        this.port = port;
    }

    private static String checked(String declared) {
        var uri = URI.create(declared);
        if (uri.getHost() == null
                || !("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || !(uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))) {
            throw new IllegalStateException(
                    "SERAI_ISSUER must be an address without path such as https://open.example.com, found " + declared);
        }
        return declared.endsWith("/") ? declared.substring(0, declared.length() - 1) : declared;
    }

    /** The door listens here now; differs from what was wished where that was 0. */
    public void opened(int actualPort) {
        port = actualPort;
    }

    /** Without a slash at its end. */
    public String url() {
        return declared.isEmpty() ? "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port : declared;
    }

    /** Whether browsers come over TLS, so that a cookie may be bound to it. */
    public boolean secure() {
        return declared.startsWith("https:");
    }
}
