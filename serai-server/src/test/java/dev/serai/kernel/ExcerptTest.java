package dev.serai.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {
    @Test
    void a_short_text_stays_whole() {
        assertThat(Excerpt.of("abc", 3)).isEqualTo("abc");
        assertThat(Excerpt.of("", 0)).isEmpty();
    }

    @Test
    void a_long_text_is_cut_and_says_so() {
        assertThat(Excerpt.of("abcd", 3)).isEqualTo("abc…");
    }

    @Test
    void no_cut_goes_through_a_character_of_two_units() {
        assertThat(Excerpt.of("a😀b", 2)).isEqualTo("a…");
        assertThat(Excerpt.of("a😀b", 3)).isEqualTo("a😀…");
    }
}
