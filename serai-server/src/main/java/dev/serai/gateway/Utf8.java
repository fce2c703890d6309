package dev.serai.gateway;

import dev.serai.protocol.Refusal;
import dev.serai.protocol.SubCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Bytes that must be UTF-8. */
final class Utf8 {
    private Utf8() {}

    static String strict(ByteBuffer bytes, String where) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new Refusal(SubCode.PARAM_INVALID, "the " + where + " holds bytes that are not UTF-8; send UTF-8");
        }
    }

    /** The same, quickly where all is well. */
    static String strict(byte[] bytes, String where) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        // U+FFFD is what a broken byte becomes, but it may also stand there itself.
        return text.indexOf('\uFFFD') < 0 ? text : strict(ByteBuffer.wrap(bytes), where);
    }
}
