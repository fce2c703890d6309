package dev.serai.workbench;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows as a file that spreadsheets open: UTF-8 with a byte order mark, RFC 4180. A text that a spreadsheet would take for a
 * formula gets an apostrophe before it (OWASP, "CSV injection"): names come from others, and opening a file must not run them.
 */
final class Csv {
    private static final String FORMULA_STARTS = "=+-@\t\r\n";

    private final StringBuilder text = new StringBuilder("\uFEFF");

    /** One row; numbers and null stand as they are. */
    Csv row(List<? extends @Nullable Object> cells) {
        text.append(cells.stream().map(Csv::cell).collect(Collectors.joining(",")))
                .append("\r\n");
        return this;
    }

    byte[] bytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        var shown = value.toString();
        if (value instanceof Number) {
            return shown;
        }
        if (!shown.isEmpty() && FORMULA_STARTS.indexOf(shown.charAt(0)) >= 0) {
            shown = "'" + shown;
        }
        boolean quoted = shown.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r' || c == ';');
        return quoted ? '"' + shown.replace("\"", "\"\"") + '"' : shown;
    }
}
