package plaza.web;

import java.util.Map;
import java.util.Optional;

/** One request, already read whole: path variables, query and JSON body. */
public final class Call {
    public static final int PAGE_MAX = 500;
    private static final int PAGE_DEFAULT = 100;

    private final Map<String, String> pathVariables;
    private final Map<String, String> query;
    private final byte[] body;

    Call(Map<String, String> pathVariables, Map<String, String> query, byte[] body) {
        this.pathVariables = pathVariables;
        this.query = query;
        this.body = body;
    }

    public String path(String name) {
        String value = pathVariables.get(name);
        if (value == null) {
            throw new IllegalStateException("the route declares no {" + name + "}");
        }
        return value;
    }

    /** The number in {@code {id}}; what is no number names no such thing. */
    public long pathNumber(String thing) {
        String text = path("id");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException noNumber) {
            throw Refusal.unknown(thing, text);
        }
    }

    public boolean names(String queryName) {
        return query.containsKey(queryName);
    }

    /** Empty when the query does not name it or names it without a value. */
    public Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
    }

    public String requiredQuery(String name) {
        return query(name)
                .orElseThrow(() -> Refusal.badRequest(name + " is missing; add ?" + name + "= to the address"));
    }

    /** The page size asked for. */
    public int limit() {
        return (int) wholeQuery("limit", PAGE_DEFAULT, 1, PAGE_MAX);
    }

    /** The numeric id after which a page starts; 0 is the beginning. */
    public long after() {
        return wholeQuery("after", 0, 0, Long.MAX_VALUE);
    }

    public long wholeQuery(String name, long otherwise, long min, long max) {
        Optional<String> text = query(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            long value = Long.parseLong(text.get());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException fallsThrough) {
            // Refused below, together with numbers outside the range.
        }
        throw Refusal.badRequest(name + " must be a whole number from " + min + " to " + max + ", was " + text.get());
    }

    public Fields body() {
        return new Fields(
                "",
                Json.object(body)
                        .orElseThrow(
                                () -> Refusal.badRequest(
                                        "the body must be one JSON object in UTF-8, without duplicate keys and not deeper than 32")));
    }
}
