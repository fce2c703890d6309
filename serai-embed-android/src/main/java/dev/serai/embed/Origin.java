package dev.serai.embed;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A web origin (RFC 6454): scheme, host and port. The only one whose pages are trusted. */
final class Origin {
    private static final String PAGES = "/h5/";

    private final String text;

    private Origin(String text) {
        this.text = text;
    }

    static Origin ofDoor(String door) {
        final String found = of(door);
        if (found == null) {
            throw new IllegalArgumentException(
                    "the door's origin must be like https://open.example.com (http only on loopback), found " + door);
        }
        return new Origin(found);
    }

    boolean servesPage(@Nullable String url) {
        return url != null
                && text.equals(of(url))
                && path(url).startsWith(PAGES)
                && !path(url).contains("..");
    }

    private static String path(String url) {
        final String path = URI.create(url).getRawPath();
        return path == null ? "" : path;
    }

    /** Null for what is no plain web address: user info, a foreign scheme, http that crosses a network. */
    private static @Nullable String of(String url) {
        final URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return null;
        }
        if (uri.getScheme() == null || uri.getHost() == null || uri.getRawUserInfo() != null) {
            return null;
        }
        final String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        final String host = uri.getHost().toLowerCase(Locale.ROOT);
        final boolean loopback = host.equals("127.0.0.1") || host.equals("localhost") || host.equals("[::1]");
        if (!scheme.equals("https") && !(scheme.equals("http") && loopback)) {
            return null;
        }
        final int usual = scheme.equals("https") ? 443 : 80;
        return scheme + "://" + host + ":" + (uri.getPort() < 0 ? usual : uri.getPort());
    }

    @Override
    public String toString() {
        return text;
    }
}
