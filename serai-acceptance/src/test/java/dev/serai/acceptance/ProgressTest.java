package dev.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressTest {
    @Test
    void an_interrupted_proof_finds_its_notes_but_no_torn_one(@TempDir Path folder) throws IOException {
        var file = folder.resolve("progress");
        new Progress(file).note("order", 7, "");
        Files.writeString(file, "order\t8", StandardOpenOption.APPEND);

        assertThat(new Progress(file).lines()).containsExactly(List.of("order", "7", ""));
    }

    @Test
    void what_was_begun_and_not_acknowledged_is_known_after_an_interruption(@TempDir Path folder) throws IOException {
        var progress = new Progress(folder.resolve("progress"));
        var deeds = new Deeds(progress);
        deeds.put(new Deeds.Order("n1", "p", 100, ""));
        deeds.put(new Deeds.Report("f1", 1, Load.REPAYMENT, "u1", 500, true, true));
        deeds.put(new Deeds.Report("f1", 2, Load.REPAYMENT, "u1", 500, false, false));

        var found = new Deeds(progress);
        assertThat(found.orders()).containsExactly(new Deeds.Order("n1", "p", 100, ""));
        assertThat(found.facts()).containsExactly(new Deeds.Report("f1", 2, Load.REPAYMENT, "u1", 500, false, false));
        assertThat(found.totals(Load.REPAYMENT)).containsEntry("u1", 0L);
    }
}
