package dev.serai.openapi;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something the door shows without a signature: a page, its data, or an old address kept for compatibility. It sees only
 * what a browser sends. Runs on a virtual thread.
 */
public interface PublicPage {
    /** The exact path, for example {@code /shoppk/ShopPkTopList.action}; ends with {@code /} to answer for all below it. */
    String path();

    Reply answer(Visit visit);

    /**
     * What a browser asked.
     *
     * @param method GET or POST
     * @param path the full path asked for
     * @param query the decoded query; one value a name
     * @param headers lower-case names
     * @param cookies by name
     * @param body the raw body, empty for GET
     */
    record Visit(
            String method,
            String path,
            Map<String, String> query,
            Map<String, String> headers,
            Map<String, String> cookies,
            byte[] body,
            String requestId) {
        public @Nullable String header(String lowerCaseName) {
            return headers.get(lowerCaseName);
        }
    }

    /** What it gets. Headers are sent as they stand. */
    record Reply(int status, String contentType, byte[] body, Map<String, String> headers) {}
}
