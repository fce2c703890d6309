package dev.serai.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A file of lines that only grows, so that an interrupted proof goes on where it was. A torn last line is left out. */
final class Progress {
    private static final char SEPARATOR = '\t';

    private final Path file;

    Progress(Path file) {
        this.file = file;
    }

    /** Each line's fields, in the order they were noted. */
    List<List<String>> lines() throws IOException {
        var found = new ArrayList<List<String>>();
        if (!Files.exists(file)) {
            return found;
        }
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.endsWith(SEPARATOR + ".")) {
                    found.add(List.of(line.substring(0, line.length() - 2).split("\t", -1)));
                }
            }
        }
        return found;
    }

    /** The proof is over; the next one begins anew. */
    void forget() throws IOException {
        Files.deleteIfExists(file);
    }

    synchronized void note(Object... fields) {
        var line = new StringBuilder();
        for (var field : fields) {
            line.append(field).append(SEPARATOR);
        }
        try {
            Files.writeString(
                    file, line.append(".\n").toString(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
