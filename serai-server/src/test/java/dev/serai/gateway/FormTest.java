package dev.serai.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.openapi.RawParameter;
import dev.serai.protocol.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {
    @Test
    void plus_is_a_space_and_percent_is_utf_8() {
        assertThat(read("a=1+2&b=%E4%B8%AD%2B&c&=x&d=e=f"))
                .containsExactly(of("a", "1 2"), of("b", "中+"), of("c", ""), of("", "x"), of("d", "e=f"));
    }

    @Test
    void bytes_that_stand_raw_are_read_as_utf_8() {
        var raw = new String("a=中文".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(read(raw)).containsExactly(of("a", "中文"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%2", "a=%zz", "a=%E4%B8", "a=%C0%80", "a=%ED%A0%80", "a=\u00d6\u00d0", "a=%１０"})
    void what_is_broken_is_refused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(Refusal.class);
    }

    private static List<RawParameter> read(String text) {
        var into = new ArrayList<RawParameter>();
        Form.read(text, "query", into);
        return into;
    }

    private static RawParameter of(String name, String value) {
        return new RawParameter(name, value, null);
    }
}
