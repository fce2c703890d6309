package dev.serai.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a file of text, in UTF-8 and nothing else. */
final class TextFile {
    /** Larger than anything the house takes, small enough to be held. */
    private static final long SIZE_MAX_BYTES = 16L << 20;

    private TextFile() {}

    /** The file is not UTF-8, and where it stops being so; line and column count from 1. */
    static final class NoText extends Exception {
        private static final long serialVersionUID = 1L;
        private final int line;
        private final int column;

        NoText(int line, int column, String found) {
            super(found, null, false, false);
            this.line = line;
            this.column = column;
        }

        int line() {
            return line;
        }

        int column() {
            return column;
        }

        /** The first byte that is none of a character's. */
        String found() {
            return String.valueOf(getMessage());
        }
    }

    static String read(Path file) throws IOException, NoText {
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no file " + file);
        }
        if (Files.size(file) > SIZE_MAX_BYTES) {
            throw new IOException(
                    file + " has " + Files.size(file) + " bytes, more than the " + SIZE_MAX_BYTES + " there may be");
        }
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        var text = CharBuffer.allocate(bytes.remaining());
        // A fresh decoder stops at what is malformed instead of replacing it.
        var end = StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true);
        text.flip();
        if (end.isError()) {
            var before = text.toString();
            int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
            int column = before.codePointCount(before.lastIndexOf('\n') + 1, before.length()) + 1;
            throw new NoText(line, column, "byte 0x%02X".formatted(bytes.get(bytes.position())));
        }
        return text.toString();
    }
}
