package dev.serai.protocol;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request or an answer as a signature sees it: nothing decoded, fields in the order they came.
 *
 * @param status 0 in a request
 * @param method empty in an answer, as are scheme, authority and target
 * @param scheme {@code http} or {@code https}
 * @param authority the host and, where it is not the scheme's own, the port
 * @param target what stands in the request line: {@code /foo?a=b}
 * @param request the request that this answer belongs to; null in a request and where it is not known
 */
public record HttpMessage(
        int status,
        String method,
        String scheme,
        String authority,
        String target,
        List<Field> fields,
        List<Field> trailers,
        @Nullable HttpMessage request) {

    /** One field line. */
    public record Field(String name, String value) {}

    public HttpMessage {
        fields = List.copyOf(fields);
        trailers = List.copyOf(trailers);
    }

    public static HttpMessage request(
            String method, String scheme, String authority, String target, List<Field> fields) {
        return new HttpMessage(0, method, scheme, authority, target, fields, List.of(), null);
    }

    public static HttpMessage answer(int status, List<Field> fields, @Nullable HttpMessage request) {
        return new HttpMessage(status, "", "", "", "", fields, List.of(), request);
    }

    boolean isAnswer() {
        return status != 0;
    }

    /** Percent-encoded as it came; {@code /} where it is empty. */
    String path() {
        int question = target.indexOf('?');
        var path = question < 0 ? target : target.substring(0, question);
        return path.isEmpty() ? "/" : path;
    }

    /** With its question mark, which stands even where there is no query (RFC 9421 §2.2.7). */
    String query() {
        int question = target.indexOf('?');
        return question < 0 ? "?" : target.substring(question);
    }

    /** In lower case, without the scheme's own port. */
    String normalAuthority() {
        var lower = authority.toLowerCase(Locale.ROOT);
        var port = scheme.equals("https") ? ":443" : ":80";
        return lower.endsWith(port) ? lower.substring(0, lower.length() - port.length()) : lower;
    }
}
