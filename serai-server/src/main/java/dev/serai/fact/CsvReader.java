package dev.serai.fact;

import dev.serai.fact.CsvLoad.BadFile;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a CSV file (RFC 4180: quotes double inside quotes, a quoted cell may hold line ends). A row that never ends is a
 * {@link BadFile}, before it fills the memory.
 */
final class CsvReader {
    /** How many characters one row may have. */
    static final int ROW_LENGTH_MAX = 1 << 20;

    private static final int END = -1;

    private final Reader in;
    private final char[] buffer = new char[1 << 16];
    private int from;
    private int to;
    private long line;
    private long rowLine;

    CsvReader(Reader in) {
        this.in = in;
    }

    /** The line the last row began at, from 1. */
    long line() {
        return rowLine;
    }

    /** The next row's cells, or null at the end. Empty lines are passed over. */
    @Nullable List<String> next() throws IOException {
        String text;
        do {
            rowLine = line + 1;
            text = nextLine(0);
        } while (text != null && text.isEmpty());
        if (text == null) {
            return null;
        }
        return text.indexOf('"') < 0 ? plain(text) : quoted(text);
    }

    private static List<String> plain(String text) {
        List<String> cells = new ArrayList<>(12);
        int from = 0;
        for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', from)) {
            cells.add(text.substring(from, comma));
            from = comma + 1;
        }
        cells.add(text.substring(from));
        return cells;
    }

    private List<String> quoted(String first) throws IOException {
        List<String> cells = new ArrayList<>(12);
        var cell = new StringBuilder();
        boolean inside = false;
        int length = first.length();
        for (var text = first; ; ) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '"' && inside && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    cell.append('"');
                    i++;
                } else if (c == '"') {
                    inside = !inside;
                } else if (c == ',' && !inside) {
                    cells.add(cell.toString());
                    cell.setLength(0);
                } else {
                    cell.append(c);
                }
            }
            if (!inside) {
                cells.add(cell.toString());
                return cells;
            }
            cell.append('\n');
            var more = nextLine(length);
            if (more == null) {
                throw new BadFile("the quote opened in the row at line " + rowLine + " is never closed");
            }
            length += more.length();
            text = more;
        }
    }

    /** The next line without its end, be that LF, CRLF or CR; null at the end. {@code before} is what the row has so far. */
    private @Nullable String nextLine(int before) throws IOException {
        int c = read();
        if (c == END) {
            return null;
        }
        line++;
        var text = new StringBuilder();
        for (; c != END && c != '\n' && c != '\r'; c = read()) {
            if (before + text.length() == ROW_LENGTH_MAX) {
                throw new BadFile("the row at line " + rowLine + " is longer than " + ROW_LENGTH_MAX
                        + " characters; is a quote left open?");
            }
            text.append((char) c);
        }
        if (c == '\r' && peek() == '\n') {
            from++;
        }
        return text.toString();
    }

    private int read() throws IOException {
        int c = peek();
        if (c != END) {
            from++;
        }
        return c;
    }

    private int peek() throws IOException {
        if (from == to) {
            from = 0;
            to = Math.max(0, in.read(buffer));
        }
        return from == to ? END : buffer[from];
    }
}
