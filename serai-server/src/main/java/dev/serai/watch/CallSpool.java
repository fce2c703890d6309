package dev.serai.watch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Call records that wait in the data folder while the database is away: files of lines, the oldest stored first, at most
 * {@link #BYTES_MAX} together. A kill may tear the last line of a file: what has no line end is not a line, and nothing is
 * added to a file that another process began.
 */
final class CallSpool {
    static final long BYTES_MAX = 64L << 20;

    /** A file of this size is closed, so that storing it can begin and end. */
    private static final long FILE_BYTES_MAX = 4L << 20;

    private final Path folder;
    private long bytes;
    private long nextFile;
    private @Nullable Path open;

    /**
     * @param startMs when this process began, as epoch milliseconds; numbers its files, so that no name is used again after
     *     the file of that name was stored
     */
    CallSpool(Path folder, long startMs) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.nextFile = startMs;
        for (var file : files()) {
            bytes += Files.size(file);
            nextFile = Math.max(nextFile, number(file) + 1);
        }
    }

    /** Keeps the lines; false when there is no room, and then none is kept. */
    boolean keep(List<String> lines) throws IOException {
        var block = String.join("", lines).getBytes(StandardCharsets.UTF_8);
        if (bytes + block.length > BYTES_MAX) {
            return false;
        }
        var file = open;
        if (file == null || !Files.exists(file) || Files.size(file) + block.length > FILE_BYTES_MAX) {
            file = folder.resolve("%013d.calls".formatted(nextFile++));
        }
        // Left for good where the disk fails half-way: what followed would continue a torn line.
        open = null;
        Files.write(file, block, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        open = file;
        bytes += block.length;
        return true;
    }

    Optional<Path> oldest() throws IOException {
        return files().stream().findFirst();
    }

    /** At most so many whole lines of the file with their ends, after the first {@code from} of them. */
    static List<String> lines(Path file, long from, int max) throws IOException {
        // Not strictly: a torn line may end within a character.
        var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .skip(from)
                .limit(max)
                .map(line -> line + "\n")
                .toList();
    }

    void remove(Path file) throws IOException {
        bytes -= Files.size(file);
        Files.delete(file);
    }

    private List<Path> files() throws IOException {
        try (var all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().endsWith(".calls"))
                    .sorted()
                    .toList();
        }
    }

    private static long number(Path file) {
        var name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.indexOf('.')));
    }
}
