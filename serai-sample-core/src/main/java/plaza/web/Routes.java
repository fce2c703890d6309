package plaza.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which piece of code answers a method and path; {@code {name}} in a pattern matches one segment. */
public final class Routes {
    /** Answers one call. A {@link Refusal} thrown is an answer too. */
    public interface Handler {
        Answer answer(Call call);
    }

    private record Route(String method, String[] pattern, Handler handler) {}

    private final List<Route> routes = new ArrayList<>();

    public Routes get(String pattern, Handler handler) {
        return add("GET", pattern, handler);
    }

    public Routes post(String pattern, Handler handler) {
        return add("POST", pattern, handler);
    }

    public Routes delete(String pattern, Handler handler) {
        return add("DELETE", pattern, handler);
    }

    private Routes add(String method, String pattern, Handler handler) {
        routes.add(new Route(method, pattern.split("/", -1), handler));
        return this;
    }

    Answer answer(String method, String rawPath, @Nullable String rawQuery, byte[] body) {
        String[] segments = rawPath.split("/", -1);
        TreeSet<String> allowed = new TreeSet<>();
        for (Route route : routes) {
            Map<String, String> variables = match(route.pattern, segments);
            if (variables == null) {
                continue;
            }
            if (route.method.equals(method)) {
                return route.handler.answer(new Call(variables, Query.parse(rawQuery), body));
            }
            allowed.add(route.method);
        }
        if (allowed.isEmpty()) {
            throw new Refusal(404, "path_unknown", "there is nothing at this address");
        }
        throw new Refusal(
                        405,
                        "method_not_allowed",
                        "this address takes " + String.join(", ", allowed) + ", not " + method)
                .with("allow", String.join(", ", allowed));
    }

    /** Fixed routes are registered before those with variables where both could match. */
    private static @Nullable Map<String, String> match(String[] pattern, String[] segments) {
        if (pattern.length != segments.length) {
            return null;
        }
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < pattern.length; i++) {
            if (pattern[i].startsWith("{")) {
                variables.put(pattern[i].substring(1, pattern[i].length() - 1), Query.decode(segments[i], false));
            } else if (!pattern[i].equals(segments[i])) {
                return null;
            }
        }
        return variables;
    }
}
