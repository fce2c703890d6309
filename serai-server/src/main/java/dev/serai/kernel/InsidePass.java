package dev.serai.kernel;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What the door shows the house inside when it passes a browser's request on, so that the house believes whose request it
 * is. Made anew at each start, kept in memory alone: nobody outside can tell the house another address than his own.
 */
@Component
public final class InsidePass {
    /** Carries the pass. */
    public static final String HEADER = "Serai-Inside-Pass";

    /** Carries the address the request came from, as the door's socket saw it. */
    public static final String CLIENT = "Serai-Inside-Client";

    /** All that is passed on. Everything else inside is for staff. */
    private static final List<String> BELOW = List.of("/portal/api/", "/oauth2/", "/.well-known/");

    private final String secret = Tokens.fresh();

    /** The pass itself; for the door alone. */
    public String secret() {
        return secret;
    }

    /** Whether somebody shows the right one. */
    public boolean opens(@Nullable String shown) {
        return Tokens.same(secret, shown);
    }

    /** Whether a path, without its query, is the outside's at all. */
    public static boolean leadsInside(String path) {
        for (var prefix : BELOW) {
            if (path.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether nothing in a path could make it another one on its way: no dot segments, no empty ones, no path parameters, and
     * none of these in percent-encoding.
     */
    public static boolean plain(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == ';' || c == '\\' || c <= ' ' || c > '~') {
                return false;
            }
            if (c == '/' && i + 1 < path.length() && path.charAt(i + 1) == '/') {
                return false;
            }
            if (c == '%') {
                int high = i + 2 < path.length() ? Character.digit(path.charAt(i + 1), 16) : -1;
                int low = i + 2 < path.length() ? Character.digit(path.charAt(i + 2), 16) : -1;
                int coded = high * 16 + low;
                if (high < 0 || low < 0 || coded <= ' ' || "./;\\%".indexOf(coded) >= 0 || coded == 0x7f) {
                    return false;
                }
            }
        }
        return !path.contains("/./") && !path.contains("/../") && !path.endsWith("/.") && !path.endsWith("/..");
    }
}
