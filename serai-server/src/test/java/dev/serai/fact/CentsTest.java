package dev.serai.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CentsTest {
    @Property
    void every_amount_of_whole_cents_is_read_exactly(@ForAll long minor) {
        assertThat(Cents.parse(BigDecimal.valueOf(minor, 2).toPlainString())).isEqualTo(new Cents(minor, true));
    }

    @Test
    void noise_of_a_double_is_the_nearest_cent_with_a_warning() {
        assertThat(Cents.parse("4.440892e-16")).isEqualTo(new Cents(0, false));
        assertThat(Cents.parse("1.1900000099")).isEqualTo(new Cents(119, false));
        assertThat(Cents.parse("-0.01000001")).isEqualTo(new Cents(-1, false));
    }

    @Test
    void anything_else_is_refused() {
        for (var text :
                new String[] {"1.195", "0.001", "0.010001", "abc", "", " 1", "1e999999999", "1e-999999999", "NaN"}) {
            assertThatThrownBy(() -> Cents.parse(text)).as(text).isInstanceOf(NumberFormatException.class);
        }
        assertThatThrownBy(() -> Cents.parse("92233720368547758.08")).hasMessage("is beyond 64 bits");
    }
}
