package dev.serai.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

class JsonTest {
    @Test
    void the_same_value_has_one_canonical_text() {
        assertThat(canonical("{\"b\": 1.0, \"a\": [1e2, -0, 0.10]}")).isEqualTo("{\"a\":[100,0,0.1],\"b\":1}");
        assertThat(canonical("{\"a\":[100,0.0,1e-1],\"b\":10e-1}")).isEqualTo("{\"a\":[100,0,0.1],\"b\":1}");
    }

    @Test
    void integers_beyond_two_to_the_53rd_stay_what_they_are() {
        assertThat(canonical("9007199254740993")).isEqualTo("9007199254740993");
    }

    @Test
    void a_huge_exponent_does_not_become_a_huge_text() {
        assertThat(canonical("1e99999999")).hasSizeLessThan(30);
    }

    @Test
    void a_number_beyond_every_decimal_is_refused_like_any_other_broken_text() {
        for (var number : new String[] {"1e9999999999", "-1e-99999999999", "[0e99999999999]"}) {
            assertThatThrownBy(() -> Json.read(number)).isInstanceOf(JacksonException.class);
            assertThatThrownBy(() -> Json.MAPPER.readTree(number.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(JacksonException.class);
        }
    }

    @Test
    void what_writes_out_can_be_read_without_exponent() {
        for (var number : new String[] {"0", "1e97", "-1e97", "1e-97", "-1e-97", "12.5e-96", "9007199254740993"}) {
            assertThat(Json.writesOut(Json.read("[{\"a\":" + number + "}]"))).isTrue();
            var plain = Json.read(number).decimalValue().toPlainString();
            assertThat(canonical(plain)).isEqualTo(canonical(number));
        }
        assertThat(Json.writesOut(Json.read("0e-999999"))).isTrue();
        for (var number : new String[] {"1e98", "-1e98", "1e-98", "1e400", "1e-20000", "1e99999999"}) {
            assertThat(Json.writesOut(Json.read("[{\"a\":" + number + "}]"))).isFalse();
        }
    }

    @Test
    void a_key_twice_is_refused() {
        assertThatThrownBy(() -> Json.read("{\"a\":1,\"a\":2}")).isInstanceOf(JacksonException.class);
    }

    @Test
    void deep_nesting_is_refused() {
        assertThatThrownBy(() -> Json.read("[".repeat(5000))).isInstanceOf(JacksonException.class);
    }

    @Test
    void what_no_database_can_hold_is_refused_wherever_it_hides() {
        assertThatThrownBy(() -> Json.read("{\"a\":[\"x\\u0000\"]}")).isInstanceOf(JacksonException.class);
        assertThatThrownBy(() -> Json.read("{\"a\\ud800\":1}")).isInstanceOf(JacksonException.class);
        assertThat(Json.read("\"\\ud83d\\ude00\"").asString()).isEqualTo("😀");
    }

    private static String canonical(String text) {
        return Json.canonical(Json.read(text));
    }
}
