package dev.serai.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Where the house's master key comes from: the environment, or a file made on the first start. */
public final class MasterKey {
    private static final String FORM = "Base64 of " + Sealer.KEY_BYTES + " bytes";

    private MasterKey() {}

    /**
     * @param given what SERAI_MASTER_KEY holds, null or empty where it is not set
     * @param file read when nothing was given; made, readable by its owner alone, when it is not there
     */
    public static byte[] load(@Nullable String given, Path file) {
        if (given != null && !given.isEmpty()) {
            return decode(given, "SERAI_MASTER_KEY");
        }
        try {
            return decode(Files.readString(file), file.toString());
        } catch (NoSuchFileException e) {
            return make(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the master key cannot be read from " + file, e);
        }
    }

    private static byte[] make(Path file) {
        var key = new byte[Sealer.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        try {
            var folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            // Written whole beside it and flushed first: a kill half-way must not leave a key nobody can read.
            var draft = Files.createTempFile(
                    folder,
                    "master",
                    ".draft",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.writeString(draft, Base64.getEncoder().encodeToString(key) + "\n");
                try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
                // A link, not a rename: of two nodes that start together only one makes the key.
                Files.createLink(file, draft);
                return key;
            } catch (FileAlreadyExistsException e) {
                return decode(Files.readString(file), file.toString());
            } catch (UnsupportedOperationException e) {
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
                return key;
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the master key cannot be kept in " + file + "; make its folder writable or set SERAI_MASTER_KEY",
                    e);
        }
    }

    private static byte[] decode(String text, String where) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException e) {
            // The cause is left out: it may quote the key.
            throw new IllegalArgumentException(where + " must be " + FORM + ", was not Base64");
        }
        if (key.length != Sealer.KEY_BYTES) {
            throw new IllegalArgumentException(where + " must be " + FORM + ", was of " + key.length + " bytes");
        }
        return key;
    }
}
