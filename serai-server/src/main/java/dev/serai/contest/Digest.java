package dev.serai.contest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a board holds, as one number that is moved by what changes: the sum of a SHA-256 of every participant, in four parts
 * of 64 bits. The order of a board follows from its scores, so a set is all there is to tell. It finds changes; it withstands
 * nobody who makes up scores to deceive it.
 */
final class Digest {
    private static final int PARTS = 4;

    /** What no text of a board holds: none has control characters. */
    private static final String NONE = "\u0001";

    private final MessageDigest sha = sha();
    private final long[] sum = new long[PARTS];

    private static MessageDigest sha() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    void add(Entry entry, Board.@Nullable Called called) {
        move(entry, called, 1);
    }

    void remove(Entry entry, Board.@Nullable Called called) {
        move(entry, called, -1);
    }

    private void move(Entry entry, Board.@Nullable Called called, int sign) {
        var wide = entry.wide();
        var text = new StringBuilder(64)
                .append(entry.unit())
                .append('\n')
                .append(or(entry.group()))
                .append('\n')
                .append(called == null ? NONE : or(called.name()))
                .append('\n')
                .append(called == null ? NONE : or(called.nickname()))
                .append('\n');
        if (wide == null) {
            text.append(entry.n()).append('/').append(entry.d());
        } else {
            text.append(wide.n()).append('/').append(wide.d());
        }
        var hash =
                sha.digest(text.append(entry.counts() ? "" : " none").toString().getBytes(StandardCharsets.UTF_8));
        for (int part = 0; part < PARTS; part++) {
            long value = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                value = value << Byte.SIZE | hash[part * Long.BYTES + i] & 0xff;
            }
            sum[part] += sign * value;
        }
    }

    private static String or(@Nullable String text) {
        return text == null ? NONE : text;
    }

    /** With {@code what} else the content is of. */
    String text(String what) {
        var text = new StringBuilder(what);
        for (long part : sum) {
            text.append(' ').append(HexFormat.of().toHexDigits(part));
        }
        return Definition.sha256(text.toString());
    }
}
