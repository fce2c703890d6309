package dev.serai.protocol;

import java.util.Map;
import java.util.TreeMap;

/// The text a call's signature covers: every parameter but `sign`, without the empty ones, sorted by name, as `k=v`
/// joined by `&`. Values stand raw, as their characters, never percent-encoded. Arrays and objects are not in it: the
/// caller leaves them out and covers the body by `body_sha256`.
///
/// ```
/// {foo=1, bar=2, baz=, sign=x}  →  bar=2&foo=1
/// ```
public final class CanonicalText {
    private CanonicalText() {}

    /** The text of these parameters. Names sort by their UTF-16 units, which for ASCII names is ASCII order. */
    public static String of(Map<String, String> parameters) {
        var text = new StringBuilder(parameters.size() * 24);
        new TreeMap<>(parameters).forEach((name, value) -> append(text, name, value));
        return text.toString();
    }

    /** The same over names already sorted: {@code values[i]} belongs to {@code names[i]}. */
    public static String ofSorted(String[] names, String[] values, int count) {
        var text = new StringBuilder(count * 24);
        for (int i = 0; i < count; i++) {
            append(text, names[i], values[i]);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String name, String value) {
        if (value.isEmpty() || name.isEmpty() || name.equals("sign")) {
            return;
        }
        if (!text.isEmpty()) {
            text.append('&');
        }
        text.append(name).append('=').append(value);
    }

    /** What the signature on an answer covers: {@code request_id \n timestamp \n raw body}. */
    public static String ofAnswer(String requestId, String timestamp, String body) {
        return requestId + "\n" + timestamp + "\n" + body;
    }
}
