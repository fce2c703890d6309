package plaza.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Percent-encoding read strictly: broken escapes, bytes that are not UTF-8 and repeated names are refused. */
final class Query {
    private Query() {}

    static Map<String, String> parse(@Nullable String rawQuery) {
        Map<String, String> values = new HashMap<>();
        if (rawQuery == null || rawQuery.isEmpty()) {
            return values;
        }
        for (String pair : rawQuery.split("&")) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
            if (values.put(name, value) != null) {
                throw Refusal.badRequest("the query names " + name + " twice; send it once");
            }
        }
        return values;
    }

    static String decode(String raw, boolean plusIsSpace) {
        byte[] source = raw.getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(source.length);
        for (int i = 0; i < source.length; i++) {
            if (source[i] == '%') {
                if (i + 2 >= source.length
                        || !HexFormat.isHexDigit(source[i + 1])
                        || !HexFormat.isHexDigit(source[i + 2])) {
                    throw Refusal.badRequest("the address has a broken percent-escape; write %XX with two hex digits");
                }
                decoded.put(
                        (byte) (HexFormat.fromHexDigit(source[i + 1]) << 4 | HexFormat.fromHexDigit(source[i + 2])));
                i += 2;
            } else {
                decoded.put(plusIsSpace && source[i] == '+' ? (byte) ' ' : source[i]);
            }
        }
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
            if (!Texts.storable(text)) {
                throw Refusal.badRequest("the address holds a NUL; leave it out");
            }
            return text;
        } catch (CharacterCodingException notUtf8) {
            throw Refusal.badRequest("the address is not UTF-8 when percent-decoded; encode it as UTF-8");
        }
    }
}
