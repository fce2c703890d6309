package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.MovableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReplayMemoryTest {
    private final MovableClock clock = new MovableClock();
    private final ReplayMemory memory = new ReplayMemory(clock);

    @Test
    void a_nonce_is_used_once_per_app() {
        assertThat(memory.use("a", "nonce-001")).isEqualTo(ReplayMemory.Use.FIRST);
        assertThat(memory.use("a", "nonce-001")).isEqualTo(ReplayMemory.Use.AGAIN);
        assertThat(memory.use("b", "nonce-001")).isEqualTo(ReplayMemory.Use.FIRST);
    }

    @Test
    void it_is_remembered_for_the_whole_660_seconds() {
        memory.use("a", "nonce-002");
        for (int i = 0; i < 66; i++) {
            clock.advance(Duration.ofSeconds(10));
            assertThat(memory.use("a", "nonce-002"))
                    .as("after %d s", (i + 1) * 10)
                    .isEqualTo(ReplayMemory.Use.AGAIN);
        }
    }

    @Test
    void it_is_forgotten_some_time_after() {
        memory.use("a", "nonce-003");
        clock.advance(Duration.ofSeconds(900));
        assertThat(memory.use("a", "nonce-003")).isEqualTo(ReplayMemory.Use.FIRST);
    }

    @Test
    void a_hundred_thousand_nonces_are_all_told_apart() {
        for (int i = 0; i < 100_000; i++) {
            assertThat(memory.use("app", "nonce-" + i)).isEqualTo(ReplayMemory.Use.FIRST);
        }
        for (int i = 0; i < 100_000; i += 997) {
            assertThat(memory.use("app", "nonce-" + i)).isEqualTo(ReplayMemory.Use.AGAIN);
        }
    }

    @Test
    void the_hash_is_siphash_as_its_authors_print_it() {
        // Aumasson & Bernstein, SipHash, appendix A: key 00 01 … 0f, message 00 01 … 0e.
        var message = new byte[15];
        for (int i = 0; i < message.length; i++) {
            message[i] = (byte) i;
        }
        assertThat(SipHash.of(0x0706050403020100L, 0x0f0e0d0c0b0a0908L, message))
                .isEqualTo(0xa129ca6149be45e5L);
    }
}
