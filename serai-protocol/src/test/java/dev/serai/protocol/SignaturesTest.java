package dev.serai.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SignaturesTest {
    @Test
    void document_002s_own_vector_holds() {
        var text =
                CanonicalText.of(Map.of("foo", "1", "bar", "2", "foo_bar", "3", "foobar", "4", "baz", "", "sign", "x"));
        assertThat(text).isEqualTo("bar=2&foo=1&foo_bar=3&foobar=4");
        assertThat(Signatures.md5(text, "secret_value")).isEqualTo("35bd067e89777f8096d4d768dc5baca4");
    }

    @Test
    void the_tests_run_on_the_oldest_jdk_merchants_have() {
        assertThat(Runtime.version().feature()).isEqualTo(17);
    }

    @Test
    void hex_is_accepted_in_either_case_and_nothing_else() {
        assertThat(Signatures.sameHex("35bd", "35BD")).isTrue();
        assertThat(Signatures.sameHex("35bd", "35bd0")).isFalse();
        assertThat(Signatures.sameHex("35bd", "35bı")).isFalse();
    }
}
