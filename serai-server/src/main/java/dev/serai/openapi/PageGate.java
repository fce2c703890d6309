package dev.serai.openapi;

/**
 * Stands before a built front-end page and says under which HTTP status it is shown. The page itself is the same for all and
 * holds no data: what it may tell is decided again at each of its calls. Runs on a virtual thread.
 */
public interface PageGate {
    /** The exact path of the page, for example {@code /h5/}. */
    String path();

    /** 200 for who may see something here; otherwise the 4xx or 5xx that the page explains. */
    int status(PublicPage.Visit visit);
}
