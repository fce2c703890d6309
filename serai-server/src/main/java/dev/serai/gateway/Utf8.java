package dev.serai.gateway;

import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Bytes that must be UTF-8. */
final class Utf8 {
    private Utf8() {}

    static String strict(ByteBuffer bytes, String where) {
        return strict(bytes, where, StandardCharsets.UTF_8);
    }

    /** The same in the charset that the call says it is in. */
    static String strict(ByteBuffer bytes, String where, Charset charset) {
        try {
            return charset.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new Refusal(
                    SubCode.PARAM_INVALID,
                    "the " + where + " holds bytes that are not " + charset.name() + "; send " + charset.name());
        }
    }

    /** The same, quickly where all is well. */
    static String strict(byte[] bytes, String where) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        // U+FFFD is what a broken byte becomes, but it may also stand there itself.
        return text.indexOf('\uFFFD') < 0 ? text : strict(ByteBuffer.wrap(bytes), where);
    }
}
