package plaza;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {
    private static Town town;

    @BeforeAll
    static void open() {
        town = Town.ready(Map.of());
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @AfterEach
    void end() {
        town.delete("/_faults");
    }

    @Test
    void a_lost_answer_did_the_work() {
        install("{\"path\":\"/orders\",\"mode\":\"lose_answer\",\"times\":1}");
        assertThatThrownBy(() -> town.order("lost", 1)).isInstanceOf(UncheckedIOException.class);
        assertThat(town.get("/orders?request_key=lost").at("/orders/0/status")).isEqualTo("UNPAID");
        assertThat(town.order("lost", 1).status()).isEqualTo(200);
    }

    @Test
    void an_error_did_no_work() {
        install("{\"path\":\"/orders\",\"mode\":\"error\",\"times\":1}");
        assertThat(town.order("failed", 1).status()).isEqualTo(500);
        assertThat(town.get("/orders?request_key=failed").json().get("orders").size())
                .isZero();
    }

    @Test
    void a_refusal_did_no_work() {
        install("{\"path\":\"/orders\",\"mode\":\"refuse\",\"times\":1}");
        var reply = town.order("refused", 1);
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.code()).isEqualTo("refused_by_fault");
        assertThat(town.get("/orders?request_key=refused").json().get("orders").size())
                .isZero();
    }

    @Test
    void a_delay_waits_and_then_does_the_work() {
        install("{\"path\":\"/orders\",\"mode\":\"delay\",\"ms\":300}");
        long begin = System.nanoTime();
        assertThat(town.order("late", 1).status()).isEqualTo(201);
        assertThat(System.nanoTime() - begin).isGreaterThan(300_000_000L);
    }

    @Test
    void a_fault_strikes_its_path_its_method_and_its_times_only() {
        install("{\"path\":\"/products/1\",\"mode\":\"error\",\"times\":2}");
        install("{\"path\":\"/circles\",\"method\":\"POST\",\"mode\":\"error\"}");
        assertThat(town.get("/products").status()).isEqualTo(200);
        assertThat(town.get("/circles").status()).isEqualTo(200);
        assertThat(town.get("/products/1082185").status()).isEqualTo(500);
        assertThat(town.get("/products/1029743").status()).isEqualTo(500);
        assertThat(town.get("/products/1082185").status()).isEqualTo(200);
        var faults = town.get("/_faults");
        assertThat(faults.at("/faults/0/hits")).isEqualTo("2");
        assertThat(faults.at("/faults/1/hits")).isEqualTo("0");
    }

    @Test
    void half_of_the_calls_are_struck_at_fifty_percent() {
        install("{\"path\":\"/circles\",\"mode\":\"refuse\",\"percent\":50}");
        int struck = 0;
        for (int i = 0; i < 400; i++) {
            struck += town.get("/circles").status() == 422 ? 1 : 0;
        }
        // 7 standard deviations of chance to each side.
        assertThat(struck).isBetween(130, 270);
        assertThat(town.get("/_faults").at("/faults/0/hits")).isEqualTo(Integer.toString(struck));
    }

    @Test
    void health_and_the_faults_themselves_are_never_struck() {
        install("{\"path\":\"/\",\"mode\":\"lose_answer\"}");
        assertThat(town.get("/health").at("/status")).isEqualTo("up");
        assertThat(town.get("/_faults").at("/faults/0/hits")).isEqualTo("0");
        assertThat(town.delete("/_faults").at("/ended")).isEqualTo("1");
        assertThat(town.get("/circles").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"path\":\"/orders\"}",
                "{\"path\":\"orders\",\"mode\":\"error\"}",
                "{\"path\":\"/orders\",\"mode\":\"explode\"}",
                "{\"path\":\"/orders\",\"mode\":\"delay\"}",
                "{\"path\":\"/orders\",\"mode\":\"delay\",\"ms\":-1}",
                "{\"path\":\"/orders\",\"mode\":\"error\",\"percent\":101}",
                "{\"path\":\"/orders\",\"mode\":\"error\",\"percent\":\"10\"}",
                "{\"path\":\"/orders\",\"mode\":\"error\",\"times\":0}",
                "{\"path\":\"/orders\",\"mode\":\"error\",\"tiems\":1}",
                "[]",
                "{"
            })
    void a_malformed_fault_is_refused_with_the_reason(String body) {
        var reply = town.post("/_faults", body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.at("/error/message")).isNotEmpty();
        assertThat(town.get("/_faults").json().get("faults").size()).isZero();
    }

    private static void install(String fault) {
        assertThat(town.post("/_faults", fault).status()).isEqualTo(201);
    }
}
