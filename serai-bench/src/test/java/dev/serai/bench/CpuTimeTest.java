package dev.serai.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CpuTimeTest {
    private static final String STAT =
            "6303 (%s) S 6302 6302 6302 0 -1 4194624 1409 0 3 0 417 291 5 6 20 0 1 0 442000 432 18446744073709551615\n";

    @Test
    void user_and_system_time_count_and_that_of_children_does_not() {
        assertThat(CpuTime.micros(STAT.formatted("nginx"))).isEqualTo(7_080_000);
        assertThat(CpuTime.parent(STAT.formatted("nginx"))).isEqualTo(6302);
    }

    @Test
    void a_name_may_hold_spaces_and_parentheses() {
        assertThat(CpuTime.micros(STAT.formatted("a) R 1 (b c"))).isEqualTo(7_080_000);
        assertThat(CpuTime.parent(STAT.formatted("a) R 1 (b c"))).isEqualTo(6302);
    }

    @Test
    void our_own_time_only_grows() throws IOException {
        var self = List.of(ProcessHandle.current().pid());
        long before = CpuTime.micros(self);
        assertThat(before).isPositive();
        assertThat(CpuTime.micros(self)).isGreaterThanOrEqualTo(before);
    }
}
