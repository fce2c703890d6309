package dev.serai.release;

import dev.serai.operator.Actor;
import java.util.List;

/** Takes declaration files in. Decides in a transaction of its own, so it must not be called inside one. */
public interface Declarations {
    /** How many files one apply may have. */
    int FILES_MAX = 500;

    /** How large one file may be. */
    int FILE_SIZE_MAX_BYTES = 1024 * 1024;

    /**
     * Checks all files together and publishes all of them to everybody, or none: one bad file and nothing changes.
     *
     * @throws BadFiles with every problem found
     */
    default Applied apply(List<SourceFile> files, Actor by) {
        return apply(files, Share.ALL, by);
    }

    /** The same, but at first only for a share of the apps. */
    Applied apply(List<SourceFile> files, Share share, Actor by);

    /** Says what {@link #apply} would do or refuse, and changes nothing. */
    Applied check(List<SourceFile> files, Share share, Actor by);

    /** A file as somebody wrote it; read as JSON when its name ends with {@code .json}, as YAML 1.2 otherwise. */
    record SourceFile(String name, String text) {}

    /** What was published: one line a file, in their order. */
    record Applied(long snapshot, List<Line> lines) {
        /** {@code changed} is false when the same content was published already. */
        public record Line(String file, String kind, String id, String revision, boolean changed) {}
    }

    /** Where a file is wrong. Line and column count from 1. */
    record Problem(String file, int line, int column, String text, String rule) {
        @Override
        public String toString() {
            return file + ":" + line + ":" + column + ": " + (text.isEmpty() ? "" : "`" + text + "`: ") + rule;
        }
    }

    /** At least one file was refused, and so all of them. */
    final class BadFiles extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient List<Problem> problems;

        public BadFiles(List<Problem> problems) {
            super(problems.toString(), null, false, false);
            this.problems = List.copyOf(problems);
        }

        public List<Problem> problems() {
            return problems;
        }
    }
}
