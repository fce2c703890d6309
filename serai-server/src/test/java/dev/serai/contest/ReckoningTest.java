package dev.serai.contest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReckoningTest {
    @Test
    void nothing_is_final_while_what_it_grew_from_is_still_counted() {
        assertThat(result(true).doubt()).isNull();
        assertThat(result(false).doubt()).contains("still being counted").contains("try again");
    }

    private static Reckoning.Result result(boolean basesComplete) {
        var recount = new Recount.Result(1, 0, 0, true, 1, List.of());
        var bases = new Recount.Result(1, 0, 0, basesComplete, 1, List.of());
        return new Reckoning.Result(List.of(), Map.of(), Map.of(), Map.of(), Map.of(), bases, recount, 1, 1);
    }
}
