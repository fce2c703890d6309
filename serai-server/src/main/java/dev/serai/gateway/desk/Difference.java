package dev.serai.gateway.desk;

import java.nio.charset.Charset;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where two texts part.
 *
 * @param byteIndex of the first byte that differs, in the charset of the call, from 0
 * @param characterIndex the same in Unicode characters, from 0
 * @param before what both have right before it, visible
 * @param ours what ours has there; null where it has ended
 * @param yours what theirs has there; null where it has ended
 */
record Difference(
        int byteIndex,
        int characterIndex,
        String before,
        @Nullable Side ours,
        @Nullable Side yours) {
    private static final int CONTEXT = 24;

    /**
     * @param character visible: control characters by name
     * @param codePoint as {@code U+0041}
     * @param bytes hex, in the charset of the call
     * @param after what follows, visible
     */
    record Side(String character, String codePoint, String bytes, String after) {}

    /** Null where the texts are the same. */
    static @Nullable Difference of(String ours, String yours, Charset charset) {
        int[] a = ours.codePoints().toArray();
        int[] b = yours.codePoints().toArray();
        int same = 0;
        while (same < a.length && same < b.length && a[same] == b[same]) {
            same++;
        }
        if (same == a.length && same == b.length) {
            return null;
        }
        var common = new String(a, 0, same);
        int from = Math.max(0, same - CONTEXT);
        int byteIndex = common.getBytes(charset).length;
        var left = same < a.length ? Character.toString(a[same]).getBytes(charset) : new byte[0];
        var right = same < b.length ? Character.toString(b[same]).getBytes(charset) : new byte[0];
        for (int i = 0; i < left.length && i < right.length && left[i] == right[i]; i++) {
            byteIndex++;
        }
        return new Difference(
                byteIndex,
                same,
                visible(new String(a, from, same - from)),
                side(a, same, charset),
                side(b, same, charset));
    }

    private static @Nullable Side side(int[] text, int at, Charset charset) {
        if (at >= text.length) {
            return null;
        }
        var one = Character.toString(text[at]);
        int to = Math.min(text.length, at + 1 + CONTEXT);
        return new Side(
                visible(one),
                "U+%04X".formatted(text[at]),
                HexFormat.ofDelimiter(" ").formatHex(one.getBytes(charset)),
                visible(new String(text, at + 1, to - at - 1)));
    }

    /** Control characters as their pictures (␊), what is invisible or only looks like a space by its number. */
    static String visible(String text) {
        var shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c < 0x20) {
                shown.appendCodePoint(0x2400 + c);
            } else if (c == 0x7f) {
                shown.append('␡');
            } else if (c != ' '
                    && (Character.isISOControl(c)
                            || Character.isSpaceChar(c)
                            || Character.getType(c) == Character.FORMAT)) {
                shown.append("⟨U+%04X⟩".formatted(c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }
}
