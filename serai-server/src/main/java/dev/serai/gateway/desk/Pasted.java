package dev.serai.gateway.desk;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call as its sender shows it.
 *
 * @param url whole, or from the path on
 * @param headers one {@code Name: value} a line
 * @param text what his own code signed; empty where he does not show it
 * @param at when it was sent; null where he does not say
 */
record Pasted(
        String httpMethod,
        String url,
        String headers,
        String body,
        String text,
        @Nullable Instant at) {
    /** As it stands in the request line. */
    String target() {
        int scheme = url.indexOf("://");
        if (scheme < 0) {
            return url.startsWith("/") ? url : "/" + url;
        }
        int slash = url.indexOf('/', scheme + 3);
        return slash < 0 ? "/" : url.substring(slash);
    }

    String path() {
        var target = target();
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    String query() {
        var target = target();
        int question = target.indexOf('?');
        return question < 0 ? "" : target.substring(question + 1);
    }

    String host() {
        int scheme = url.indexOf("://");
        if (scheme < 0) {
            return header("host");
        }
        int slash = url.indexOf('/', scheme + 3);
        return slash < 0 ? url.substring(scheme + 3) : url.substring(scheme + 3, slash);
    }

    /** The first of this name; empty where there is none. */
    String header(String name) {
        for (var field : fields()) {
            if (field.getKey().equalsIgnoreCase(name)) {
                return field.getValue();
            }
        }
        return "";
    }

    List<Map.Entry<String, String>> fields() {
        var fields = new ArrayList<Map.Entry<String, String>>();
        for (var line : headers.lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.add(Map.entry(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip()));
            }
        }
        return fields;
    }

    boolean hasJson() {
        var type = header("content-type").toLowerCase(Locale.ROOT);
        return type.isEmpty() ? body.stripLeading().startsWith("{") : type.contains("json");
    }
}
