package dev.serai.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallSpoolTest {
    @TempDir
    Path folder;

    @Test
    void a_line_that_a_kill_tore_off_is_forgotten_and_spoils_no_other() throws IOException {
        new CallSpool(folder, 1).keep(List.of("one\n", "two\n"));
        var torn = file(0);
        Files.writeString(torn, "one\ntwo\nthr");

        var after = new CallSpool(folder, 2);
        after.keep(List.of("four\n"));

        assertThat(after.oldest()).hasValue(torn);
        assertThat(CallSpool.lines(torn, 0, 10)).containsExactly("one\n", "two\n");
        after.remove(torn);
        assertThat(CallSpool.lines(after.oldest().orElseThrow(), 0, 10)).containsExactly("four\n");
    }

    @Test
    void a_file_is_read_part_by_part() throws IOException {
        new CallSpool(folder, 1).keep(List.of("one\n", "zwei ä\n", "three\n"));
        assertThat(CallSpool.lines(file(0), 1, 1)).containsExactly("zwei ä\n");
        assertThat(CallSpool.lines(file(0), 3, 10)).isEmpty();
    }

    @Test
    void a_file_name_is_never_used_again() throws IOException {
        var spool = new CallSpool(folder, 1);
        spool.keep(List.of("one\n"));
        var before = file(0);
        spool.remove(before);

        new CallSpool(folder, 2).keep(List.of("two\n"));

        assertThat(file(0).getFileName().toString())
                .isGreaterThan(before.getFileName().toString());
    }

    private Path file(int index) throws IOException {
        try (var all = Files.list(folder)) {
            return all.sorted().toList().get(index);
        }
    }
}
