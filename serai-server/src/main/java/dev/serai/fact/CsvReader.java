package dev.serai.fact;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of a CSV file (RFC 4180: quotes double inside quotes, a quoted cell may hold line ends). */
final class CsvReader {
    /** How long one row may be. */
    static final int ROW_LENGTH_MAX = 1 << 20;

    private final BufferedReader in;
    private long line;
    private long rowLine;

    CsvReader(BufferedReader in) {
        this.in = in;
    }

    /** The line the last row began at, from 1. */
    long line() {
        return rowLine;
    }

    /** The next row's cells, or null at the end. Empty lines are passed over. */
    @Nullable List<String> next() throws IOException {
        var text = in.readLine();
        line++;
        while (text != null && text.isEmpty()) {
            text = in.readLine();
            line++;
        }
        rowLine = line;
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
        int length = 0;
        for (var text = first; ; ) {
            length += text.length();
            if (length > ROW_LENGTH_MAX) {
                throw new IOException("the row at line " + rowLine + " is longer than " + ROW_LENGTH_MAX
                        + " characters; is a quote left open?");
            }
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
            var more = in.readLine();
            line++;
            if (more == null) {
                throw new IOException("the quote opened in the row at line " + rowLine + " is never closed");
            }
            text = more;
        }
    }
}
