package dev.serai.protocol;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Structured field values (RFC 9651; its dates included, its display strings not): what `Signature-Input`, `Signature`
/// and `Content-Digest` are made of.
///
/// | on the wire | in Java |
/// |---|---|
/// | `12` | Long |
/// | `1.5` | BigDecimal |
/// | `"text"` | String |
/// | `token` | [Token] |
/// | `:aGk=:` | [Bytes] |
/// | `?1` | Boolean |
/// | `@1618884473` | [Date] |
public final class StructuredField {
    private StructuredField() {}

    /** A member of a list or dictionary. */
    public sealed interface Member permits Item, InnerList {
        /** By name, in their order; a name without a value is {@code true}, of a name twice the later value counts. */
        Map<String, Object> parameters();

        /** As it is written in a field, in the one form RFC 9651 §4.1 has for it. */
        default String text() {
            var out = new StringBuilder();
            write(this, out);
            return out.toString();
        }
    }

    /** One value with its parameters. */
    public record Item(Object value, Map<String, Object> parameters) implements Member {}

    /** Items in brackets, with parameters of the whole. */
    public record InnerList(List<Item> items, Map<String, Object> parameters) implements Member {}

    public record Token(String text) {}

    /** Bytes as their Base64 text, in canonical form, so that equal bytes are equal values. */
    public record Bytes(String base64) {
        public static Bytes of(byte[] bytes) {
            return new Bytes(Base64.getEncoder().encodeToString(bytes));
        }

        public byte[] bytes() {
            return Base64.getDecoder().decode(base64);
        }
    }

    public record Date(long epochSecond) {}

    /** Members by name, in their order; of a name that stands twice the later counts, at the place of the first. */
    public static Map<String, Member> dictionary(String field) {
        return new Reader(field).dictionary();
    }

    public static List<Member> list(String field) {
        return new Reader(field).list();
    }

    public static Item item(String field) {
        return new Reader(field).onlyItem();
    }

    static String text(Map<String, Member> dictionary) {
        var out = new StringBuilder();
        dictionary.forEach((name, member) -> {
            out.append(out.isEmpty() ? "" : ", ").append(name);
            if (member instanceof Item item && Boolean.TRUE.equals(item.value())) {
                writeParameters(item.parameters(), out);
            } else {
                out.append('=');
                write(member, out);
            }
        });
        return out.toString();
    }

    static String text(List<Member> list) {
        var out = new StringBuilder();
        for (var member : list) {
            out.append(out.isEmpty() ? "" : ", ");
            write(member, out);
        }
        return out.toString();
    }

    private static void write(Member member, StringBuilder out) {
        if (member instanceof Item item) {
            writeBare(item.value(), out);
        } else if (member instanceof InnerList list) {
            out.append('(');
            var between = "";
            for (var item : list.items()) {
                out.append(between);
                write(item, out);
                between = " ";
            }
            out.append(')');
        }
        writeParameters(member.parameters(), out);
    }

    private static void writeParameters(Map<String, Object> parameters, StringBuilder out) {
        parameters.forEach((name, value) -> {
            out.append(';').append(name);
            if (!Boolean.TRUE.equals(value)) {
                out.append('=');
                writeBare(value, out);
            }
        });
    }

    private static void writeBare(Object value, StringBuilder out) {
        if (value instanceof String text) {
            writeString(text, out);
        } else if (value instanceof Token token) {
            out.append(token.text());
        } else if (value instanceof Bytes bytes) {
            out.append(':').append(bytes.base64()).append(':');
        } else if (value instanceof Boolean yes) {
            out.append(yes ? "?1" : "?0");
        } else if (value instanceof Date date) {
            out.append('@').append(date.epochSecond());
        } else if (value instanceof BigDecimal decimal) {
            var plain = decimal.stripTrailingZeros();
            out.append((plain.scale() < 1 ? plain.setScale(1) : plain).toPlainString());
        } else if (value instanceof Long number) {
            out.append(number);
        } else {
            throw new MalformedMessage(
                    "a structured field cannot hold a " + value.getClass().getSimpleName());
        }
    }

    private static void writeString(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                throw new MalformedMessage("a string in a structured field may hold printable ASCII only");
            }
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }

    /** The parsing algorithms of RFC 9651 §4.2, by hand: strict, and linear in the length of the field. */
    private static final class Reader {
        private static final int INTEGER_DIGITS_MAX = 15;
        private static final int DECIMAL_DIGITS_MAX = 12;
        private static final int FRACTION_DIGITS_MAX = 3;

        private final String field;
        private int at;

        Reader(String field) {
            this.field = field;
        }

        Map<String, Member> dictionary() {
            var members = new LinkedHashMap<String, Member>();
            skipSpaces();
            while (!atEnd()) {
                var name = name();
                if (peek() == '=') {
                    at++;
                    members.put(name, member());
                } else {
                    members.put(name, new Item(true, parameters()));
                }
                comma();
            }
            return Collections.unmodifiableMap(members);
        }

        List<Member> list() {
            var members = new ArrayList<Member>();
            skipSpaces();
            while (!atEnd()) {
                members.add(member());
                comma();
            }
            return Collections.unmodifiableList(members);
        }

        Item onlyItem() {
            skipSpaces();
            var item = item();
            skipSpaces();
            if (!atEnd()) {
                throw wrong("the end");
            }
            return item;
        }

        private Member member() {
            return peek() == '(' ? innerList() : item();
        }

        private InnerList innerList() {
            at++;
            var items = new ArrayList<Item>();
            while (true) {
                skipSpaces();
                if (peek() == ')') {
                    at++;
                    return new InnerList(Collections.unmodifiableList(items), parameters());
                }
                items.add(item());
                if (peek() != ' ' && peek() != ')') {
                    throw wrong("a space or )");
                }
            }
        }

        private Item item() {
            return new Item(bare(), parameters());
        }

        private Map<String, Object> parameters() {
            var parameters = new LinkedHashMap<String, Object>();
            while (peek() == ';') {
                at++;
                skipSpaces();
                var name = name();
                Object value = true;
                if (peek() == '=') {
                    at++;
                    value = bare();
                }
                parameters.put(name, value);
            }
            return Collections.unmodifiableMap(parameters);
        }

        private String name() {
            int from = at;
            char c = peek();
            if (!(c >= 'a' && c <= 'z' || c == '*')) {
                throw wrong("a name in lower case");
            }
            while (lower(c) || digit(c) || c == '_' || c == '-' || c == '.' || c == '*') {
                at++;
                c = peek();
            }
            return field.substring(from, at);
        }

        private Object bare() {
            char c = peek();
            if (digit(c) || c == '-') {
                return number();
            }
            if (c == '"') {
                return string();
            }
            if (c == ':') {
                return bytes();
            }
            if (c == '?') {
                return bool();
            }
            if (c == '@') {
                at++;
                if (number() instanceof Long seconds) {
                    return new Date(seconds);
                }
                throw wrong("whole seconds");
            }
            if (c == '*' || lower(c) || upper(c)) {
                return token();
            }
            throw wrong("a value");
        }

        private Object number() {
            int from = at;
            if (peek() == '-') {
                at++;
            }
            int whole = digits();
            if (whole == 0) {
                throw wrong("a digit");
            }
            if (peek() != '.') {
                if (whole > INTEGER_DIGITS_MAX) {
                    throw wrong("at most " + INTEGER_DIGITS_MAX + " digits");
                }
                return Long.valueOf(field.substring(from, at));
            }
            at++;
            int fraction = digits();
            if (whole > DECIMAL_DIGITS_MAX || fraction == 0 || fraction > FRACTION_DIGITS_MAX) {
                throw wrong("a decimal of at most 12 and 1 to 3 digits");
            }
            return new BigDecimal(field.substring(from, at));
        }

        private int digits() {
            int from = at;
            while (digit(peek())) {
                at++;
            }
            return at - from;
        }

        private String string() {
            at++;
            var text = new StringBuilder();
            while (!atEnd()) {
                char c = field.charAt(at++);
                if (c == '"') {
                    return text.toString();
                }
                if (c == '\\') {
                    c = peek();
                    if (c != '"' && c != '\\') {
                        throw wrong("\\ or \" after \\");
                    }
                    at++;
                } else if (c < ' ' || c > '~') {
                    throw wrong("printable ASCII");
                }
                text.append(c);
            }
            throw wrong("a closing \"");
        }

        private Bytes bytes() {
            int from = ++at;
            int end = field.indexOf(':', from);
            if (end < 0) {
                throw wrong("a closing :");
            }
            at = end + 1;
            try {
                return Bytes.of(Base64.getDecoder().decode(field.substring(from, end)));
            } catch (IllegalArgumentException e) {
                at = from;
                throw wrong("Base64");
            }
        }

        private Boolean bool() {
            at++;
            char c = peek();
            if (c != '0' && c != '1') {
                throw wrong("0 or 1");
            }
            at++;
            return c == '1';
        }

        private Token token() {
            int from = at;
            char c = peek();
            while (lower(c) || upper(c) || digit(c) || c != 0 && "!#$%&'*+-.^_`|~:/".indexOf(c) >= 0) {
                at++;
                c = peek();
            }
            return new Token(field.substring(from, at));
        }

        /** What separates two members; a comma at the end is an error. */
        private void comma() {
            skipBlanks();
            if (atEnd()) {
                return;
            }
            if (peek() != ',') {
                throw wrong("a comma");
            }
            at++;
            skipBlanks();
            if (atEnd()) {
                throw wrong("a member after the comma");
            }
        }

        private void skipSpaces() {
            while (peek() == ' ') {
                at++;
            }
        }

        private void skipBlanks() {
            while (peek() == ' ' || peek() == '\t') {
                at++;
            }
        }

        private boolean atEnd() {
            return at >= field.length();
        }

        /** The next character, 0 at the end. */
        private char peek() {
            return atEnd() ? 0 : field.charAt(at);
        }

        private MalformedMessage wrong(String expected) {
            return new MalformedMessage(
                    String.format(Locale.ROOT, "expected %s at character %d of the field", expected, at + 1));
        }

        private static boolean lower(char c) {
            return c >= 'a' && c <= 'z';
        }

        private static boolean upper(char c) {
            return c >= 'A' && c <= 'Z';
        }

        private static boolean digit(char c) {
            return c >= '0' && c <= '9';
        }
    }
}
