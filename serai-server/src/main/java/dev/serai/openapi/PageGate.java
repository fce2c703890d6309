package dev.serai.openapi;

import org.jspecify.annotations.Nullable;

/**
 * Stands before a built front-end page and says under which HTTP status it is shown. The page itself is the same for all and
 * holds no data: what it may tell is decided again at each of its calls. Runs on a virtual thread.
 */
public interface PageGate {
    /** The exact path of the page, for example {@code /h5/}. */
    String path();

    Verdict look(PublicPage.Visit visit);

    /**
     * How the page is shown.
     *
     * @param status 200 for who may see something here; otherwise the 4xx or 5xx that the page explains
     * @param frameAncestor the one origin whose frames may show it; null: no frame may
     */
    record Verdict(int status, @Nullable String frameAncestor) {}
}
