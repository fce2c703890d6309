package dev.serai.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealerTest {
    private static final byte[] SECRET = "s3cret".getBytes(UTF_8);
    private final Sealer sealer = new Sealer(new byte[Sealer.KEY_BYTES]);

    @TempDir
    Path data;

    @Test
    void what_was_sealed_opens_again() {
        assertThat(sealer.open(sealer.seal(SECRET))).isEqualTo(SECRET);
        assertThat(sealer.open(sealer.seal(new byte[0]))).isEmpty();
    }

    @Test
    void the_same_secret_never_looks_the_same_twice() {
        assertThat(sealer.seal(SECRET)).isNotEqualTo(sealer.seal(SECRET));
    }

    @Test
    void a_changed_byte_anywhere_is_noticed() {
        var sealed = sealer.seal(SECRET);
        for (int i = 0; i < sealed.length; i++) {
            var changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> sealer.open(changed)).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> sealer.open(new byte[3])).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void another_master_key_opens_nothing() {
        var other = new byte[Sealer.KEY_BYTES];
        other[0] = 1;
        assertThatThrownBy(() -> new Sealer(other).open(sealer.seal(SECRET)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another master key");
    }

    @Test
    void a_key_of_another_length_is_refused() {
        assertThatThrownBy(() -> new Sealer(new byte[16])).hasMessageContaining("was 16");
    }

    @Test
    void the_first_start_makes_a_key_only_its_owner_reads_and_later_starts_find_it() throws IOException {
        var file = data.resolve("secrets/master.key");
        var made = MasterKey.load(null, file);
        assertThat(made).hasSize(Sealer.KEY_BYTES);
        assertThat(MasterKey.load("", file)).isEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(data.resolve("secrets"))) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void two_nodes_that_start_together_agree_on_one_key() throws Exception {
        var file = data.resolve("secrets/master.key");
        var seen = new HashSet<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var starts = IntStream.range(0, 16)
                    .mapToObj(i -> (Callable<byte[]>) () -> MasterKey.load(null, file))
                    .toList();
            for (var start : threads.invokeAll(starts)) {
                seen.add(Base64.getEncoder().encodeToString(start.get()));
            }
        }
        assertThat(seen).hasSize(1);
    }

    @Test
    void a_given_key_wins_and_leaves_no_file() {
        var file = data.resolve("secrets/master.key");
        var given = Base64.getEncoder().encodeToString(new byte[Sealer.KEY_BYTES]);
        assertThat(MasterKey.load(given, file)).isEqualTo(new byte[Sealer.KEY_BYTES]);
        assertThat(file).doesNotExist();
    }

    @Test
    void a_bad_key_is_told_without_repeating_it() {
        assertThatThrownBy(() -> MasterKey.load("not*base64", data))
                .hasMessage("SERAI_MASTER_KEY must be Base64 of 32 bytes, was not Base64")
                .hasNoCause();
        assertThatThrownBy(() -> MasterKey.load("AAAA", data)).hasMessageContaining("was of 3 bytes");
    }
}
