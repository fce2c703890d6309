package dev.serai.gateway;

import dev.serai.openapi.RawParameter;
import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads {@code a=1&b=2} as browsers and curl write it (WHATWG URL, §5.1), strictly: nothing broken passes. */
public final class Form {
    private Form() {}

    /**
     * @param text one character a byte (ISO 8859-1), as it came
     * @param where what it is read from, for the refusal's text
     */
    static void read(String text, String where, List<RawParameter> into) {
        read(text, where, StandardCharsets.UTF_8, into);
    }

    /** The same in another charset; each one we take has ASCII in it. */
    public static void read(String text, String where, Charset charset, List<RawParameter> into) {
        int from = 0;
        int length = text.length();
        while (from < length) {
            int end = text.indexOf('&', from);
            if (end < 0) {
                end = length;
            }
            if (end > from) {
                int equals = text.indexOf('=', from);
                boolean bare = equals < 0 || equals >= end;
                var name = decode(text, from, bare ? end : equals, where, charset);
                into.add(new RawParameter(name, bare ? "" : decode(text, equals + 1, end, where, charset), null));
            }
            from = end + 1;
        }
    }

    private static String decode(String text, int from, int to, String where, Charset charset) {
        boolean plain = true;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '%' || c == '+' || c > 126 || c < 33) {
                plain = false;
                break;
            }
        }
        return plain ? text.substring(from, to) : decodeSlowly(text, from, to, where, charset);
    }

    private static String decodeSlowly(String text, int from, int to, String where, Charset charset) {
        var bytes = ByteBuffer.allocate(to - from);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = digit(text, i + 1, to);
                int low = digit(text, i + 2, to);
                if (high < 0 || low < 0) {
                    throw new Refusal(
                            SubCode.PARAM_INVALID,
                            "the " + where + " has a % that two hex digits do not follow, at character " + (i + 1)
                                    + "; write a percent sign as %25");
                }
                bytes.put((byte) (high << 4 | low));
                i += 2;
            } else if (c == '+') {
                bytes.put((byte) ' ');
            } else {
                // The line and the body were read byte by byte (ISO 8859-1): a character is a byte.
                bytes.put((byte) c);
            }
        }
        return Utf8.strict(bytes.flip(), where, charset);
    }

    private static int digit(String text, int at, int to) {
        // Not beyond ASCII: Character.digit knows full-width digits too.
        return at < to && text.charAt(at) < 128 ? Character.digit(text.charAt(at), 16) : -1;
    }
}
