package dev.serai.embed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON (RFC 8259), strictly and within bounds. Android's own reader is not on other Javas, and is lenient. */
final class Json {
    private static final int DEPTH_MAX = 16;

    /** It is not JSON. Nobody is told why: a message that cannot be read is ignored. */
    private static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** Null where the text is anything but one JSON object. Whole numbers are Long, others Double. */
    static @Nullable Map<String, @Nullable Object> object(String text) {
        final Json json = new Json(text);
        try {
            final Object value = json.value(0);
            json.space();
            return json.at == text.length() ? asObject(value) : null;
        } catch (Broken e) {
            return null;
        }
    }

    @SuppressWarnings("unchecked") // Maps are made here only, and only with names as keys.
    static @Nullable Map<String, @Nullable Object> asObject(@Nullable Object value) {
        return value instanceof Map ? (Map<String, @Nullable Object>) value : null;
    }

    private @Nullable Object value(int depth) throws Broken {
        if (depth > DEPTH_MAX) {
            throw new Broken();
        }
        space();
        switch (peek()) {
            case '{':
                return members(depth);
            case '[':
                return elements(depth);
            case '"':
                return string();
            case 't':
                return word("true", Boolean.TRUE);
            case 'f':
                return word("false", Boolean.FALSE);
            case 'n':
                return word("null", null);
            default:
                return number();
        }
    }

    private Map<String, @Nullable Object> members(int depth) throws Broken {
        final Map<String, @Nullable Object> map = new LinkedHashMap<>();
        at++;
        space();
        if (!skip('}')) {
            do {
                space();
                final String name = string();
                space();
                need(':');
                if (map.containsKey(name)) {
                    throw new Broken();
                }
                map.put(name, value(depth + 1));
                space();
            } while (skip(','));
            need('}');
        }
        return Collections.unmodifiableMap(map);
    }

    private List<@Nullable Object> elements(int depth) throws Broken {
        final List<@Nullable Object> list = new ArrayList<>();
        at++;
        space();
        if (!skip(']')) {
            do {
                list.add(value(depth + 1));
                space();
            } while (skip(','));
            need(']');
        }
        return Collections.unmodifiableList(list);
    }

    private String string() throws Broken {
        need('"');
        final StringBuilder out = new StringBuilder();
        for (; ; ) {
            final char c = take();
            if (c == '"') {
                return out.toString();
            }
            if (c < ' ') {
                throw new Broken();
            }
            out.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() throws Broken {
        final char c = take();
        switch (c) {
            case '"':
            case '\\':
            case '/':
                return c;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                int code = 0;
                for (int i = 0; i < 4; i++) {
                    final int digit = Character.digit(take(), 16);
                    if (digit < 0) {
                        throw new Broken();
                    }
                    code = code * 16 + digit;
                }
                return (char) code;
            default:
                throw new Broken();
        }
    }

    private Number number() throws Broken {
        final int from = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        final String found = text.substring(from, at);
        if (!found.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
            throw new Broken();
        }
        try {
            return found.matches("-?[0-9]{1,18}") ? (Number) Long.valueOf(found) : (Number) Double.valueOf(found);
        } catch (NumberFormatException e) {
            throw new Broken();
        }
    }

    private @Nullable Object word(String word, @Nullable Object meaning) throws Broken {
        if (!text.startsWith(word, at)) {
            throw new Broken();
        }
        at += word.length();
        return meaning;
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() throws Broken {
        if (at >= text.length()) {
            throw new Broken();
        }
        return text.charAt(at);
    }

    private char take() throws Broken {
        final char c = peek();
        at++;
        return c;
    }

    private boolean skip(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void need(char c) throws Broken {
        if (take() != c) {
            throw new Broken();
        }
    }
}
