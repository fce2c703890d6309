package dev.serai.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one HTTP/1.1 answer (RFC 9112) from bytes that arrive in pieces of any size. Strict: what could be read in two ways,
 * such as an answer with two lengths, is broken.
 */
final class CoreReply {
    static final int HEAD_BYTES_MAX = 16 << 10;

    /** How far the answer was read; all but {@code MORE} are the end. */
    enum State {
        MORE,
        WHOLE,
        TOO_LONG,
        BROKEN
    }

    /** What the next bytes are. */
    private enum Part {
        HEAD,
        /** {@link #left} bytes, then the end. */
        BODY,
        /** Until the connection is closed. */
        REST,
        CHUNK_SIZE,
        /** {@link #left} bytes, then a line break. */
        CHUNK,
        TRAILER
    }

    private static final byte[] NOTHING = new byte[0];
    private static final String CONTENT_LENGTH = "content-length";
    private static final String TRANSFER_ENCODING = "transfer-encoding";
    private static final String CONNECTION = "connection";

    private final int bodyBytesMax;
    private byte[] bytes = NOTHING;
    private int at;
    private Part part = Part.HEAD;
    private State state = State.MORE;
    private int status;
    private boolean persistent;
    private int left;
    private byte[] body = NOTHING;
    private final ByteArrayOutputStream chunks = new ByteArrayOutputStream(0);

    CoreReply(int bodyBytesMax) {
        this.bodyBytesMax = bodyBytesMax;
    }

    /** The status code; 0 before the head was read. */
    int status() {
        return status;
    }

    /** The body of a whole answer. */
    byte[] body() {
        return body;
    }

    /** Whether the connection may carry another call. Bytes behind the answer belong to no question of ours. */
    boolean reusable() {
        return state == State.WHOLE && persistent && at == bytes.length;
    }

    State take(byte[] next) {
        if (at == bytes.length) {
            bytes = next;
        } else {
            int kept = bytes.length - at;
            var joined = Arrays.copyOfRange(bytes, at, at + kept + next.length);
            System.arraycopy(next, 0, joined, kept, next.length);
            bytes = joined;
        }
        at = 0;
        boolean goesOn = true;
        while (goesOn && state == State.MORE) {
            goesOn = switch (part) {
                case HEAD -> head();
                case BODY -> sized();
                case REST -> rest();
                case CHUNK_SIZE -> chunkSize();
                case CHUNK -> chunk();
                case TRAILER -> trailer();
            };
        }
        return state;
    }

    /** The other side closed the connection. */
    State ended() {
        if (state == State.MORE) {
            persistent = false;
            if (part == Part.REST) {
                whole(chunks.toByteArray());
            } else {
                state = State.BROKEN;
            }
        }
        return state;
    }

    private boolean head() {
        int end = blankLine();
        if (end < 0) {
            return bytes.length - at > HEAD_BYTES_MAX && broken();
        }
        int from = at;
        at = end + 4;
        int firstEnd = lineEnd(from, end);
        var first = latin(from, firstEnd);
        status = first.startsWith("HTTP/1.") && first.length() >= 12 ? number(first.substring(9, 12), 10) : -1;
        if (status < 100 || status == 101) {
            return broken();
        }
        // 100 Continue and its like only announce the answer.
        return status < 200 || framing(firstEnd + 2, end, first.charAt(7) == '1');
    }

    /** Where the line ends that begins here, at the latest at {@code end}. */
    private int lineEnd(int from, int end) {
        for (int i = from; i + 1 < end; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
                return i;
            }
        }
        return end;
    }

    private String latin(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private int blankLine() {
        for (int i = at; i + 3 < bytes.length; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Reads the fields between these two places; only those that say where the answer ends are made texts. */
    private boolean framing(int from, int end, boolean persistentUnlessSaid) {
        int length = -1;
        boolean chunked = false;
        persistent = persistentUnlessSaid;
        for (int line = from; line < end; ) {
            int lineEnd = lineEnd(line, end);
            int colon = line;
            while (colon < lineEnd && bytes[colon] != ':') {
                colon++;
            }
            if (colon == line || colon == lineEnd) {
                return broken();
            }
            if (named(line, colon, CONTENT_LENGTH)) {
                var value = latin(colon + 1, lineEnd).strip();
                int said = number(value, 10);
                if (said < 0 || length >= 0 && length != said) {
                    return value.matches("[0-9]{10,}") ? tooLong() : broken();
                }
                length = said;
            } else if (named(line, colon, TRANSFER_ENCODING)) {
                if (chunked || !latin(colon + 1, lineEnd).strip().equalsIgnoreCase("chunked")) {
                    return broken();
                }
                chunked = true;
            } else if (named(line, colon, CONNECTION)) {
                var value = latin(colon + 1, lineEnd).strip();
                persistent = persistent ? !value.equalsIgnoreCase("close") : value.equalsIgnoreCase("keep-alive");
            }
            line = lineEnd + 2;
        }
        if (status == 204 || status == 304) {
            return whole(NOTHING);
        }
        if (chunked) {
            part = Part.CHUNK_SIZE;
            return length < 0 || broken();
        }
        if (length > bodyBytesMax) {
            return tooLong();
        }
        part = length < 0 ? Part.REST : Part.BODY;
        left = length;
        return true;
    }

    private boolean sized() {
        if (bytes.length - at < left) {
            return false;
        }
        at += left;
        return whole(Arrays.copyOfRange(bytes, at - left, at));
    }

    private boolean rest() {
        keep(bytes.length - at);
        return false;
    }

    private boolean chunkSize() {
        int end = line();
        if (end < 0) {
            return false;
        }
        var line = text(end);
        int semicolon = line.indexOf(';');
        left = number((semicolon < 0 ? line : line.substring(0, semicolon)).strip(), 16);
        part = left == 0 ? Part.TRAILER : Part.CHUNK;
        return left >= 0 || broken();
    }

    private boolean chunk() {
        if (bytes.length - at < left + 2) {
            return left > bodyBytesMax && tooLong();
        }
        keep(left);
        if (bytes[at] != '\r' || bytes[at + 1] != '\n') {
            return broken();
        }
        at += 2;
        part = Part.CHUNK_SIZE;
        return true;
    }

    private boolean trailer() {
        int end = line();
        if (end < 0) {
            return false;
        }
        return !text(end).isEmpty() || whole(chunks.toByteArray());
    }

    /** Where the line that begins here ends; -1 while its end is still to come. */
    private int line() {
        for (int i = at; i + 1 < bytes.length; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
                return i;
            }
        }
        if (bytes.length - at > HEAD_BYTES_MAX) {
            broken();
        }
        return -1;
    }

    private String text(int end) {
        var text = new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
        at = end + 2;
        return text;
    }

    private void keep(int count) {
        chunks.write(bytes, at, count);
        at += count;
        if (chunks.size() > bodyBytesMax) {
            tooLong();
        }
    }

    /** Whether the field's name is this one, in whatever case. */
    private boolean named(int from, int to, String lower) {
        if (to - from != lower.length()) {
            return false;
        }
        for (int i = 0; i < lower.length(); i++) {
            int b = bytes[from + i];
            if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Digits alone, and few enough for an int; otherwise -1. */
    private static int number(String text, int radix) {
        if (text.isEmpty() || text.length() > (radix == 10 ? 9 : 7)) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            number = number * radix + digit;
        }
        return number;
    }

    // Each says that reading does not go on.

    private boolean whole(byte[] all) {
        body = all;
        state = State.WHOLE;
        return false;
    }

    private boolean tooLong() {
        state = State.TOO_LONG;
        return false;
    }

    private boolean broken() {
        state = State.BROKEN;
        return false;
    }
}
