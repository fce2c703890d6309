package dev.serai.watch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * Call records that wait in the data folder while the database is away: files of lines, the oldest stored first, at most
 * {@link #BYTES_MAX} together.
 */
final class CallSpool {
    static final long BYTES_MAX = 64L << 20;

    /** A file of this size is closed, so that storing it can begin and end. */
    private static final long FILE_BYTES_MAX = 4L << 20;

    private final Path folder;
    private long bytes;
    private long nextFile;

    CallSpool(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        for (var file : files()) {
            bytes += Files.size(file);
            nextFile = number(file) + 1;
        }
    }

    /** Keeps the lines; false when there is no room, and then none is kept. */
    boolean keep(List<String> lines) throws IOException {
        var block = String.join("", lines).getBytes(StandardCharsets.UTF_8);
        if (bytes + block.length > BYTES_MAX) {
            return false;
        }
        var newest = newest();
        if (newest.isEmpty() || Files.size(newest.get()) + block.length > FILE_BYTES_MAX) {
            newest = Optional.of(folder.resolve("%012d.calls".formatted(nextFile++)));
        }
        Files.write(newest.get(), block, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        bytes += block.length;
        return true;
    }

    Optional<Path> oldest() throws IOException {
        return files().stream().findFirst();
    }

    private Optional<Path> newest() throws IOException {
        var all = files();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
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
